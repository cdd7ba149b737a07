// Finishing without our server: the same signatures, sent by any wallet that pays the network fee.
import {
  type Approval,
  type Call,
  delayOf,
  executeRecovery,
  type Request,
  recover,
  requestFromJson,
  SparekeyError,
  startRecovery,
  toChainError,
} from 'sparekey'
import type { ApprovalJson } from 'sparekey/schema'
import { createClient, custom, type Hash, type Hex } from 'viem'
import { sendTransaction, call as tryCall, waitForTransactionReceipt } from 'viem/actions'
import { connectWallet, switchWallet } from '../walletPrompts.ts'
import type { BrowserWallet } from '../wallets.ts'
import { isSigner } from './guardians.ts'
import type { RequestOnNetwork } from './onChain.ts'
import type { RequestCopy } from './recoveryDraft.ts'

/** What a network needs next for a request; undefined when there is nothing to send. */
export function nextCall(on: RequestOnNetwork, { gathered, acceptance }: RequestCopy): Call | undefined {
  const request: Request = requestFromJson(gathered.request)
  if (on.state === 'ready') return acceptance && executeRecovery.call({ request, acceptance })
  if ((on.state !== 'open' && on.state !== 'waiting') || !on.policy || !on.policyBytes) return undefined
  const policy = on.policyBytes
  const approvals = approvalsFor(on, gathered.approvals)
  const all = [...new Set([...on.approvers, ...approvals.map(({ guardian }) => guardian)])]
  const delay = delayOf(on.policy, all)
  if (delay === 0 && acceptance) return recover.call({ policy, request, approvals, acceptance })
  const isNew = approvals.some(({ guardian }) => !on.approvers.includes(guardian))
  return delay !== undefined && isNew ? startRecovery.call({ policy, request, approvals }) : undefined
}

/** Approvals as the contract of one network wants them. */
export function approvalsFor(
  { network, policy }: Pick<RequestOnNetwork, 'network' | 'policy'>,
  gathered: readonly ApprovalJson[],
): Approval[] {
  return (policy?.guardians ?? []).flatMap(({ signer }, guardian) => {
    const own = gathered.filter((one) => isSigner(one.signer, signer))
    const found =
      own.find(({ chainId }) => chainId === network.chainId) ?? own.find(({ chainId }) => chainId === null)
    return found ? [{ guardian, signature: found.signature as Hex }] : []
  })
}

/** Nothing can be sent there now. */
class NothingToSendError extends SparekeyError {
  override readonly name = 'NothingToSendError'
  override readonly code = 'nothing_to_send'

  constructor(network: string) {
    super(`There is nothing to send to ${network} now.`, {
      details: 'Either it is done there, or it waits for its time, an approval or your new passkey.',
    })
  }
}

/** Sends a network's next step with a wallet, which pays; waits until the network has it. */
export async function sendWithWallet(
  wallet: BrowserWallet,
  on: RequestOnNetwork,
  copy: RequestCopy,
): Promise<Hash> {
  const call = nextCall(on, copy)
  if (!call) throw new NothingToSendError(on.network.name)
  const [address] = await connectWallet(wallet)
  await switchWallet(wallet, on.network)
  const provider = {
    request: ({ method, params }: { method: string; params?: unknown }) =>
      wallet.provider.request({ method, params: (params ?? []) as readonly unknown[] }),
  }
  const { chain } = on.network.client
  const account = { address: address as Hex, type: 'json-rpc' } as const
  const client = createClient({ account, chain, transport: custom(provider, { retryCount: 0 }) })
  try {
    // A refusal costs nothing when it is tried first.
    await tryCall(on.network.client, { account: account.address, ...call })
    const hash = await sendTransaction(client, { ...call, account, chain })
    await waitForTransactionReceipt(on.network.client, { hash, timeout: 60_000 })
    return hash
  } catch (error) {
    throw toChainError(error, on.network.chainId)
  }
}
