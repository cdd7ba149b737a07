import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { root } from '../contracts/tools/forge.ts'
import { judge, type Verdict } from './counts.ts'
import type { Suite } from './suites.ts'

/** Runs one suite at the repository's root, shows its output as it comes, and judges it. Never throws. */
export async function runSuite(suite: Suite, options: { skipsAllowed?: boolean } = {}): Promise<Verdict> {
  const [file, ...parameters] = suite.command
  const child = spawn(file, parameters, {
    cwd: root,
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}), ...suite.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: suite.minutes * 60_000,
    killSignal: 'SIGKILL',
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    process.stdout.write(text)
  })
  child.stderr.pipe(process.stderr, { end: false })
  const code = await ending(child)
  return judge(suite.counts(output), { code, skipsAllowed: options.skipsAllowed ?? false })
}

// A process that a test left behind may hold the pipes open for ever: after the exit they get a moment, then are cut.
function ending(child: ChildProcessByStdio<null, Readable, Readable>): Promise<number | null> {
  return new Promise((resolve) => {
    let code: number | null = null
    child.on('error', (cause) => process.stderr.write(`${cause}\n`))
    child.on('exit', (exitCode) => {
      code = exitCode
      const cut = () => [child.stdout, child.stderr].forEach((stream) => void stream.destroy())
      setTimeout(cut, 2_000).unref()
    })
    child.on('close', () => resolve(code))
  })
}
