import { bytesToHex } from 'viem'
import { expect, test } from 'vitest'
import { bytes32, friendPasskey, origin, ownPasskey, rpId, validator, walletA } from '../test/samples.ts'
import { InvalidClientDataError } from './clientData.ts'
import { InvalidPublicKeyError } from './p256.ts'
import { NotAPasskeySignerError, parsePasskeySigner, signWithPasskey, WrongPasskeyError } from './passkey.ts'
import { softwarePasskey } from './softwarePasskey.ts'
import { verifyAssertion } from './webauthn.ts'

const challenge = bytes32('challenge')

test('a signer is validator ‖ x ‖ y, and back', () => {
  const signer = ownPasskey.signer(validator)
  expect(signer).toBe(validator + ownPasskey.x.slice(2) + ownPasskey.y.slice(2))
  expect(parsePasskeySigner(validator, signer)).toEqual({ x: ownPasskey.x, y: ownPasskey.y })
  expect(() => parsePasskeySigner(walletA, signer)).toThrow(NotAPasskeySignerError)
  expect(() => parsePasskeySigner(validator, walletA)).toThrow(NotAPasskeySignerError)
  expect(() => parsePasskeySigner(validator, `${signer}00`)).toThrow(NotAPasskeySignerError)
  expect(() => parsePasskeySigner(validator, `${validator}${'11'.repeat(64)}`)).toThrow(InvalidPublicKeyError)
})

test('signWithPasskey returns what the chain would take', async () => {
  const signature = await signWithPasskey(ownPasskey, challenge)
  expect(verifyAssertion(ownPasskey, challenge, signature)).toBe(true)
})

test('signWithPasskey refuses an answer of another passkey, site or challenge', async () => {
  const swapped = { ...ownPasskey, sign: friendPasskey.sign }
  await expect(signWithPasskey(swapped, challenge)).rejects.toThrow(WrongPasskeyError)
  const elsewhere = { ...ownPasskey, expected: { origins: ['https://example.org'], rpId } }
  await expect(signWithPasskey(elsewhere, challenge)).rejects.toThrow(InvalidClientDataError)
  const stale = { ...ownPasskey, sign: () => ownPasskey.sign(bytes32('older')) }
  await expect(signWithPasskey(stale, challenge)).rejects.toThrow(InvalidClientDataError)
})

test('a software passkey writes what Chromium writes', async () => {
  const extraMembers = { other_keys_can_be_added_here: 'do not compare clientDataJSON against a template.' }
  const passkey = softwarePasskey({ rpId, origin, extraMembers, signCount: 7 })
  const { clientDataJSON, authenticatorData } = await passkey.sign(challenge)
  const encoded = Buffer.from(challenge.slice(2), 'hex').toString('base64url')
  expect(new TextDecoder().decode(clientDataJSON)).toBe(
    `{"type":"webauthn.get","challenge":"${encoded}","origin":"${origin}","crossOrigin":false,"other_keys_can_be_added_here":"do not compare clientDataJSON against a template."}`,
  )
  expect(bytesToHex(authenticatorData)).toMatch(/^0x[0-9a-f]{64}1d00000007$/)
  await expect(signWithPasskey(passkey, challenge)).resolves.toBeDefined()
})

test('a software passkey is random unless it is given a key', () => {
  const [a, b] = [softwarePasskey({ rpId, origin }), softwarePasskey({ rpId, origin })]
  expect(a.x).not.toBe(b.x)
  expect(softwarePasskey({ rpId, origin, privateKey: a.privateKey }).x).toBe(a.x)
})
