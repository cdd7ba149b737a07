// npm run prove: has the compiler's SMTChecker prove contracts/proof/Clock.sol, with RecoveryModule's own functions in it.
// The engine is BMC, one function at a time from any state, with the Z3 that the compiler contains: a proof by induction.
// (CHC would find the invariant by itself, but had not ended after five minutes.) Prints `N passed, N failed`.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import solc from 'solc'
import { root } from './forge.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** RecoveryModule's source. */
export const moduleSource = () => read('contracts/src/RecoveryModule.sol')

/** What packed words are called in the proof. Each must occur, or the proof is about something else. */
const names: readonly (readonly [string, string])[] = [
  ['RecoverySlot slot, uint256 word', ''],
  ['address account, uint32 epoch', 'uint32 epoch'],
  ['revert EpochExhausted(account)', 'revert()'],
  ['block.timestamp', '_now'],
  ['slot.isEmpty()', '!_isStarted'],
  ['slot.epoch()', '_slotEpoch'],
  ['slot.ready()', '_ready'],
  ['slot.end()', '_end()'],
  ['_isSet(word)', '_isSet'],
  ['_epochOf(word)', '_epoch'],
]

function functionOf(source: string, name: string): string {
  const start = source.indexOf(`    function ${name}(`)
  const end = source.indexOf('\n    }\n', start)
  if (start < 0 || end < 0) throw new Error(`RecoveryModule has no function ${name} any more.`)
  return source.slice(start, end + 7)
}

/** The proof's source: the module's functions in place, and every line that it relies on found in the module. */
function proofOf(source: string): string {
  const proof = read('contracts/proof/Clock.sol')
  for (const [, line = ''] of proof.matchAll(/\/\/ @stands (.*)/g))
    if (!source.includes(line)) throw new Error(`RecoveryModule no longer contains: ${line}`)
  return proof.replaceAll(/ *\/\/ @extract (\w+)\n/g, (_, name: string) =>
    names.reduce((text, [from, to]) => text.replaceAll(from, to), functionOf(source, name)),
  )
}

/** Of the proof's assertions: how many can never fail, and what the checker says of the others. */
export function prove(source: string): { proven: number; failed: string[] } {
  const input = {
    language: 'Solidity',
    sources: { 'Clock.sol': { content: proofOf(source) } },
    settings: {
      modelChecker: {
        engine: 'bmc',
        solvers: ['z3'],
        targets: ['assert'],
        showProvedSafe: true,
        showUnproved: true,
      },
    },
  }
  const { errors = [] }: { errors?: { message: string; formattedMessage: string }[] } = JSON.parse(
    solc.compile(JSON.stringify(input)),
  )
  const proven = errors.filter(({ message }) => message.endsWith('Assertion violation check is safe!'))
  const failed = errors.filter(
    (error) => !proven.includes(error) && !/engine .* is deprecated/.test(error.message),
  )
  return { proven: proven.length, failed: failed.map(({ formattedMessage }) => formattedMessage) }
}

if (import.meta.main) {
  const { proven, failed } = prove(moduleSource())
  for (const message of failed) console.error(message)
  console.log(`${proven} passed, ${failed.length} failed`)
  process.exitCode = failed.length === 0 && proven > 0 ? 0 : 1
}
