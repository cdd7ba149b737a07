// A process for db.test.ts: opens the database of the directory in argv, says "opening" before and "open" after, and waits.
import { openDatabase } from '../src/db.ts'

console.log('opening')
try {
  await openDatabase({ dataDir: process.argv[2] })
  console.log('open')
  setInterval(() => {}, 1000)
} catch (error) {
  console.log((error as Error).message)
}
