// The wallets that live in this browser (EIP-6963): who they are, and how they are asked (EIP-1193).
import { useSyncExternalStore } from 'react'

/** The part of EIP-1193 that is used. */
interface WalletProvider {
  request(call: { readonly method: string; readonly params?: readonly unknown[] }): Promise<unknown>
  on?(event: string, listener: (value: unknown) => void): unknown
  removeListener?(event: string, listener: (value: unknown) => void): unknown
}

/** One wallet that announced itself. */
export interface BrowserWallet {
  /** Reverse domain name; the same after a reload, so drafts keep it. */
  readonly rdns: string
  readonly name: string
  /** A data: image; undefined where it announced something else. */
  readonly icon: string | undefined
  readonly provider: WalletProvider
}

let wallets: readonly BrowserWallet[] = []
let isListening = false
const listeners = new Set<() => void>()

/** The wallets of this browser, in the order in which they announced themselves; more may follow. */
export function useWallets(): readonly BrowserWallet[] {
  return useSyncExternalStore(subscribe, currentWallets)
}

/** The wallets known so far; asks for announcements when first called. */
function currentWallets(): readonly BrowserWallet[] {
  listen()
  return wallets
}

/** A wallet by its reverse domain name, as drafts keep it. */
export function findWallet(rdns: string): BrowserWallet | undefined {
  return currentWallets().find((wallet) => wallet.rdns === rdns)
}

function subscribe(listener: () => void): () => void {
  listen()
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function listen(): void {
  if (isListening) return
  isListening = true
  window.addEventListener('eip6963:announceProvider', (event) => add((event as CustomEvent<unknown>).detail))
  window.dispatchEvent(new Event('eip6963:requestProvider'))
}

/** Takes one announcement; what is not shaped as EIP-6963 says is ignored, whoever sent it. */
function add(detail: unknown): void {
  const wallet = parseAnnouncement(detail)
  if (!wallet || wallets.some(({ rdns }) => rdns === wallet.rdns)) return
  wallets = [...wallets, wallet]
  for (const listener of listeners) listener()
}

/** An announcement as a wallet; undefined for anything else. */
function parseAnnouncement(detail: unknown): BrowserWallet | undefined {
  const { info, provider } = (detail ?? {}) as { info?: Partial<Record<string, unknown>>; provider?: unknown }
  const { rdns, name, icon } = info ?? {}
  if (typeof rdns !== 'string' || typeof name !== 'string' || !isProvider(provider)) return undefined
  const shown = name.trim().slice(0, 40)
  if (!rdns || !shown) return undefined
  // Only pictures that bring their bytes along: nothing is loaded from elsewhere.
  const isPicture = typeof icon === 'string' && /^data:image\/(png|svg\+xml|webp|jpeg|gif)[;,]/i.test(icon)
  return { rdns, name: shown, icon: isPicture ? icon : undefined, provider }
}

function isProvider(value: unknown): value is WalletProvider {
  return (
    typeof value === 'object' && value !== null && typeof (value as WalletProvider).request === 'function'
  )
}
