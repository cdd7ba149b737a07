import type { App } from '../app.ts'
import type { Stack } from '../stack.ts'
import type { CheckReport } from './check.ts'

/** What `npm start` prints once everything runs. */
export function readyLines(stack: Stack, readyMs: number): string[] {
  const [{ deployment }] = stack.chains
  return [
    `Ready in ${(readyMs / 1000).toFixed(1)} s: open ${stack.app?.url}. Ctrl-C stops, state stays in ${stack.dataDir}.`,
    ...(stack.app ? appLines(stack.app) : []),
    ...stack.chains.map(
      ({ chain, rpcUrl, bundlerUrl }) => `  chain ${chain.id}   RPC ${rpcUrl}   bundler ${bundlerUrl}`,
    ),
    `  USDC ${deployment.tokens.USDC}   USDT ${deployment.tokens.USDT}   (on both chains)`,
  ]
}

function appLines({ adminUrl, inboxUrl, enrolment }: App): string[] {
  const link = enrolment()
  return [
    `  dashboard ${adminUrl}   inbox ${inboxUrl}`,
    ...(link ? [`  Nobody runs the dashboard yet. Become its first operator within an hour: ${link}`] : []),
  ]
}

/** A check's report for people. */
export function checkLines(report: CheckReport): string[] {
  return [
    ...report.parts.map(
      ({ part, url, ok, answer }) => `${ok ? 'ok    ' : 'FAILED'} ${part} ${url} ${JSON.stringify(answer)}`,
    ),
    `ready_ms ${report.ready_ms ?? 'never ready'}`,
    `rss_mb ${report.rss_mb ?? 'not measured'}`,
    `ports ${report.ports_free ? 'all free afterwards' : 'NOT free afterwards'}`,
    ...report.errors.map(({ message }) => message),
    report.ok ? 'The stack works.' : 'The stack does not work.',
  ]
}
