// Before the first story: one stack with everything, one Chromium. After the last: both are gone.
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { startStack } from '../dev/stack.ts'
import { ensureChromium } from '../tools/chromium.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The one address that people open. */
    url: string
    /** The dashboard's. */
    admin: string
    /** The inbox, as this process reaches it: Node knows no names under localhost. */
    inbox: string
    /** The same for people. */
    inboxPage: string
    /** Where Chromium is driven. */
    browser: string
    /** Folder of the stack's logs. */
    logs: string
    chains: { chainId: number; name: string; rpcUrl: string }[]
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [stack, browser] = await Promise.all([
    // People in stories are quicker than people.
    startStack({ blockTime: 1, app: { rateFactor: 100 } }),
    chromium.launchServer({ executablePath: ensureChromium(), headless: true, args: [...flags] }),
  ])
  project.provide('url', stack.app?.url ?? '')
  project.provide('admin', stack.app?.adminUrl ?? '')
  project.provide('inbox', (stack.app?.inboxUrl ?? '').replace('mail.localhost', '127.0.0.1'))
  project.provide('inboxPage', stack.app?.inboxUrl ?? '')
  project.provide('logs', join(stack.dataDir, 'logs'))
  project.provide('browser', browser.wsEndpoint())
  project.provide(
    'chains',
    stack.chains.map(({ chain, rpcUrl }) => ({ chainId: chain.id, name: chain.name, rpcUrl })),
  )
  return async () => {
    await browser.close()
    await stack.stop()
  }
}

/** As root there is no sandbox; the rest keeps Chromium from doing anything that nobody asked for. */
export const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
] as const
