// Loaded into the bundler's process before its own code (`node --import`): it judges validity by this machine's clock, so
// after a time skip of the chains it would refuse operations that the chains accept. The difference in milliseconds is in
// the file that the URL of this module names; SIGUSR2 says that it has changed.
import { readFileSync } from 'node:fs'

const file = new URL(import.meta.url).searchParams.get('file') ?? ''
const realNow = Date.now
let shift = readShift()

Date.now = () => realNow() + shift
process.on('SIGUSR2', () => {
  shift = readShift()
})

function readShift(): number {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return 0 // no skip yet
  }
}
