import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { type OpenDatabase, openDatabase } from '../src/db.ts'
import { Secret } from '../src/secret.ts'
import { testDatabaseUrl } from './config.ts'

/** An empty database: PGlite in memory, or on the server that TEST_DATABASE_URL names. */
export const newDatabase = (): Promise<OpenDatabase> =>
  testDatabaseUrl ? newPostgresDatabase(testDatabaseUrl) : openDatabase({})

/** An empty database on a PostgreSQL server; it goes away when it is closed. */
export async function newPostgresDatabase(serverUrl: string): Promise<OpenDatabase & { url: string }> {
  const name = `test_${randomBytes(8).toString('hex')}`
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  await asAdmin(serverUrl, `create database ${name}`)
  const open = await openDatabase({ databaseUrl: new Secret(url.href) })
  return {
    ...open,
    url: url.href,
    async close() {
      await open.close()
      await asAdmin(serverUrl, `drop database ${name} with (force)`)
    },
  }
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
