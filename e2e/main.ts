// The browser stories: finds Chromium, then runs all of them once, or `--repeat N` times in a row, each time on a new
// stack. What else is given goes on to vitest. The last line is `N passed, N failed`, summed over all runs.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ChromiumMissingError, ensureChromium } from '../tools/chromium.ts'
import { closingLine, judge, type Verdict, vitestCounts } from '../tools/counts.ts'
import { storyEnvironment } from './config.ts'

const { repeat, parameters } = options()
const vitest = join(createRequire(import.meta.url).resolve('vitest/package.json'), '..', 'vitest.mjs')
const folder = mkdtempSync(join(tmpdir(), 'sparekey-e2e-'))

try {
  const chromium = ensureChromium()
  const verdicts: Verdict[] = []
  for (let run = 1; run <= repeat; run++) {
    const verdict = await stories(chromium)
    verdicts.push(verdict)
    const { passed, failed, reason } = verdict
    if (repeat > 1) console.log(`run ${run} of ${repeat}: ${passed} passed, ${failed} failed`)
    if (reason) console.log(`The stories failed: ${reason}.`)
  }
  console.log(closingLine(verdicts))
  process.exitCode = verdicts.some(({ failed }) => failed > 0) ? 1 : 0
} catch (error) {
  console.error(error instanceof ChromiumMissingError ? error.message : error)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}

function options() {
  const { values, tokens } = parseArgs({
    options: { repeat: { type: 'string', default: '1' } },
    strict: false,
    tokens: true,
  })
  const own = tokens.flatMap((token) => (token.kind === 'option' && token.name === 'repeat' ? [token] : []))
  const used = new Set(own.flatMap(({ index, inlineValue }) => (inlineValue ? [index] : [index, index + 1])))
  return {
    repeat: Math.max(1, Number(values['repeat']) || 1),
    parameters: process.argv.slice(2).filter((_, index) => !used.has(index)),
  }
}

function stories(chromium: string): Promise<Verdict> {
  const report = join(folder, 'report.json')
  rmSync(report, { force: true })
  const config = join(import.meta.dirname, 'vitest.config.ts')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const child = spawn(process.execPath, [vitest, 'run', '--config', config, ...reporters, ...parameters], {
    stdio: 'inherit',
    env: storyEnvironment(chromium),
  })
  return new Promise((resolve) => {
    child.once('close', (code) =>
      resolve(judge(vitestCounts(read(report)), { code, skipsAllowed: parameters.length > 0 })),
    )
  })
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
