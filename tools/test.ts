// `npm test`: all suites one after another. `node tools/test.ts <suite> [parameters]`: one suite, and what follows is
// passed on to it. The last line of output is always `N passed, N failed`, summed over all suites.
import { closingLine, type Verdict } from './counts.ts'
import { runSuite } from './runSuite.ts'
import { deep, everything, suites } from './suites.ts'

const [chosen, ...parameters] = process.argv.slice(2)
const verdicts: Record<string, Verdict> = {}
const minutes: Record<string, string> = {}

const isWholeDeep = chosen === 'deep' && parameters.length === 0
for (const name of chosen === undefined ? everything : isWholeDeep ? deep : [chosen]) {
  const suite = suites[name]
  const begun = performance.now()
  console.log(`\n== ${name}`)
  verdicts[name] = suite
    ? await runSuite(suite(parameters), { skipsAllowed: parameters.length > 0 })
    : {
        passed: 0,
        failed: 1,
        reason: `there is no such suite; expected one of ${Object.keys(suites).join(', ')}`,
      }
  minutes[name] = ((performance.now() - begun) / 60_000).toFixed(1)
}

console.log('')
for (const [name, { passed, failed, reason }] of Object.entries(verdicts))
  console.log(
    `${name}: ${passed} passed, ${failed} failed, ${minutes[name]} min${reason ? ` (${reason})` : ''}`,
  )
console.log(closingLine(Object.values(verdicts)))
process.exitCode = Object.values(verdicts).some(({ failed }) => failed > 0) ? 1 : 0
