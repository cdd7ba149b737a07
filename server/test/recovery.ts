// A recovery over HTTP, step by step, as the web app does it.
import { requestToJson } from 'sparekey'
import { approvalsOf as signApprovals, type Wallet } from '../../sdk/test/chains.ts'
import { created } from './authenticator.ts'
import type { Browser } from './Browser.ts'
import { type Scene, storeAccount, type TestContext } from './scene.ts'

/** A scene whose request the server knows, and the browser that made it. */
export interface Asked {
  readonly scene: Scene
  readonly browser: Browser
  readonly path: string
}

/** What POST /api/requests takes, for the scene's new passkey. */
export async function requestBody(browser: Browser, scene: Scene) {
  const account = scene.account.toLowerCase()
  const { body } = await browser.post('/api/requests/options', { account })
  const credential = created(scene.newKey, body.options)
  return { request: requestToJson(scene.request), credential, label: body.label as string }
}

/** Has the server keep the request of a scene. */
export async function askFor(context: Pick<TestContext, 'db' | 'browser'>, scene: Scene): Promise<Asked> {
  await storeAccount(context.db, scene)
  const browser = context.browser()
  const answer = await browser.post('/api/requests', await requestBody(browser, scene))
  if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return { scene, browser, path: `/api/requests/${scene.hash}` }
}

/** A wallet's approval as its page posts it. */
export async function approvalBody(
  { policy, request }: Scene,
  wallet: Wallet,
  chainId: number | null = null,
) {
  const [approval] = await signApprovals(policy, request, [wallet])
  return { signer: wallet.signer.toLowerCase(), signature: approval?.signature, chainId }
}

/** Posts these wallets' approvals. */
export async function approve({ scene, browser, path }: Asked, wallets: readonly Wallet[]) {
  for (const wallet of wallets) {
    const answer = await browser.post(`${path}/approvals`, await approvalBody(scene, wallet))
    if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  }
}
