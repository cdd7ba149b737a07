/** PostgreSQL that tests use instead of PGlite; each test file makes a database of its own there. */
export const testDatabaseUrl = process.env['TEST_DATABASE_URL'] || undefined

/** How many calls the fuzz of the HTTP interface makes. */
export const fuzzCalls = Number(process.env['FUZZ_CALLS'] || 5_000)

/** With what its chance begins; another one every day. */
export const fuzzSeed = Number(process.env['FUZZ_SEED'] || Math.floor(Date.now() / 86_400_000))
