// `npm run check`: everything about the repository that can be judged without running it. All checks run, whatever
// fails; each prints one line, and a failed one what is wrong and what to do. The last line is `N passed, N failed`.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../contracts/tools/forge.ts'
import { fileBudget, functionBudget } from './checks/budgets.ts'
import type { Check } from './checks/Check.ts'
import { checklistProofs } from './checks/checklist.ts'
import { commandChecks } from './checks/commands.ts'
import { documentPaths } from './checks/documents.ts'
import { allFiles } from './checks/files.ts'
import { habitChecks } from './checks/habits.ts'
import { completeLock, type Lock } from './checks/lockfile.ts'
import { pinnedVersions } from './checks/manifests.ts'
import { closingLine } from './counts.ts'

const shownProblems = 40
const files = allFiles()
const json = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'))
const { scripts } = json('package.json') as { scripts: object }

const checks: readonly Check[] = [
  ...commandChecks(),
  pinnedVersions(files),
  completeLock(json('package-lock.json') as Lock),
  fileBudget(files),
  functionBudget(files),
  documentPaths(files, Object.keys(scripts)),
  checklistProofs(files),
  ...habitChecks(files),
]

const verdicts = await Promise.all(checks.map(run))
console.log(closingLine(verdicts))
process.exitCode = verdicts.some(({ failed }) => failed > 0) ? 1 : 0

async function run({ name, advice, problems }: Check) {
  const found = await (async () => problems())().catch((cause: unknown) => [String(cause)])
  if (found.length === 0) {
    console.log(`ok      ${name}`)
    return { passed: 1, failed: 0 }
  }
  const more = found.length - shownProblems
  const shown = [...found.slice(0, shownProblems), ...(more > 0 ? [`… and ${more} more lines`] : [])]
  console.log([`failed  ${name}: ${advice}`, ...shown.map((line) => `        ${line}`)].join('\n'))
  return { passed: 0, failed: 1 }
}
