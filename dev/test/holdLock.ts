// A process for lock.test.ts: loads, says "loaded", and on each line "go" tries to take the lock of the directory in
// argv. It prints "held" or the refusal, and ends when its input does.
import { createInterface } from 'node:readline'
import { lockDirectory } from '../lock.ts'

const directory = process.argv[2] ?? ''
console.log('loaded')
createInterface({ input: process.stdin }).on('line', () => {
  try {
    lockDirectory(directory)
    console.log('held')
  } catch (error) {
    console.log((error as Error).message)
  }
})
