// npm run test:mutation -- [--shard k/n] [--only RecoveryModule-17,…]: plants one small fault at a time in the contracts and
// runs the tests until one notices. A fault that none notices is a survivor: a test is missing, or the fault changes
// nothing, and docs/assurance.md says why. Results are appended to contracts/cache/mutation/<shard>.jsonl; what is there
// already is not run again. The last line is `N passed, N failed`: killed and survived. `--report <file>` writes all results
// that are there, of all shards, one line a mutant.
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../forge.ts'
import { type Compiled, compile, fileOf } from './compile.ts'
import { build, mutantsOf, type PlantedMutant } from './mutants.ts'
import { type Outcome, Workspace } from './workspace.ts'

type Verdict = 'killed' | 'survived' | 'uncompilable' | 'equivalent'
type Result = Omit<PlantedMutant, 'source' | 'start' | 'end'> & {
  readonly verdict: Verdict
  readonly killer?: string
  readonly seconds: number
}

/** What faults are planted in, and the contract that is made of it. */
const targets = [
  { part: 'RecoveryModule', contract: 'RecoveryModule' },
  { part: 'SignerQueries', contract: 'RecoveryModule' },
  { part: 'PasskeyValidator', contract: 'PasskeyValidator' },
  { part: 'EmailGuardian', contract: 'EmailGuardian' },
] as const
const contracts = [...new Set(targets.map(({ contract }) => contract))]
const results = join(root, 'contracts/cache/mutation')
/** Fewer random inputs than in `npm test`: a fault that only the 200th input finds counts as a survivor. */
const few = { FOUNDRY_FUZZ_RUNS: '32', FOUNDRY_INVARIANT_RUNS: '4', FOUNDRY_INVARIANT_DEPTH: '100' }
const others =
  '{*.t.sol,Account/*,AccountFactory/*,FactoryStaker/*,RecoveryModule/*,PasskeyValidator/*,EmailGuardian/*}'

/** Cheapest and likeliest first. */
async function judge(workspace: Workspace, contract: string): Promise<Outcome> {
  for (const tests of [`${contract}/*`, others, 'invariants/*']) {
    const outcome = await workspace.test(`contracts/test/${tests}`, few)
    if (!outcome.passed) return outcome
  }
  return { passed: true }
}

async function tryOne(
  workspace: Workspace,
  { part, contract }: (typeof targets)[number],
  original: Compiled,
  mutant: PlantedMutant,
): Promise<Result> {
  const start = performance.now()
  const { source: _source, start: _start, end: _end, ...rest } = mutant
  const built = build(mutant, contract, original, part)
  const seconds = () => Math.round(performance.now() - start) / 1000
  if (typeof built === 'string') return { ...rest, verdict: built, seconds: seconds() }
  workspace.use(contract, built)
  const { passed, killer } = await judge(workspace, contract)
  workspace.restore(contract)
  return {
    ...rest,
    verdict: passed ? 'survived' : 'killed',
    ...(killer === undefined ? {} : { killer }),
    seconds: seconds(),
  }
}

function shardOf(text: string): [number, number] {
  const [k = 0, n = 0] = text.split('/').map(Number)
  if (!(Number.isInteger(k) && Number.isInteger(n) && 1 <= k && k <= n))
    throw new Error(`--shard is ${text}, expected k/n with k from 1 to n.`)
  return [k, n]
}

async function main(parameters: string[]): Promise<number> {
  const { values } = parseArgs({
    args: parameters,
    options: {
      shard: { type: 'string', default: '1/1' },
      only: { type: 'string' },
      report: { type: 'string' },
    },
  })
  if (values.report) return report(values.report)
  const [k, n] = shardOf(values.shard)
  const wanted = values.only?.split(',')
  mkdirSync(results, { recursive: true })
  const file = join(results, `${k}-of-${n}.jsonl`)
  const known = new Map(wanted ? [] : read(file).map((result) => [result.id, result]))
  const workspace = new Workspace(join(results, `workspace-${k}-of-${n}`))
  if (!(await workspace.build(contracts))) throw new Error('The contracts and their tests do not build.')
  const all: Result[] = []
  for (const target of targets) {
    const source = readFileSync(join(root, fileOf(target.part)), 'utf8')
    const original = compiled(workspace, target, source)
    const chosen = mutantsOf(target.part, source, original).filter(({ id }, index) =>
      wanted ? wanted.includes(id) : index % n === k - 1,
    )
    if (chosen.some(({ id }) => !known.has(id))) await requireSound(workspace, target.contract)
    for (const mutant of chosen) {
      const result = known.get(mutant.id) ?? (await tryOne(workspace, target, original, mutant))
      if (!known.has(mutant.id)) appendFileSync(file, `${JSON.stringify(result)}\n`)
      console.log(`${result.verdict.padEnd(12)} ${lineOf(result)}`)
      all.push(result)
    }
  }
  return summarise(all)
}

/** What our compiler makes of it without a fault, which is what forge makes of it. */
function compiled(
  workspace: Workspace,
  { part, contract }: (typeof targets)[number],
  source: string,
): Compiled {
  const original = compile(contract, source, part)
  if (!original) throw new Error(`${contract} does not compile.`)
  if (workspace.codeOf(contract) !== original.creation.object)
    throw new Error(`compile.ts and foundry.toml give ${contract} different code.`)
  return original
}

async function requireSound(workspace: Workspace, contract: string): Promise<void> {
  const { passed, killer } = await judge(workspace, contract)
  if (!passed) throw new Error(`Without any fault the tests fail: ${killer}.`)
}

const lineOf = ({ id, line, operator, before, text, killer, seconds }: Result) =>
  `${id} line ${line}, ${operator}: ${before.replaceAll(/\s+/g, ' ')} → ${text.replaceAll(/\s+/g, ' ')} (${killer ? `${killer}, ` : ''}${seconds} s)`

const read = (file: string): Result[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : []

/** What was found last of each mutant, as CSV (RFC 4180). */
function report(file: string): number {
  const shards = readdirSync(results).filter((name) => name.endsWith('.jsonl'))
  const all = [
    ...new Map(
      shards.flatMap((name) => read(join(results, name))).map((result) => [result.id, result]),
    ).values(),
  ]
  const place = ({ id }: Result) =>
    targets.findIndex(({ part }) => id.startsWith(part)) * 1e6 + Number(id.split('-')[1])
  const quoted = (text: string) => `"${text.replaceAll(/\s+/g, ' ').replaceAll('"', '""')}"`
  const rows = all
    .toSorted((a, b) => place(a) - place(b))
    .map(({ id, line, operator, before, text, verdict, killer = '' }) =>
      [id, line, operator, quoted(before), quoted(text), verdict, killer].join(','),
    )
  writeFileSync(file, `${['mutant,line,operator,before,after,verdict,found by', ...rows].join('\n')}\n`)
  return 0
}

function summarise(all: readonly Result[]): number {
  const by = (verdict: Verdict) => all.filter((result) => result.verdict === verdict)
  const [killed, survived] = [by('killed'), by('survived')]
  console.log(`\nSurvivors:\n${survived.map(lineOf).join('\n')}`)
  console.log(
    `${all.length} mutants: ${by('uncompilable').length} do not compile, ${by('equivalent').length} compile to the same code.`,
  )
  console.log(`${killed.length} passed, ${survived.length} failed`)
  return survived.length === 0 ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
