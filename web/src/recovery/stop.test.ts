import { QueryClient } from '@tanstack/react-query'
import {
  addresses,
  cancellationDigest,
  createAccount,
  getAccountAddress,
  messageDigest,
  requestFromJson,
  type SoftwarePasskey,
  softwarePasskey,
  verifyAssertion,
  WrongPasskeyError,
} from 'sparekey'
import type { Config, GatheredRequest } from 'sparekey/schema'
import { bytesToHex, type Hex, size, slice } from 'viem'
import { waitForTransactionReceipt } from 'viem/actions'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { useChains as chainsOfThisFile } from '../../../sdk/test/chains.ts'
import type { RequestOnNetwork } from './onChain.ts'
import { stopRecovery } from './stop.ts'

const chains = chainsOfThisFile()
const [rpId, origin] = ['localhost', 'http://localhost:4000']
const salt = `0x${'5a'.repeat(32)}` as const
const [first, second, stranger] = ['11', '22', '33'].map((byte) =>
  softwarePasskey({ rpId, origin, privateKey: `0x${byte.repeat(32)}` }),
) as [SoftwarePasskey, SoftwarePasskey, SoftwarePasskey]
// On chain the second one is the owner: the first, which the address commits to by the server's word, is gone.
const address = getAccountAddress({ publicKey: second, salt }).toLowerCase() as Hex
const hash = `0x${'77'.repeat(32)}` as const
const gathered: GatheredRequest = {
  hash,
  request: {
    ...{ account: address, newSigner: `0x${'88'.repeat(84)}`, replace: true, deadline: 1_800_000_000 },
    scopes: [
      { chainId: '31337', epoch: 0 },
      { chainId: '31338', epoch: 0 },
    ],
  },
  account: {
    ...{ name: 'alice', address, salt, createdAt: '2026-11-20T12:00:00.000Z' },
    firstPublicKey: { x: first.x, y: first.y } as GatheredRequest['account']['firstPublicKey'],
  },
  ...{ newPasskeyLabel: 'new', approvals: [], isAccepted: false, submissions: [] },
  createdAt: '2026-11-20T12:00:00.000Z',
}
const clock = { chainNow: 1_790_000_000, readAt: 0 }

let prompts = 0
let sent: { deadline: number; signature: Hex } | undefined

/** Nobody is signed in here, and this passkey answers. */
function answering(passkey: SoftwarePasskey) {
  vi.stubGlobal('navigator', { credentials: { get: (options: object) => assertion(passkey, options) } })
}

async function assertion(passkey: SoftwarePasskey, options: CredentialRequestOptions) {
  prompts += 1
  const challenge = new Uint8Array(options.publicKey?.challenge as ArrayBuffer)
  const response = await passkey.sign(bytesToHex(challenge))
  return {
    ...{ type: 'public-key', rawId: new Uint8Array(16), id: 'id' },
    response: { ...response, userHandle: null },
  }
}

beforeAll(async () => {
  const hashes = chains.all.map(async (client) => ({
    client,
    hash: await createAccount(client, { publicKey: second, salt }),
  }))
  for (const { client, hash } of await Promise.all(hashes)) await waitForTransactionReceipt(client, { hash })
})

beforeEach(() => {
  prompts = 0
  sent = undefined
  vi.stubGlobal('location', { origin })
  const { fetch } = globalThis
  vi.stubGlobal('fetch', async (path: string, options: RequestInit = {}) => {
    // Networks are asked as ever.
    if (!String(path).startsWith('/api/')) return fetch(path, options)
    if (path === '/api/session')
      return Response.json(
        { type: 'about:blank', status: 401, code: 'session_required', title: '', detail: '' },
        { status: 401 },
      )
    sent = JSON.parse(String(options.body))
    return Response.json(gathered)
  })
})
afterEach(() => vi.unstubAllGlobals())

const networks = () =>
  chains.all.map((client) => ({ network: { client }, clock }) as unknown as RequestOnNetwork)
const stop = (on = networks()) =>
  stopRecovery(gathered, { config: { rpId } as Config, networks: on, client: new QueryClient() })

function signer(): Hex {
  return slice(sent?.signature ?? '0x', 0, 64)
}

it('any of the owner’s passkeys stops a recovery with one prompt, and nobody has to be signed in', async () => {
  answering(second)
  await stop()
  expect(prompts).toBe(1)
  expect(signer()).toBe(`${second.x}${second.y.slice(2)}`)
  const { scopes } = requestFromJson(gathered.request)
  const deadline = sent?.deadline ?? 0
  expect(deadline).toBeLessThanOrEqual(clock.chainNow + 86_400)
  const cancellation = { account: address, requestHash: hash, scopes, deadline }
  const digest = cancellationDigest(addresses.recoveryModule, cancellation)
  const challenge = messageDigest(addresses.passkeyValidator, address, digest)
  const signature = sent?.signature ?? '0x'
  expect(verifyAssertion(second, challenge, slice(signature, 64, size(signature)))).toBe(true)
})

it('the passkey that the account began with needs no network to be known', async () => {
  answering(first)
  await stop([])
  expect(prompts).toBe(1)
  expect(signer()).toBe(`${first.x}${first.y.slice(2)}`)
})

it('a passkey that is not the owner’s stops nothing, and nothing is sent', async () => {
  answering(stranger)
  await expect(stop()).rejects.toThrow(WrongPasskeyError)
  expect(sent).toBeUndefined()
})
