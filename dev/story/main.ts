// `npm run story`: the main job in the terminal. Ends with 1 at the first thing that is not true.
import { SparekeyError } from 'sparekey'
import { DevError } from '../errors.ts'
import { tell } from './tell.ts'

try {
  await tell(console.log)
} catch (error) {
  // One sentence for what we foresaw; a stack trace only for what we did not.
  console.error(error instanceof DevError || error instanceof SparekeyError ? error.message : error)
  process.exitCode = 1
}
