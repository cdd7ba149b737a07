// The dev wallet's window: shows one request after the other, and the person approves it, rejects it, or answers with
// another address than the one that was meant.
import {
  ask,
  channelName,
  type DevState,
  memory,
  StackRefusal,
  type WalletMessage,
  type WalletRequest,
} from './protocol.ts'

const titles: Record<string, string> = {
  eth_requestAccounts: 'Connect this wallet',
  personal_sign: 'Sign a message',
  eth_signTypedData_v4: 'Sign typed data',
  eth_sendTransaction: 'Send a transaction',
}

const channel = new BroadcastChannel(channelName)
const waiting: WalletRequest[] = []
let accounts: readonly string[] = []
let wasAsked = false

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const addressField = element<HTMLSelectElement>('address')
const networkField = element<HTMLSelectElement>('network')
const seedField = element<HTMLInputElement>('seed')
const say = (message: WalletMessage) => channel.postMessage(message)

channel.addEventListener('message', ({ data }: MessageEvent<WalletMessage>) => {
  if (data.type !== 'request' || waiting.some(({ id }) => id === data.request.id)) return
  waiting.push(data.request)
  wasAsked = true
  render()
})
addEventListener('pagehide', () => say({ type: 'closed', ids: waiting.map(({ id }) => id) }))
element('approve').addEventListener('click', () => void approve())
element('reject').addEventListener('click', () => {
  const request = waiting.shift()
  if (request)
    say({ type: 'refusal', id: request.id, error: { code: 4001, message: 'Rejected in the Dev Wallet.' } })
  done()
})
seedField.addEventListener('change', () => {
  memory.seed = seedField.value
  memory.connected = []
  void load()
})
networkField.addEventListener('change', () => {
  memory.chainId = Number(networkField.value)
  say({ type: 'chain', chainId: memory.chainId })
})
void load()

async function load(): Promise<void> {
  seedField.value = memory.seed
  const { chains } = await ask<DevState>('state')
  networkField.replaceChildren(...chains.map(({ chainId, name }) => new Option(name, String(chainId))))
  networkField.value = String(memory.chainId)
  accounts = await ask<string[]>('wallet/accounts', { seed: memory.seed })
  addressField.replaceChildren(
    ...accounts.map((address, index) => new Option(`Address ${index + 1}: ${address}`, address)),
  )
  render()
  say({ type: 'ready' })
}

function render(): void {
  const [request] = waiting
  element('request').hidden = !request
  element('idle').hidden = Boolean(request)
  if (!request) return
  element('title').textContent = titles[request.method] ?? request.method
  element('content').textContent = readable(request)
  const meant = meantAddress(request)?.toLowerCase()
  addressField.value = accounts.find((address) => address.toLowerCase() === meant) ?? accounts[0] ?? ''
}

/** The request as a person can read it. */
function readable({ method, params }: WalletRequest): string {
  if (method === 'eth_requestAccounts') return `${location.host} wants to see one of your addresses.`
  if (method === 'personal_sign') return textOf(String(params[0]))
  const content = method === 'eth_signTypedData_v4' ? params[1] : params[0]
  const parsed: unknown = typeof content === 'string' ? JSON.parse(content) : content
  if (method !== 'eth_signTypedData_v4') return JSON.stringify(parsed, null, 2)
  const { domain, primaryType, message } = parsed as { domain: object; primaryType: string; message: object }
  const scope = 'chainId' in domain ? '' : '\n(not bound to one network)'
  return `${primaryType}\n${JSON.stringify(message, null, 2)}\n\nfor ${JSON.stringify(domain)}${scope}`
}

function textOf(hex: string): string {
  const bytes = /^0x([0-9a-f]{2})*$/i.test(hex) ? hex.slice(2).match(/../g) : undefined
  if (!bytes) return hex
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)))
}

/** The address that the page asks for; this wallet may answer with another. */
function meantAddress({ method, params }: WalletRequest): string | undefined {
  if (method === 'personal_sign') return params[1] as string
  if (method === 'eth_signTypedData_v4') return params[0] as string
  if (method === 'eth_sendTransaction') return (params[0] as { from?: string }).from
  return undefined
}

async function approve(): Promise<void> {
  const request = waiting.shift()
  if (!request) return
  const { id, method, params, chainId } = request
  const address = addressField.value
  try {
    const result =
      method === 'eth_requestAccounts'
        ? [address]
        : await ask('wallet/answer', { seed: memory.seed, address, method, params, chainId })
    say({ type: 'answer', id, result })
  } catch (error) {
    const code = error instanceof StackRefusal ? error.code : -32603
    say({ type: 'refusal', id, error: { code, message: (error as Error).message } })
  }
  done()
}

/** A window that was opened for a request closes behind it. */
function done(): void {
  if (waiting.length === 0 && wasAsked) close()
  render()
}
