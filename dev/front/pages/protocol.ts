// What the page's wallet provider and the wallet's window say to each other, over a channel of their own origin.

export const channelName = 'dev-wallet'

/** A request of the page that the person decides in the wallet's window. */
export interface WalletRequest {
  readonly id: string
  readonly method: string
  readonly params: readonly unknown[]
  readonly chainId: number
}

/** An error as EIP-1193 wants it. */
export interface RpcError {
  readonly code: number
  readonly message: string
}

export type WalletMessage =
  | { readonly type: 'request'; readonly request: WalletRequest }
  /** The window is open and wants to know what waits. */
  | { readonly type: 'ready' }
  /** The window was closed with these undecided. */
  | { readonly type: 'closed'; readonly ids: readonly string[] }
  | { readonly type: 'answer'; readonly id: string; readonly result: unknown }
  | { readonly type: 'refusal'; readonly id: string; readonly error: RpcError }
  | { readonly type: 'chain'; readonly chainId: number }

/** GET /dev/api/state. */
export interface DevState {
  /** Unix seconds of the latest block of any chain. */
  readonly time: number
  readonly chains: readonly {
    readonly chainId: number
    readonly name: string
    readonly isFrozen: boolean
    readonly block: number
  }[]
  readonly isServerRunning: boolean
  readonly links: Readonly<Record<string, string>>
}

/** Asks the local stack; a refusal becomes an error with its sentence. */
export async function ask<T>(path: string, body?: unknown): Promise<T> {
  const response = await fetch(`/dev/api/${path}`, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })
  const answer = (await response.json()) as { result?: T; error?: string; code?: number }
  if (answer.error !== undefined) throw new StackRefusal(answer.error, answer.code)
  return answer.result as T
}

/** The local stack said no. */
export class StackRefusal extends Error {
  override readonly name = 'StackRefusal'
  readonly code: number
  constructor(message: string, code = -32603) {
    super(message)
    this.code = code
  }
}

/** What the wallet remembers in this browser. */
export const memory = {
  /** Whoever knows it has the same addresses, in any browser. */
  get seed(): string {
    const kept = localStorage.getItem('dev-wallet.seed')
    if (kept) return kept
    const made = [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(36)).join('')
    localStorage.setItem('dev-wallet.seed', made)
    return made
  },
  set seed(value: string) {
    localStorage.setItem('dev-wallet.seed', value)
  },
  get chainId(): number {
    return Number(localStorage.getItem('dev-wallet.chain') ?? 31337)
  },
  set chainId(value: number) {
    localStorage.setItem('dev-wallet.chain', String(value))
  },
  get connected(): readonly string[] {
    return JSON.parse(localStorage.getItem('dev-wallet.connected') ?? '[]') as string[]
  },
  set connected(value: readonly string[]) {
    localStorage.setItem('dev-wallet.connected', JSON.stringify(value))
  },
}
