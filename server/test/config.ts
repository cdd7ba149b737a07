/** PostgreSQL that tests use instead of PGlite; each test file makes a database of its own there. */
export const testDatabaseUrl = process.env['TEST_DATABASE_URL'] || undefined
