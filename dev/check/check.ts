import { sinceStart } from '../clock.ts'
import { appPorts, type StackPorts } from '../config.ts'
import { DevError, PortsLeftError } from '../errors.ts'
import { treeMemory } from '../memory.ts'
import { takenPorts } from '../ports.ts'
import { type Stack, type StackChain, startStack } from '../stack.ts'
import { askApp, askDashboard } from './app.ts'
import { askMail } from './mail.ts'
import { sendOperation } from './operation.ts'

/** What a part answered. */
type PartAnswer = { part: string; url: string; ok: boolean; answer: Record<string, unknown> }

/** Result of {@link check}. */
export type CheckReport = {
  ok: boolean
  /** From the start of this process until everything was deployed and answering; absent if that never happened. */
  ready_ms?: number
  /** Resident memory of all processes after the user operations, children counted whole; absent without /proc. */
  rss_mb?: number
  parts: PartAnswer[]
  ports_free: boolean
  errors: { name: string; code: string; message: string }[]
}

/**
 * Starts a stack on these ports in a directory of its own, sends one user operation through each bundler, writes and reads
 * a row through the server, sends and reads a mail, stops it and looks whether every port is free. Failures are in the report,
 * not thrown.
 */
export async function check(ports: StackPorts, signal?: AbortSignal): Promise<CheckReport> {
  const report: CheckReport = { ok: false, parts: [], ports_free: false, errors: [] }
  const failed = (error: unknown) => report.errors.push(describe(error))
  try {
    const stack = await startStack({ ports, blockTime: 1, app: {}, ...(signal && { signal }) })
    report.ready_ms = sinceStart()
    report.parts = await answers(stack, failed).finally(() => stack.stop().catch(failed))
  } catch (error) {
    failed(error)
  }
  return finish(report, ports, failed)

  async function answers(stack: Stack, onError: (error: unknown) => void): Promise<PartAnswer[]> {
    const asked = stack.chains.flatMap((chain) => [askChain(chain, onError), askBundler(chain, onError)])
    const { url = '', adminUrl = '', inboxUrl = '', enrolment } = stack.app ?? {}
    asked.push(ask('app', url, onError, () => askApp(url)))
    const adminPort = Number(new URL(adminUrl).port)
    asked.push(ask('dashboard', adminUrl, onError, () => askDashboard(adminPort, enrolment?.())))
    asked.push(ask('mail', inboxUrl, onError, () => askMail(stack.parts)))
    const all = await Promise.race([Promise.all(asked), stack.failure])
    if (all instanceof DevError) throw all
    const memory = treeMemory()
    if (memory !== undefined) report.rss_mb = memory
    return all
  }
}

async function finish(
  report: CheckReport,
  ports: StackPorts,
  failed: (error: unknown) => void,
): Promise<CheckReport> {
  const taken = await takenPorts([...ports.chains, ...ports.bundlers, ...appPorts(ports)])
  report.ports_free = taken.length === 0
  // If the start failed because a port was taken, that has been said.
  if (!report.ports_free && report.ready_ms !== undefined) failed(new PortsLeftError(taken))
  report.ok = report.errors.length === 0
  return report
}

function askChain({ chain, client, rpcUrl, deployment }: StackChain, onError: (error: unknown) => void) {
  return ask(`chain ${chain.id}`, rpcUrl, onError, async () => ({
    chainId: await client.getChainId(),
    block: Number(await client.getBlockNumber()),
    staker: deployment.staker,
    ...deployment.tokens,
  }))
}

function askBundler(chain: StackChain, onError: (error: unknown) => void) {
  return ask(`bundler ${chain.chain.id}`, chain.bundlerUrl, onError, async () => {
    const begun = sinceStart()
    const { userOpHash, transactionHash, gasUsed } = await sendOperation(chain)
    return { userOpHash, transactionHash, gasUsed: Number(gasUsed), ms: sinceStart() - begun }
  })
}

async function ask(
  part: string,
  url: string,
  onError: (error: unknown) => void,
  question: () => Promise<Record<string, unknown>>,
): Promise<PartAnswer> {
  try {
    return { part, url, ok: true, answer: await question() }
  } catch (error) {
    onError(error)
    return { part, url, ok: false, answer: { error: describe(error).message } }
  }
}

function describe(error: unknown): CheckReport['errors'][number] {
  if (error instanceof DevError) return { name: error.name, code: error.code, message: error.message }
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) }
  return { name, code: 'UNEXPECTED', message }
}
