// npm run coverage [-- --lcov <file>]: which lines and branches of contracts/src the contract tests run. Fails below 100 % of
// the lines and 98 % of the branches. Not counted are assembly, of which forge counts no line (those around it are, and tests
// fail without it), and the lines that are listed here with their reason. The last line is `N passed, N failed`, counted in
// lines and branches.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { forgeBinary, root } from './forge.ts'

const minimum = { lines: 1, branches: 0.98 }
const folder = join(root, 'contracts/cache/coverage')

const merged =
  'the compiler merges it with its neighbour, whose count stands for both; tests of both ways exist'
const starved = 'runs in a creation out of raw bytes (BlockNumber.t.sol), which forge does not count'
const empty = 'has nothing to run'

/** Lines that are not counted though they run, as `file: text of the line`, with the reason. */
const exceptions: Readonly<Record<string, string>> = {
  'contracts/src/PasskeyValidator.sol: bytes32 root = userOpHash;': merged,
  'contracts/src/Policy.sol: return false;': merged,
  'contracts/src/BlockNumber.sol: if (gasleft() < needed) revert ProbeNeedsMoreGas(gasleft(), needed);':
    starved,
  'contracts/src/SignerQueries.sol: bytes4 selector = IERC7913SignatureVerifier.verify.selector;': merged,
  'contracts/src/Policy.sol: if (other.length != 84) continue;': merged,
  'contracts/src/guardians/EmailGuardian.sol: if (hasAttested) _suspend();': merged,
  'contracts/src/guardians/EmailGuardian.sol: return false;': merged,
  'contracts/src/guardians/Json.sol: continue;': merged,
  'contracts/src/guardians/Json.sol: return pos;': merged,
  'contracts/src/guardians/OidcGuardian.sol: return false;': merged,
  'contracts/src/guardians/Roles.sol: super.acceptOwnership();': merged,
  'contracts/src/guardians/Roles.sol: function _beforeAdded(address account, Role role) internal virtual {}':
    empty,
  'contracts/src/guardians/Roles.sol: function _beforeRemoved(address account, Holder memory holder) internal virtual {}':
    empty,
  'contracts/src/guardians/Roles.sol: if (msg.sender != holder) _checkOwner();': merged,
}

/** How often each line and branch of one file ran. */
interface FileCoverage {
  readonly path: string
  readonly lines: ReadonlyMap<number, number>
  readonly branches: readonly { readonly line: number; readonly count: number }[]
}

/** Reads lcov's format, the part of it that forge writes. */
export function parseLcov(text: string): FileCoverage[] {
  return text
    .split('end_of_record')
    .map((record) => ({
      path: /^SF:(.*)$/m.exec(record)?.[1] ?? '',
      lines: new Map(
        [...record.matchAll(/^DA:(\d+),(\d+)$/gm)].map(([, line, count]) => [Number(line), Number(count)]),
      ),
      branches: [...record.matchAll(/^BRDA:(\d+),\d+,\d+,(\d+|-)$/gm)].map(([, line, count]) => ({
        line: Number(line),
        count: count === '-' ? 0 : Number(count),
      })),
    }))
    .filter(({ path }) => path.startsWith('contracts/src/'))
}

/** How many lines and branches ran, and where the others are. `linesOf` gives a file's text. */
export function judge(files: readonly FileCoverage[], linesOf: (path: string) => readonly string[]) {
  const all = (kind: 'lines' | 'branches') =>
    files.flatMap(({ path, lines, branches }) => {
      const text = linesOf(path)
      const assembly = assemblyLines(text)
      return (kind === 'lines' ? [...lines].map(([line, count]) => ({ line, count })) : branches)
        .filter(({ line }) => !assembly.has(line) && !(`${path}: ${text[line - 1]?.trim()}` in exceptions))
        .map(({ line, count }) => ({ path, line, ran: count > 0 }))
    })
  return { lines: all('lines'), branches: all('branches') }
}

/** Numbers of the lines within blocks of assembly, the first line being 1. */
function assemblyLines(text: readonly string[]): ReadonlySet<number> {
  const within = new Set<number>()
  let depth = 0
  for (const [index, line] of text.entries()) {
    if (depth > 0) within.add(index + 1)
    if (depth > 0 || /^\s*assembly\b/.test(line)) depth += line.split('{').length - line.split('}').length
  }
  return within
}

function run(): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'lcov.info')
  const { status } = spawnSync(
    forgeBinary(),
    [
      ...['coverage', '--ir-minimum', '--exclude-tests', '--report', 'lcov', '--report-file', file],
      // What holds for optimised code only: its size, and how much gas a sweep meets.
      ...['--no-match-test', 'fitsTheSizeLimit|whateverTheGas|costsAreBounded'],
      // Invariants run the same lines again, for minutes.
      ...['--no-match-path', 'contracts/test/invariants/*'],
    ],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      // A build of its own: without the optimizer, not to be mixed up with the one that tests use.
      env: {
        ...process.env,
        FOUNDRY_PROFILE: 'default',
        FOUNDRY_FUZZ_RUNS: '64',
        FOUNDRY_OUT: join(folder, 'out'),
        FOUNDRY_CACHE_PATH: join(folder, 'cache'),
      },
    },
  )
  if (status !== 0) throw new Error('The tests fail when their coverage is measured.')
  return file
}

function main(parameters: string[]): number {
  const { lcov } = parseArgs({ args: parameters, options: { lcov: { type: 'string' } } }).values
  const files = parseLcov(readFileSync(lcov ?? run(), 'utf8'))
  const sources = new Map<string, string[]>()
  const linesOf = (path: string) => {
    const text = sources.get(path) ?? readFileSync(join(root, path), 'utf8').split('\n')
    sources.set(path, text)
    return text
  }
  let below = files.length === 0
  let [passed, failed] = [0, 0]
  for (const [kind, found] of Object.entries(judge(files, linesOf)) as [
    'lines' | 'branches',
    ReturnType<typeof judge>['lines'],
  ][]) {
    const missed = found.filter(({ ran }) => !ran)
    for (const { path, line } of missed)
      console.log(`not run (${kind}): ${path}:${line} ${linesOf(path)[line - 1]?.trim()}`)
    const share = found.length === 0 ? 0 : 1 - missed.length / found.length
    console.log(`${kind}: ${found.length - missed.length} of ${found.length}, ${(share * 100).toFixed(2)} %`)
    if (share < minimum[kind]) below = true
    passed += found.length - missed.length
    failed += missed.length
  }
  console.log(`${passed} passed, ${failed} failed`)
  return below ? 1 : 0
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2))
