// A wallet for the local stack, announced like any browser wallet (EIP-6963, EIP-1193). What a person must decide opens
// the wallet's own window; everything else is asked of the chain.
import {
  ask,
  channelName,
  memory,
  type RpcError,
  type WalletMessage,
  type WalletRequest,
} from './protocol.ts'

/** What an app may ask. */
interface RequestArguments {
  readonly method: string
  readonly params?: readonly unknown[]
}

type Listener = (value: unknown) => void

const decided = ['eth_requestAccounts', 'personal_sign', 'eth_signTypedData_v4', 'eth_sendTransaction']
const rejected: RpcError = { code: 4001, message: 'The request was rejected in the Dev Wallet.' }

/** An error of the provider, with EIP-1193's code. */
class ProviderError extends Error {
  override readonly name = 'ProviderRpcError'
  readonly code: number
  constructor({ code, message }: RpcError) {
    super(message)
    this.code = code
  }
}

class DevWallet {
  readonly #channel = new BroadcastChannel(channelName)
  readonly #pending = new Map<
    string,
    { request: WalletRequest; resolve: (value: unknown) => void; reject: (cause: unknown) => void }
  >()
  readonly #listeners = new Map<string, Set<Listener>>()
  #window: Window | null = null

  constructor() {
    this.#channel.addEventListener('message', ({ data }: MessageEvent<WalletMessage>) => this.#hear(data))
  }

  async request({ method, params = [] }: RequestArguments): Promise<unknown> {
    if (method === 'eth_accounts') return memory.connected
    if (method === 'eth_chainId') return `0x${memory.chainId.toString(16)}`
    if (method === 'net_version') return String(memory.chainId)
    if (method === 'wallet_switchEthereumChain') return this.#switch(params)
    if (method === 'wallet_revokePermissions') return this.#disconnect()
    if (method === 'wallet_requestPermissions') {
      await this.request({ method: 'eth_requestAccounts' })
      return [{ parentCapability: 'eth_accounts' }]
    }
    if (method === 'eth_requestAccounts' && memory.connected.length > 0) return memory.connected
    if (!decided.includes(method)) return ask('rpc', { chainId: memory.chainId, method, params })
    const result = await this.#decide({ id: crypto.randomUUID(), method, params, chainId: memory.chainId })
    if (method === 'eth_requestAccounts') {
      memory.connected = result as string[]
      this.#emit('accountsChanged', result)
    }
    return result
  }

  on(event: string, listener: Listener): this {
    this.#listeners.set(event, (this.#listeners.get(event) ?? new Set()).add(listener))
    return this
  }

  removeListener(event: string, listener: Listener): this {
    this.#listeners.get(event)?.delete(listener)
    return this
  }

  /** Opens the wallet's window; a browser may refuse that without a click, then the bar's button does it. */
  open(): void {
    if (!this.#window || this.#window.closed)
      this.#window = window.open('/dev/wallet', '_blank', 'popup,width=420,height=640')
    else this.#window.focus()
  }

  #decide(request: WalletRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { request, resolve, reject })
      this.#say({ type: 'request', request })
      this.open()
    })
  }

  #hear(message: WalletMessage): void {
    if (message.type === 'ready')
      for (const { request } of this.#pending.values()) this.#say({ type: 'request', request })
    if (message.type === 'chain') this.#emit('chainChanged', `0x${message.chainId.toString(16)}`)
    if (message.type === 'closed') for (const id of message.ids) this.#refuse(id, rejected)
    if (message.type === 'refusal') this.#refuse(message.id, message.error)
    if (message.type === 'answer') {
      this.#pending.get(message.id)?.resolve(message.result)
      this.#pending.delete(message.id)
    }
  }

  #refuse(id: string, error: RpcError): void {
    this.#pending.get(id)?.reject(new ProviderError(error))
    this.#pending.delete(id)
  }

  async #switch([target]: readonly unknown[]): Promise<null> {
    const chainId = Number((target as { chainId?: string } | undefined)?.chainId)
    const { chains } = await ask<{ chains: { chainId: number }[] }>('state')
    if (!chains.some((chain) => chain.chainId === chainId))
      throw new ProviderError({ code: 4902, message: `The Dev Wallet knows no network ${chainId}.` })
    memory.chainId = chainId
    this.#emit('chainChanged', `0x${chainId.toString(16)}`)
    return null
  }

  #disconnect(): null {
    memory.connected = []
    this.#emit('accountsChanged', [])
    return null
  }

  #say(message: WalletMessage): void {
    this.#channel.postMessage(message)
  }

  #emit(event: string, value: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(value)
  }
}

const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#555"/><path d="M8 12h16v10H8z" fill="#fff"/></svg>',
)}`

/** Announces the wallet to this page, now and whenever the page asks. */
export function announceDevWallet(): DevWallet {
  const provider = new DevWallet()
  const info = { uuid: crypto.randomUUID(), name: 'Dev Wallet', icon, rdns: 'dev.sparekey.wallet' }
  const announce = () =>
    window.dispatchEvent(
      new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }),
    )
  window.addEventListener('eip6963:requestProvider', announce)
  announce()
  return provider
}
