// `node sdk/test/oidc/fuzz.ts [count]`: a million mutated tokens, and how many of them anybody takes. The last line is
// `N passed, N failed`: refused and taken.
import { generateKeyPairSync } from 'node:crypto'
import { mutateMany } from './mutations.ts'

const count = Number(process.argv[2] ?? 1_000_000)
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const { tokens, bySdk, byJose } = await mutateMany(keys, { seed: Date.now(), count, every: 10 })
console.log(`${tokens} mutated tokens: ${bySdk.length} taken by the SDK, ${byJose} of every tenth by jose.`)
for (const token of bySdk) console.log(token)
console.log(`${tokens - bySdk.length} passed, ${bySdk.length} failed`)
process.exitCode = bySdk.length === 0 ? 0 : 1
