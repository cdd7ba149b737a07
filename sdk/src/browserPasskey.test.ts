import { bytesToHex, concat, hexToBytes } from 'viem'
import { describe, expect, test, vi } from 'vitest'
import { bytes32, origin, ownPasskey, rpId } from '../test/samples.ts'
import { InvalidAttestedCredentialError } from './attestedCredential.ts'
import { encodeBase64Url } from './base64url.ts'
import { getBrowserAssertion } from './browserAssertion.ts'
import { browserPasskey, createBrowserPasskey } from './browserPasskey.ts'
import { SparekeyError } from './errors.ts'
import { signWithPasskey } from './passkey.ts'
import { verifyAssertion } from './webauthn.ts'

const { x, y } = ownPasskey
const id = new Uint8Array(16).fill(0x1d)
const credentialId = encodeBase64Url(id)
const userId = new Uint8Array(32).fill(7)
const challenge = bytes32('challenge')
const attested = hexToBytes(
  concat([
    bytes32('rp'),
    '0x5d',
    '0x00000000',
    `0x${'ea'.repeat(16)}`,
    '0x0010',
    bytesToHex(id),
    '0xa5010203262001215820',
    x,
    '0x225820',
    y,
  ]),
)
const spki = hexToBytes(concat(['0x3059301306072a8648ce3d020106082a8648ce3d03010703420004', x, y]))

/** What a browser answers; `change` replaces members of the attestation. */
function container(change: Record<string, unknown> = {}) {
  const response = {
    attestationObject: new Uint8Array([1]).buffer,
    clientDataJSON: new Uint8Array([2]).buffer,
    getTransports: () => ['internal'],
    getAuthenticatorData: () => attested.buffer,
    getPublicKey: () => spki.buffer,
    ...change,
  }
  return {
    create: vi.fn(
      async (_: CredentialCreationOptions | undefined) =>
        ({ type: 'public-key', rawId: id.buffer, response }) as unknown as Credential,
    ),
    get: vi.fn(async (options: CredentialRequestOptions | undefined) => {
      const asked = new Uint8Array(options?.publicKey?.challenge as Uint8Array<ArrayBuffer>)
      const { authenticatorData, clientDataJSON, signature } = await ownPasskey.sign(bytesToHex(asked))
      return {
        type: 'public-key',
        rawId: id.buffer,
        response: { authenticatorData, clientDataJSON, signature, userHandle: userId.buffer },
      } as unknown as Credential
    }),
  }
}

const parameters = {
  rpId,
  origins: [origin],
  rpName: 'Sparekey',
  name: 'alice',
  userId,
  challenge: new Uint8Array(32),
}
const create = (credentials: ReturnType<typeof container>) =>
  createBrowserPasskey({ ...parameters, credentials })

describe('making a passkey', () => {
  test('asks for ES256, a discoverable credential and user verification', async () => {
    const credentials = container()
    const made = await createBrowserPasskey({
      ...parameters,
      credentials,
      hints: ['security-key'],
      excludeCredentials: [credentialId],
    })
    const options = credentials.create.mock.calls[0]?.[0]?.publicKey
    expect(options).toMatchObject({
      rp: { id: rpId, name: 'Sparekey' },
      user: { name: 'alice', displayName: 'alice' },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      hints: ['security-key'],
      attestation: 'none',
      excludeCredentials: [{ type: 'public-key', id }],
    })
    expect(made).toMatchObject({
      x,
      y,
      credentialId,
      transports: ['internal'],
      aaguid: `0x${'ea'.repeat(16)}`,
    })
  })

  test('W-21 refuses an answer in which browser and authenticator disagree', async () => {
    const other = hexToBytes(concat([bytesToHex(spki).slice(0, 54) as `0x${string}`, y, x]))
    await expect(create(container({ getPublicKey: () => other.buffer }))).rejects.toThrow(SparekeyError)
    const otherId = new Uint8Array(attested)
    otherId[60] = 0
    await expect(create(container({ getAuthenticatorData: () => otherId.buffer }))).rejects.toThrow(
      InvalidAttestedCredentialError,
    )
  })

  test('does without a second opinion where the browser does not know the algorithm', async () => {
    await expect(create(container({ getPublicKey: () => null }))).resolves.toMatchObject({ x, y })
  })

  test('says so where the browser is too old', async () => {
    await expect(create(container({ getPublicKey: undefined }))).rejects.toMatchObject({
      code: 'passkey_unsupported',
    })
  })
})

describe('using a passkey', () => {
  test('a known one signs what the chain takes', async () => {
    const credentials = container()
    const passkey = browserPasskey({ x, y, credentialId }, { rpId, origins: [origin], credentials })
    const signature = await signWithPasskey(passkey, challenge)
    expect(verifyAssertion({ x, y }, challenge, signature)).toBe(true)
    expect(credentials.get.mock.calls[0]?.[0]?.publicKey).toMatchObject({
      rpId,
      allowCredentials: [{ type: 'public-key', id }],
      userVerification: 'required',
    })
  })

  test('an unknown one is chosen by the person', async () => {
    const credentials = container()
    const found = await getBrowserAssertion({ rpId, challenge, credentials, mediation: 'conditional' })
    expect(found).toMatchObject({ credentialId, userHandle: userId })
    expect(credentials.get.mock.calls[0]?.[0]).toMatchObject({
      mediation: 'conditional',
      publicKey: { allowCredentials: [] },
    })
  })
})

describe('what can go wrong', () => {
  const failing = (name: string) => ({
    create: () => Promise.reject(new DOMException('no', name)),
    get: () => Promise.reject(new DOMException('no', name)),
  })

  test.each([
    ['NotAllowedError', 'passkey_not_allowed'],
    ['TimeoutError', 'passkey_timeout'],
    ['InvalidStateError', 'passkey_exists'],
    ['NotSupportedError', 'passkey_unsupported'],
    ['ConstraintError', 'passkey_unsupported'],
    ['SecurityError', 'passkey_origin'],
    ['AbortError', 'passkey_aborted'],
    ['UnknownError', 'passkey_failed'],
  ])('%s is %s', async (name, code) => {
    const credentials = failing(name)
    await expect(createBrowserPasskey({ ...parameters, credentials })).rejects.toMatchObject({ code })
    await expect(getBrowserAssertion({ rpId, challenge, credentials })).rejects.toMatchObject({
      code,
      cause: expect.objectContaining({ name }),
    })
  })

  test('a timeout is told from a refusal by the clock', async () => {
    let time = 0
    const now = () => {
      time += 60_000
      return time
    }
    const ask = (timeout: number) =>
      getBrowserAssertion({ rpId, challenge, credentials: failing('NotAllowedError'), now, timeout })
    await expect(ask(60_000)).rejects.toMatchObject({ code: 'passkey_timeout' })
    await expect(ask(60_001)).rejects.toMatchObject({ code: 'passkey_not_allowed' })
  })

  test('a browser without passkeys, and an answer that is none', async () => {
    await expect(getBrowserAssertion({ rpId, challenge })).rejects.toMatchObject({
      code: 'passkey_unsupported',
    })
    const credentials = { create: async () => null, get: async () => null }
    await expect(getBrowserAssertion({ rpId, challenge, credentials })).rejects.toMatchObject({
      code: 'passkey_failed',
    })
  })
})
