import { defineConfig } from 'drizzle-kit'

// `npm run migrations -w server` writes what changed in src/tables as the next migration.
export default defineConfig({ dialect: 'postgresql', schema: './src/tables/*.ts', out: './migrations' })
