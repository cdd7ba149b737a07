// What was agreed on and a pattern can see. Some patterns have a bracket in a word, so that they do not find themselves.
import type { Check } from './Check.ts'
import { isCode, isMade, isTest, isTool, type TextFile } from './files.ts'

interface Habit {
  name: string
  advice: string
  applies(path: string): boolean
  pattern: RegExp
}

const isTypeScript = (path: string) => /\.tsx?$/.test(path)
const isSolidity = (path: string) => path.endsWith('.sol')
const isTestSetting = (path: string) => isTest(path) || /config\.ts$/.test(path)

const habits: readonly Habit[] = [
  {
    name: 'typed errors',
    advice: 'Throw an error class of its own, with a code and a short message.',
    applies: (path) => isTypeScript(path) && !isTest(path) && !isTool(path),
    pattern: /throw new Error\(/,
  },
  {
    name: 'no string reverts',
    advice: 'Revert with a custom error that carries the offending and the expected value.',
    applies: (path) => isSolidity(path) && !isTest(path),
    pattern: /\brevert\s*\(\s*["')]|\brequire\s*\([^;]*,\s*"/,
  },
  {
    name: 'environment in one file',
    advice: 'Read it in config.ts and hand the value in.',
    applies: (path) => isTypeScript(path) && !isTool(path) && !/(^|\/)config\.ts$/.test(path),
    pattern: /\bprocess\.env\b/,
  },
  {
    name: 'every test runs',
    advice: 'Mend the test or delete it.',
    applies: isCode,
    pattern: /\b(it|test|describe|suite)\.(skip|skipIf|runIf|only|todo|fails)\b|\bvm\.skip\(/,
  },
  {
    name: 'no test retries',
    advice: 'Find what makes the test unsteady.',
    applies: (path) => isTypeScript(path) && isTestSetting(path),
    pattern: /\bretr(y|ies)\s*:\s*[1-9]/,
  },
  {
    name: 'nothing left to do',
    advice: 'Do it, or open an issue.',
    applies: isCode,
    pattern: /\bTO[D]O\b|\bFIX[M]E\b|not imp[l]emented/,
  },
  {
    name: 'no path of one machine',
    advice: 'Derive the path, or use the system call for temporary folders.',
    applies: () => true,
    pattern: /\/(w[o]rk|f[a]rm|r[o]ot|t[m]p|h[o]me)\/[a-z.]/,
  },
  {
    name: 'messages have an addressee',
    advice: 'Name the origin that the message is for.',
    applies: (path) => isTypeScript(path) || path.endsWith('.html'),
    pattern: /\bpostMessage\([\s\S]{0,400}?,\s*(['"`])\*\1|\btargetOrigin\s*:\s*(['"`])\*\2/,
  },
]

/** One check per habit. */
export function habitChecks(files: readonly TextFile[]): Check[] {
  return habits.map(({ name, advice, applies, pattern }) => ({
    name,
    advice,
    problems: () =>
      files
        .filter(({ path }) => applies(path) && !isMade(path))
        .flatMap(({ path, text }) =>
          [...text.matchAll(new RegExp(pattern, 'g'))].map(
            ({ index, 0: found }) =>
              `${path}:${text.slice(0, index).split('\n').length} ${found.split('\n', 1)[0]}`,
          ),
        ),
  }))
}
