// Files and functions stay small enough to read at once. Tests, tools' output and captured data have no share in the
// statistics; only the hard limit holds for tests too.
import type { Check } from './Check.ts'
import { isCode, isMade, isTest, type TextFile } from './files.ts'
import { type MeasuredFunction, solidityFunctions, typescriptFunctions } from './functions.ts'

const largestFile = 600
const medianFile = 120
const p95File = 400

/** Lines per file: median at most 120, p95 at most 400, none over 600. */
export function fileBudget(files: readonly TextFile[]): Check {
  return {
    name: 'file sizes',
    advice: 'Split by meaning: one job per file.',
    problems: () => {
      const sized = files
        .filter(({ path }) => isCode(path) && !isMade(path))
        .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
      const sources = sized.filter(({ path }) => !isTest(path))
      return [
        ...sized
          .filter(({ lines }) => lines > largestFile)
          .map(({ path, lines }) => `${path}: ${lines} lines, at most ${largestFile}`),
        ...overPercentile('files', sources, 0.5, medianFile),
        ...overPercentile('files', sources, 0.95, p95File),
      ]
    },
  }
}

/** Lines per function: p95 at most 60 in TypeScript, 30 in Solidity. */
export function functionBudget(files: readonly TextFile[]): Check {
  const measure = (extension: RegExp, functions: (file: TextFile) => MeasuredFunction[]) =>
    files
      .filter(({ path }) => extension.test(path) && !isMade(path) && !isTest(path))
      .flatMap((file) =>
        functions(file).map(({ name, line, lines }) => ({ path: `${file.path}:${line} ${name}`, lines })),
      )
  return {
    name: 'function sizes',
    advice: 'Give the steps of the longest functions names of their own.',
    problems: () => {
      const typescript = measure(/\.tsx?$/, ({ path, text }) => typescriptFunctions(path, text))
      const solidity = measure(/\.sol$/, ({ text }) => solidityFunctions(text))
      return [
        ...overPercentile('TypeScript functions', typescript, 0.95, 60),
        ...overPercentile('Solidity functions', solidity, 0.95, 30),
      ]
    },
  }
}

interface Sized {
  path: string
  lines: number
}

function overPercentile(what: string, sized: readonly Sized[], share: number, limit: number): string[] {
  const ascending = sized.toSorted((a, b) => a.lines - b.lines)
  const found = ascending[Math.ceil(share * ascending.length) - 1]
  if (!found || found.lines <= limit) return []
  const longest = ascending.slice(-3).map(({ path, lines }) => `${path} (${lines})`)
  return [
    `p${share * 100} of ${what} is ${found.lines} lines, at most ${limit}; longest: ${longest.join(', ')}`,
  ]
}
