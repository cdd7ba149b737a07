import { defineConfig } from 'drizzle-kit'

// `drizzle-kit generate` here writes what changed in src/tables as the next migration.
export default defineConfig({ dialect: 'postgresql', schema: './src/tables/*.ts', out: './migrations' })
