import { createCipheriv, createDecipheriv, createECDH, createHash, createHmac, ECDH } from 'node:crypto'
import * as fc from 'fast-check'
import { bytesToHex, concatHex, type Hex, hexToBytes, numberToHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { account, bytes32, otherAccount } from '../test/samples.ts'
import {
  CodeElsewhereError,
  CodeMalformedError,
  codePublicKey,
  generateCodeKeys,
  InvalidCodeKeyError,
  isWholeCode,
  openCode,
  sealCode,
} from './emailCode.ts'
import { type CodeContext, codeProofDigest, codeProofTypedData, verifyCodeProof } from './emailCodeProof.ts'
import { publicKeyOf } from './p256.ts'

const context: CodeContext = { subject: bytes32('request'), account, expires: 1_800_000_000 }
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const INFINITY = new Uint8Array(33)

/** The golden vector: a code made by the independent implementation below from these keys. */
const recipientKey = bytes32('recipient')
const ephemeralKey = bytes32('ephemeral')
const credentialKey = bytes32('credential')
const GOLDEN =
  'mitu6KLRNxLCHeXZWT9A9vnwFEPmDqRg7tKfU5Tb3LNjkzLAcJ7ue8fx78JJmSUhZNUeisnfphw4Lzy7GnLTqRpTST8RBHEnaxdDPNpazpaLg11bHVA'

describe('a code', () => {
  test('golden vector: fixed keys give this text, and it opens to this credential', async () => {
    const text = sealByHand(recipientKey, ephemeralKey, credentialKey, context)
    expect(text).toBe(GOLDEN)
    const credential = await openCode(await importKeys(recipientKey), GOLDEN, context)
    expect(credential.address).toBe(privateKeyToAccount(credentialKey).address)
  })

  test('what is sealed here is opened by an implementation of RFC 9180 of its own', async () => {
    const publicKey = compressed(recipientKey)
    const { text, credential } = await sealCode(publicKey, context)
    expect(privateKeyToAccount(openByHand(recipientKey, text, context)).address).toBe(credential)
  })

  test('E-18 the private key of a browser cannot be read', async () => {
    const keys = await generateCodeKeys()
    expect(keys.privateKey.extractable).toBe(false)
    for (const format of ['jwk', 'pkcs8'] as const)
      await expect(crypto.subtle.exportKey(format, keys.privateKey)).rejects.toThrow()
    expect(await codePublicKey(keys)).toMatch(/^0x0[23][0-9a-f]{64}$/)
  })

  test('opens for its own browser, account, subject and expiry, whatever they are', async () => {
    const keys = await generateCodeKeys()
    const publicKey = await codePublicKey(keys)
    const bytes = (length: number) =>
      fc.uint8Array({ minLength: length, maxLength: length }).map((value) => bytesToHex(value))
    const contexts = fc.record({
      subject: bytes(32),
      account: bytes(20),
      expires: fc.integer({ min: 0, max: 2 ** 40 - 1 }),
    })
    await fc.assert(
      fc.asyncProperty(contexts, async (any) => {
        const { text, credential } = await sealCode(publicKey, any)
        expect(text).toMatch(new RegExp(`^[${ALPHABET}]{115,116}$`))
        expect((await openCode(keys, text, any)).address).toBe(credential)
      }),
      { numRuns: 300 },
    )
  })

  test('is never the same twice, nor is its credential', async () => {
    const publicKey = compressed(recipientKey)
    const codes = await Promise.all(Array.from({ length: 20 }, () => sealCode(publicKey, context)))
    expect(new Set(codes.map(({ text }) => text)).size).toBe(20)
    expect(new Set(codes.map(({ credential }) => credential)).size).toBe(20)
  })

  test('white space, line breaks and invisible breaks in it do not matter', async () => {
    const keys = await importKeys(recipientKey)
    const pasted = ` ${GOLDEN.slice(0, 40)}\r\n${GOLDEN.slice(40, 80)}\u200b\u00ad \t${GOLDEN.slice(80)}\u00a0\n`
    expect(isWholeCode(pasted)).toBe(true)
    await expect(openCode(keys, pasted, context)).resolves.toBeDefined()
  })
})

describe('E-02 a text that is no code', () => {
  const refuses = async (text: string) => {
    expect(isWholeCode(text)).toBe(false)
    await expect(openCode(await importKeys(recipientKey), text, context)).rejects.toThrow(CodeMalformedError)
  }

  test('every character is guarded: each altered one is refused', async () => {
    const keys = await importKeys(recipientKey)
    for (let at = 0; at < GOLDEN.length; at++) {
      for (const other of ALPHABET.replace(GOLDEN.charAt(at), '')) {
        const text = GOLDEN.slice(0, at) + other + GOLDEN.slice(at + 1)
        expect(isWholeCode(text)).toBe(false)
      }
    }
    const altered = `${GOLDEN.slice(0, 50)}${GOLDEN.charAt(50) === 'x' ? 'y' : 'x'}${GOLDEN.slice(51)}`
    await expect(openCode(keys, altered, context)).rejects.toThrow(CodeMalformedError)
  })

  test.each(['0', 'O', 'I', 'l', 'é', '-'])('%s is no character of a code', (character) =>
    refuses(GOLDEN.slice(0, 60) + character + GOLDEN.slice(61)),
  )

  test.each([
    ['nothing', ''],
    ['white space', ' \n\t '],
    ['one character less', GOLDEN.slice(1)],
    ['one character more', `${GOLDEN}1`],
    ['two codes', GOLDEN + GOLDEN],
    ['10 kB', 'z'.repeat(10_240)],
    ['a sentence', 'Your code is on its way; it works only in the browser where you started it.'],
  ])('%s', (_, text) => refuses(text))

  test('a wrong checksum, or bytes of another length under a right one', async () => {
    const bytes = fromBase58(GOLDEN)
    const wrong = bytes.slice()
    wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 1
    await refuses(toBase58(wrong))
    await refuses(withChecksum(bytes.slice(0, 80)))
    await refuses(withChecksum(concat(new Uint8Array(1), bytes.slice(0, 81))))
  })

  test('it is answered at once: length is looked at first', () => {
    const start = performance.now()
    for (let time = 0; time < 100; time++) expect(isWholeCode('2'.repeat(4_000))).toBe(false)
    expect(isWholeCode('2'.repeat(1_000_000))).toBe(false)
    // Decoding a million takes minutes.
    expect(performance.now() - start).toBeLessThan(5_000)
  })

  test('the sentence says what to do, and nothing of what was inside', async () => {
    const error = await openCode(await importKeys(recipientKey), 'x', context).catch((reason) => reason)
    expect(error).toMatchObject({ code: 'code_malformed' })
    expect(error.cause).toBeUndefined()
    expect(error.message).toBe(
      'This is not a whole code. Copy it from the mail again, from its first to its last character.',
    )
  })
})

describe('E-03 the key in a code', () => {
  const rest = () => fromBase58(GOLDEN).slice(33, 81)
  const opens = async (key: Uint8Array) =>
    openCode(await importKeys(recipientKey), withChecksum(concat(key, rest())), context)
  const x = (publicKeyOf(ephemeralKey).x.slice(2).match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))

  test.each([
    ['off the curve', hexToBytes(concatHex(['0x02', numberToHex(1, { size: 32 })]))],
    ['x above p', new Uint8Array(33).fill(0xff).fill(0x02, 0, 1)],
    ['infinity', INFINITY],
    ['uncompressed, cut off', Uint8Array.from([4, ...x])],
    ['hybrid form', Uint8Array.from([6, ...x])],
  ])('%s is refused', async (_, key) => {
    await expect(opens(key)).rejects.toThrow(CodeMalformedError)
    await expect(sealCode(bytesToHex(key), context)).rejects.toThrow(InvalidCodeKeyError)
  })

  test('of another curve (secp256k1) is refused, or opens nothing', async () => {
    for (let index = 0; index < 8; index++) {
      const { publicKey } = privateKeyToAccount(bytes32(`foreign ${index}`))
      const key = hexToBytes(
        ECDH.convertKey(publicKey.slice(2), 'secp256k1', 'hex', 'hex', 'compressed') as never,
      )
      const error = await opens(key).catch((reason) => reason)
      expect(error).toMatchObject({ code: expect.stringMatching(/^code_(malformed|elsewhere)$/) })
    }
  })

  test('with its other half (02 for 03) is another key', async () => {
    const key = fromBase58(GOLDEN).slice(0, 33)
    key[0] = (key[0] ?? 0) ^ 1
    await expect(opens(key)).rejects.toThrow(CodeElsewhereError)
  })

  test.each([
    ['uncompressed', `0x04${publicKeyOf(recipientKey).x.slice(2)}${publicKeyOf(recipientKey).y.slice(2)}`],
    ['empty', '0x'],
    ['33 bytes and a half', `${compressed(recipientKey)}0`],
    ['no hex', `0x02${'zz'.repeat(32)}`],
  ])('a browser’s key that is %s is refused', async (_, key) => {
    await expect(sealCode(key as Hex, context)).rejects.toMatchObject({ code: 'code_key_invalid' })
  })
})

describe('E-03 a code of something else', () => {
  test.each([
    ['another request', { ...context, subject: bytes32('another request') }],
    ['another account', { ...context, account: otherAccount }],
    ['another expiry', { ...context, expires: context.expires + 1 }],
  ])('%s opens nothing', async (_, other) => {
    const keys = await importKeys(recipientKey)
    await expect(openCode(keys, GOLDEN, other)).rejects.toThrow(CodeElsewhereError)
    const { text } = await sealCode(compressed(recipientKey), other)
    await expect(openCode(keys, text, context)).rejects.toThrow(CodeElsewhereError)
  })

  test('another info opens nothing', async () => {
    const text = sealByHand(recipientKey, ephemeralKey, credentialKey, context, 'sparekey/recovery/2')
    await expect(openCode(await importKeys(recipientKey), text, context)).rejects.toThrow(CodeElsewhereError)
  })

  test('another browser is told so, and how to go on', async () => {
    const error = await openCode(await generateCodeKeys(), GOLDEN, context).catch((reason) => reason)
    expect(error).toMatchObject({
      code: 'code_elsewhere',
      message: expect.stringContaining('another browser'),
    })
    expect(error.cause).toBeUndefined()
  })

  test('what is sealed in it must be a private key', async () => {
    const text = sealByHand(recipientKey, ephemeralKey, `0x${'00'.repeat(32)}`, context)
    await expect(openCode(await importKeys(recipientKey), text, context)).rejects.toThrow(CodeMalformedError)
  })
})

describe('the proof', () => {
  const credential = privateKeyToAccount(credentialKey)

  test('is the credential’s signature over subject, account and expiry', async () => {
    const signature = await credential.signTypedData(codeProofTypedData(context))
    expect(codeProofDigest(context)).toBe(
      '0xf38d89a0299eba00529d1ea20ab3707850ec711b61c2973b90dd1472ad77d48a',
    )
    expect(await verifyCodeProof({ context, credential: credential.address, signature })).toBe(true)
    for (const other of [
      { ...context, subject: bytes32('another request') },
      { ...context, account: otherAccount },
      { ...context, expires: context.expires - 1 },
    ])
      expect(await verifyCodeProof({ context: other, credential: credential.address, signature })).toBe(false)
    expect(await verifyCodeProof({ context, credential: account, signature })).toBe(false)
  })

  test.each(['0x', `0x${'00'.repeat(65)}`, `0x${'ff'.repeat(65)}`, `0x${'11'.repeat(64)}`] as Hex[])(
    '%s is no proof',
    async (signature) => {
      expect(await verifyCodeProof({ context, credential: credential.address, signature })).toBe(false)
    },
  )
})

/** A browser's key pair from a private key: readable here alone, for what is fixed. */
async function importKeys(privateKey: Hex): Promise<CryptoKeyPair> {
  const { x, y } = publicKeyOf(privateKey)
  const base64url = (value: Hex) => Buffer.from(value.slice(2), 'hex').toString('base64url')
  const jwk = { kty: 'EC', crv: 'P-256', x: base64url(x), y: base64url(y) }
  const algorithm = { name: 'ECDH', namedCurve: 'P-256' }
  return {
    publicKey: await crypto.subtle.importKey('jwk', jwk, algorithm, true, []),
    privateKey: await crypto.subtle.importKey('jwk', { ...jwk, d: base64url(privateKey) }, algorithm, false, [
      'deriveBits',
    ]),
  }
}

function compressed(privateKey: Hex): Hex {
  const { x, y } = publicKeyOf(privateKey)
  return concatHex([BigInt(y) % 2n === 0n ? '0x02' : '0x03', x])
}

function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts))
}

/** RFC 9180 base mode with node:crypto alone, step by step as §4.1 and §5.1 have it: the other side of every test. */
function keySchedule(shared: Buffer, enc: Buffer, recipient: Buffer, info: string) {
  const hmac = (key: Uint8Array, data: Uint8Array) => createHmac('sha256', key).update(data).digest()
  const kem = Buffer.concat([Buffer.from('KEM'), Buffer.from([0x00, 0x10])])
  const hpke = Buffer.concat([Buffer.from('HPKE'), Buffer.from([0x00, 0x10, 0x00, 0x01, 0x00, 0x02])])
  const extract = (suite: Buffer, salt: Uint8Array, label: string, ikm: Uint8Array) =>
    hmac(
      salt.length > 0 ? salt : Buffer.alloc(32),
      Buffer.concat([Buffer.from('HPKE-v1'), suite, Buffer.from(label), ikm]),
    )
  const expand = (suite: Buffer, prk: Buffer, label: string, data: Uint8Array, length: number) =>
    hmac(
      prk,
      Buffer.concat([
        Buffer.from([0, length]),
        Buffer.from('HPKE-v1'),
        suite,
        Buffer.from(label),
        data,
        Buffer.from([1]),
      ]),
    ).subarray(0, length)
  const none = Buffer.alloc(0)
  const eae = extract(kem, none, 'eae_prk', shared)
  const secret = expand(kem, eae, 'shared_secret', Buffer.concat([enc, recipient]), 32)
  const schedule = Buffer.concat([
    Buffer.from([0]),
    extract(hpke, none, 'psk_id_hash', none),
    extract(hpke, none, 'info_hash', Buffer.from(info)),
  ])
  const prk = extract(hpke, secret, 'secret', none)
  return { key: expand(hpke, prk, 'key', schedule, 32), nonce: expand(hpke, prk, 'base_nonce', schedule, 12) }
}

function ecdhOf(privateKey: Hex) {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(privateKey.slice(2), 'hex')
  return ecdh
}

function aadOf({ subject, account: owner, expires }: CodeContext): Uint8Array {
  return hexToBytes(concatHex([subject, owner, numberToHex(expires, { size: 5 })]))
}

function sealByHand(
  recipient: Hex,
  ephemeral: Hex,
  credential: Hex,
  of: CodeContext,
  info = 'sparekey/recovery/1',
): string {
  const [theirs, ours] = [ecdhOf(recipient), ecdhOf(ephemeral)]
  const shared = ours.computeSecret(theirs.getPublicKey())
  const { key, nonce } = keySchedule(shared, ours.getPublicKey(), theirs.getPublicKey(), info)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aadOf(of))
  const sealed = Buffer.concat([cipher.update(hexToBytes(credential)), cipher.final(), cipher.getAuthTag()])
  return withChecksum(concat(ours.getPublicKey(null, 'compressed'), sealed))
}

function openByHand(recipient: Hex, text: string, of: CodeContext): Hex {
  const bytes = fromBase58(text)
  const theirs = ecdhOf(recipient)
  const enc = Buffer.from(
    ECDH.convertKey(bytes.slice(0, 33), 'prime256v1', undefined, undefined, 'uncompressed'),
  )
  const shared = theirs.computeSecret(enc)
  const { key, nonce } = keySchedule(shared, enc, theirs.getPublicKey(), 'sparekey/recovery/1')
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    .setAAD(aadOf(of))
    .setAuthTag(bytes.slice(65, 81))
  return bytesToHex(Buffer.concat([decipher.update(bytes.slice(33, 65)), decipher.final()]))
}

function withChecksum(bytes: Uint8Array): string {
  const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest()
  return toBase58(concat(bytes, sha256(sha256(bytes)).subarray(0, 4)))
}

function toBase58(bytes: Uint8Array): string {
  let rest = BigInt(bytesToHex(bytes))
  let text = ''
  for (; rest > 0n; rest /= 58n) text = ALPHABET.charAt(Number(rest % 58n)) + text
  const zeros = bytes.findIndex((byte) => byte !== 0)
  return '1'.repeat(zeros < 0 ? bytes.length : zeros) + text
}

function fromBase58(text: string): Uint8Array<ArrayBuffer> {
  let value = 0n
  for (const character of text) value = value * 58n + BigInt(ALPHABET.indexOf(character))
  return new Uint8Array(hexToBytes(numberToHex(value, { size: 85 })))
}
