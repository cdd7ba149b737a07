// What a wallet is asked: its addresses, a proof that an address is its own, and signatures of guardians.
import { type ReadClient, SparekeyError, type WalletClient, WrongWalletError } from 'sparekey'
import {
  type Address,
  createClient,
  custom,
  getAddress,
  type Hex,
  isAddress,
  isAddressEqual,
  isHex,
  recoverMessageAddress,
  stringToHex,
} from 'viem'
import { verifyMessage } from 'viem/actions'
import { createSiweMessage, generateSiweNonce } from 'viem/siwe'
import {
  toWalletProblem,
  WalletOnOtherNetworkError,
  WalletSilentError,
  WalletWithoutAddressError,
} from './walletProblems.ts'
import type { BrowserWallet } from './wallets.ts'

/** How somebody gives up waiting. */
export interface WaitOptions {
  readonly signal?: AbortSignal
  /** Milliseconds after which the wallet counts as silent; 3 minutes by default. */
  readonly timeout?: number
}

const usualTimeout = 180_000

/**
 * Asks a wallet for its addresses; the person chooses them in the wallet.
 * @param options `again` to have the person choose anew where the wallet remembers a choice
 * @throws WalletRejectedError, WalletBusyError, WalletSilentError, WalletWithoutAddressError, WalletFailedError
 */
export async function connectWallet(
  wallet: BrowserWallet,
  options: WaitOptions & { readonly again?: boolean } = {},
): Promise<readonly Address[]> {
  if (options.again) await forgetConnection(wallet)
  const answer = await ask(wallet, { method: 'eth_requestAccounts' }, options)
  const addresses = (Array.isArray(answer) ? answer : []).filter((one): one is Address =>
    isAddress(String(one), { strict: false }),
  )
  if (addresses.length === 0) throw new WalletWithoutAddressError(wallet.name)
  return addresses.map((address) => getAddress(address))
}

/**
 * Has the wallet sign that an address is its own (EIP-4361). No address becomes a guardian without this.
 * @param parameters `clients` of the networks on which a wallet that is a contract may exist (ERC-1271)
 * @throws WrongWalletError and what `connectWallet` throws
 */
export async function proveWallet(
  wallet: BrowserWallet,
  parameters: ProveParameters,
  options: WaitOptions = {},
): Promise<void> {
  const { address, clients } = parameters
  const message = proofMessage(parameters, await chainIdOf(wallet, options))
  const params = [stringToHex(message), address]
  const signature = await ask(wallet, { method: 'personal_sign', params }, options)
  if (!isHex(signature)) throw new WrongWalletError(address, undefined)
  const signer = await recoverMessageAddress({ message, signature }).catch(() => undefined)
  if (signer && isAddressEqual(signer, address)) return
  if (await isContractsSignature(clients, { address, message, signature })) return
  throw new WrongWalletError(address, signer)
}

/** @see proveWallet */
export interface ProveParameters {
  readonly address: Address
  /** What the person reads in the wallet, one line. */
  readonly statement: string
  readonly clients: readonly ReadClient[]
  /** The page's own; `location` by default. */
  readonly location?: { readonly host: string; readonly origin: string }
  readonly now?: Date
}

/** The text of EIP-4361 that is signed. */
function proofMessage(parameters: ProveParameters, chainId: number): string {
  const { address, statement, location = globalThis.location, now = new Date() } = parameters
  return createSiweMessage({
    domain: location.host,
    address,
    statement,
    uri: location.origin,
    version: '1',
    chainId,
    nonce: generateSiweNonce(),
    issuedAt: now,
  })
}

/** A wallet as the SDK's guardians sign with it: typed data, not bound to one network. */
export function toWalletClient(wallet: BrowserWallet, address: Address): WalletClient {
  const provider = {
    request: (call: { method: string; params?: unknown }) =>
      ask(wallet, { method: call.method, params: (call.params ?? []) as readonly unknown[] }),
  }
  return createClient({
    account: { address, type: 'json-rpc' },
    transport: custom(provider, { retryCount: 0 }),
  }) as WalletClient
}

/**
 * Brings the wallet to a network, where it must send something there.
 * @throws WalletOnOtherNetworkError, WalletRejectedError, WalletSilentError
 */
export async function switchWallet(
  wallet: BrowserWallet,
  network: { readonly chainId: number; readonly name: string },
  options: WaitOptions = {},
): Promise<void> {
  if ((await chainIdOf(wallet, options)) === network.chainId) return
  const params = [{ chainId: `0x${network.chainId.toString(16)}` }]
  await ask(wallet, { method: 'wallet_switchEthereumChain', params }, options).catch((error: unknown) => {
    if (error instanceof WalletOnOtherNetworkError)
      throw new WalletOnOtherNetworkError(wallet.name, network.name, error)
    throw error
  })
  if ((await chainIdOf(wallet, options)) !== network.chainId)
    throw new WalletOnOtherNetworkError(wallet.name, network.name)
}

async function chainIdOf(wallet: BrowserWallet, options: WaitOptions): Promise<number> {
  const chainId = Number(await ask(wallet, { method: 'eth_chainId' }, options))
  return Number.isSafeInteger(chainId) && chainId > 0 ? chainId : 1
}

/** Most wallets remember which address they showed; some cannot forget, and then ask themselves. */
async function forgetConnection(wallet: BrowserWallet): Promise<void> {
  const params = [{ eth_accounts: {} }]
  await wallet.provider.request({ method: 'wallet_revokePermissions', params }).catch(() => undefined)
}

async function isContractsSignature(
  clients: readonly ReadClient[],
  proof: { address: Address; message: string; signature: Hex },
): Promise<boolean> {
  const answers = await Promise.all(clients.map((client) => verifyMessage(client, proof).catch(() => false)))
  return answers.includes(true)
}

/** One request; ends with the signal, or when the wallet stays silent. What it answers later is ignored. */
function ask(
  wallet: BrowserWallet,
  call: { method: string; params?: readonly unknown[] },
  { signal, timeout = usualTimeout }: WaitOptions = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(new WalletSilentError(wallet.name)), timeout)
    const abort = () => end(new WalletPromptAbortedError())
    const end = (error: SparekeyError) => {
      release()
      reject(error)
    }
    const release = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
    signal?.addEventListener('abort', abort, { once: true })
    if (signal?.aborted) return abort()
    wallet.provider.request(call).then(
      (answer) => {
        release()
        resolve(answer)
      },
      (error: unknown) => end(toWalletProblem(error, wallet.name)),
    )
  })
}

/** The person stopped waiting for the wallet. */
export class WalletPromptAbortedError extends SparekeyError {
  override readonly name = 'WalletPromptAbortedError'
  override readonly code = 'wallet_aborted'

  constructor() {
    super('You stopped waiting for the wallet.', {
      details: 'Nothing has changed. If it still shows the request, decline it there.',
    })
  }
}
