// `npm start`: the local stack until Ctrl-C. `-- --fresh` wipes its data first; `-- --check [--json]` starts a stack of
// its own on the same ports, proves that it works, stops it and reports. `npm run dev` is `-- --hot`: the web app as its sources
// are, with hot reload.
import { parseArgs } from 'node:util'
import { check } from './check/check.ts'
import { checkLines, readyLines } from './check/print.ts'
import { sinceStart } from './clock.ts'
import { dataDirFromEnvironment, portsFromEnvironment } from './config.ts'
import { DevError, StartAbortedError, UsageError } from './errors.ts'
import { startStack } from './stack.ts'

const interrupted = new AbortController()
// npm passes Ctrl-C on although the terminal has sent it already, so a second signal must not cut the stop short.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort())

let crashed = false
process.on('uncaughtException', (error) => {
  crashed = true
  console.error(error)
  interrupted.abort() // which stops everything
})

try {
  const { fresh, hot, check: checking, json } = options()
  const code = checking ? await runCheck(json) : await run({ fresh, hot })
  process.exitCode = crashed ? 1 : code
} catch (error) {
  // One sentence for what we foresaw; a stack trace only for what we did not.
  console.error(error instanceof DevError ? error.message : error)
  process.exitCode = 1
}

function options() {
  const flag = { type: 'boolean', default: false } as const
  try {
    const { values } = parseArgs({ options: { fresh: flag, hot: flag, check: flag, json: flag } })
    if (values.json && !values.check) throw new UsageError('--json belongs to --check; use both or neither.')
    if (values.fresh && values.check)
      throw new UsageError(
        '--check never touches the saved data, so --fresh means nothing with it; use one of them.',
      )
    if (values.hot && values.check)
      throw new UsageError(
        '--check proves the built web app, so --hot means nothing with it; use one of them.',
      )
    return values
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(
      `${(error as Error).message.split('. ')[0]}; expected --fresh, --hot, --check or --check --json.`,
    )
  }
}

async function run({ fresh, hot }: { fresh: boolean; hot: boolean }): Promise<number> {
  const ports = portsFromEnvironment()
  const dataDir = dataDirFromEnvironment()
  const { signal } = interrupted
  const options = { dataDir, ports, blockTime: 1, app: { hot }, fresh, signal }
  const stack = await startStack(options).catch((error: unknown) => {
    if (error instanceof StartAbortedError) return undefined
    throw error
  })
  if (!stack) return 0
  for (const line of readyLines(stack, sinceStart())) console.log(line)
  const stopAsked = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined)
    signal.addEventListener('abort', () => resolve(undefined))
  })
  const failure = await Promise.race([stopAsked, stack.failure])
  if (failure) console.error(failure.message)
  console.log('Stopping…')
  await stack.stop()
  console.log(`Stopped; everything is saved in ${dataDir}.`)
  return failure ? 1 : 0
}

async function runCheck(json: boolean): Promise<number> {
  const report = await check(portsFromEnvironment(), interrupted.signal)
  console.log(json ? JSON.stringify(report, null, 2) : checkLines(report).join('\n'))
  return report.ok ? 0 : 1
}
