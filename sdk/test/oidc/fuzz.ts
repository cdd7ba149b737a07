// `node sdk/test/oidc/fuzz.ts [count]`: a million mutated tokens, and how many of them anybody takes. The last line is
// `N passed, N failed`: as it should be, and not.
import { generateKeyPairSync } from 'node:crypto'
import { mutateMany } from './mutations.ts'

const count = Number(process.argv[2] ?? 1_000_000)
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const found = await mutateMany(keys, { seed: Date.now(), count, every: 10 })
const { mutated, good, goodTaken, taken, refusals, differences, takenByJose } = found
console.log(
  `${mutated} mutated tokens tried, ${taken.length} taken by the SDK; ${good} good ones, ${goodTaken} taken.`,
)
console.log(`Refused for: ${JSON.stringify(refusals)}.`)
console.log(
  `Of every tenth: ${takenByJose} taken by jose, ${differences.length} differences to jose within the profile.`,
)
for (const token of [...taken, ...differences]) console.log(token)
const failed = taken.length + differences.length + good - goodTaken
console.log(`${mutated + good - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
