import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { CheckReport } from '../../dev/check/check.ts'
import { root } from '../../dev/config.ts'
import { forgetWebBuild } from '../../dev/parts/web.ts'
import { stackEnvironment } from '../config.ts'
import type { Figure } from '../Figure.ts'
import { MeasurementError } from '../MeasurementError.ts'

const port = 4600

/**
 * What `npm start -- --check` reports: seconds from the start of the process until chains, bundlers, server and web app
 * answer, with new data and the web app built in the same run, and the resident memory of all processes afterwards.
 */
export async function measureStack(): Promise<Figure[]> {
  forgetWebBuild()
  const { ok, ready_ms, rss_mb, errors } = await checkOnce()
  if (!ok || ready_ms === undefined)
    throw new MeasurementError(errors[0]?.message ?? 'the stack did not start')
  return [
    { name: 'stack.ready', value: ready_ms / 1000, unit: 's', limit: 20 },
    ...(rss_mb === undefined ? [] : [{ name: 'stack.rss', value: rss_mb, unit: 'MB', limit: 1_600 }]),
  ]
}

function checkOnce(): Promise<CheckReport> {
  const start = join(root, 'dev', 'start.ts')
  const parameters = ['--disable-warning=ExperimentalWarning', start, '--check', '--json']
  return new Promise((resolve, reject) => {
    execFile(process.execPath, parameters, { env: stackEnvironment(port) }, (failure, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as CheckReport)
      } catch {
        reject(new MeasurementError(stderr || String(failure)))
      }
    })
  })
}
