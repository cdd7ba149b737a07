// What the dev bar and the dev wallet ask of the stack: POST /dev/api/<name>. Open to this machine's pages of the stack only.

import { DevRequestError } from '../errors.ts'
import type { StackChain } from '../stack.ts'
import type { DevState } from './pages/protocol.ts'
import { answerWallet, type WalletCall, walletAccounts } from './walletKeys.ts'

/** What the dev bar moves. */
export interface Controls {
  readonly chains: readonly StackChain[]
  skipTime(seconds: number): Promise<number>
  setFrozen(chainId: number, isFrozen: boolean): Promise<void>
  isFrozen(chainId: number): boolean
  /** The issuer signs with a new key from now on. */
  rotateIssuerKey(): Promise<void>
  setServerRunning(isRunning: boolean): Promise<void>
  isServerRunning(): boolean
  /** Pages beside the app, by what they are called. */
  readonly links: Readonly<Record<string, string>>
}

type Body = Record<string, unknown>
type Endpoint = (controls: Controls, body: Body) => Promise<unknown>

const endpoints: Record<string, Endpoint> = {
  state,
  skip: (controls, { seconds }) => controls.skipTime(Number(seconds)),
  freeze: (controls, { chainId, isFrozen }) => controls.setFrozen(Number(chainId), isFrozen === true),
  rotate: (controls) => controls.rotateIssuerKey(),
  server: (controls, { isRunning }) => controls.setServerRunning(isRunning === true),
  rpc: (controls, { chainId, method, params }) =>
    clientOf(controls, chainId).request({ method, params } as never),
  'wallet/accounts': async (_, { seed }) => walletAccounts(String(seed)).map(({ address }) => address),
  'wallet/answer': (controls, body) =>
    answerWallet(clientOf(controls, body['chainId']), body as unknown as WalletCall),
}

/** @throws {@link DevRequestError} and what the stack throws */
export async function answerApi(controls: Controls, name: string, body: Body): Promise<unknown> {
  const endpoint = Object.hasOwn(endpoints, name) ? endpoints[name] : undefined
  if (!endpoint) throw new DevRequestError(404, `The local stack offers no "${name}".`)
  return (await endpoint(controls, body)) ?? null
}

async function state(controls: Controls): Promise<DevState> {
  const chains = await Promise.all(
    controls.chains.map(async ({ chain, client }) => {
      const { number, timestamp } = await client.getBlock({ blockTag: 'latest' })
      return {
        time: Number(timestamp),
        chainId: chain.id,
        name: chain.name,
        isFrozen: controls.isFrozen(chain.id),
        block: Number(number),
      }
    }),
  )
  return {
    time: Math.max(...chains.map(({ time }) => time)),
    chains: chains.map(({ time: _, ...chain }) => chain),
    isServerRunning: controls.isServerRunning(),
    links: controls.links,
  }
}

function clientOf(controls: Controls, chainId: unknown): StackChain['client'] {
  const found = controls.chains.find(({ chain }) => chain.id === Number(chainId))
  if (!found) throw new DevRequestError(404, `There is no chain ${chainId} in the local stack.`)
  return found.client
}
