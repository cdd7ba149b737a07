import { type Hex, hexToBytes, keccak256, recoverTypedDataAddress, toHex } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import {
  account,
  bytes32,
  module,
  newPasskey,
  otherAccount,
  salt,
  validator,
  walletA,
} from '../../test/samples.ts'
import { balanced } from '../presets.ts'
import { objectionTypedData, type Request, recoveryTypedData } from '../request.ts'
import type { Argon2, Argon2Input } from './argon2.ts'
import {
  derivePassphraseGuardian,
  passphraseParameters,
  passphraseSalt,
  WrongPassphraseError,
} from './passphrase.ts'

const request: Request = {
  account,
  newSigner: newPasskey.signer(validator),
  replace: true,
  deadline: 1_800_000_000,
  scopes: [{ chainId: 1n, epoch: 0 }],
}
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** A stand-in for Argon2id that is as quick as keccak256, and what it was given. */
function quickArgon2(output?: Hex) {
  const given: Argon2Input[] = []
  const results: Uint8Array[] = []
  const argon2: Argon2 = async (input) => {
    given.push({ ...input, password: input.password.slice(), salt: input.salt.slice() })
    const result = hexToBytes(output ?? keccak256(new Uint8Array([...input.password, ...input.salt])))
    results.push(result)
    return result
  }
  return { argon2, given, results }
}

describe('derivation', () => {
  test('is Argon2id of the normalised passphrase with the version’s parameters', async () => {
    const { argon2, given } = quickArgon2()
    await derivePassphraseGuardian({ passphrase: '  ＯＮＥ   two ', account, salt, argon2 })
    expect(given).toHaveLength(1)
    expect(new TextDecoder().decode(given[0]?.password)).toBe('ONE two')
    expect(toHex(given[0]?.salt ?? 0)).toBe(passphraseSalt(account, salt))
    expect(given[0]?.parameters).toBe(passphraseParameters)
  })

  test('P-02 the same passphrase has another address for another account or policy', async () => {
    const { argon2 } = quickArgon2()
    const derive = (accountOf: typeof account, saltOf: Hex) =>
      derivePassphraseGuardian({ passphrase: 'one two', account: accountOf, salt: saltOf, argon2 })
    const guardians = [
      await derive(account, salt),
      await derive(otherAccount, salt),
      await derive(account, bytes32('b')),
    ]
    expect(new Set(guardians.map(({ signer }) => signer)).size).toBe(3)
    expect((await derive(account, salt)).signer).toBe(guardians[0]?.signer)
  })

  test('P-02 every policy has a salt of 256 random bits of its own', () => {
    const guardian = { kind: 'passphrase', signer: walletA } as const
    const salts = Array.from({ length: 100 }, () => balanced([guardian], { rotator: validator }).salt)
    expect(new Set(salts).size).toBe(100)
    for (const one of salts) expect(hexToBytes(one)).toHaveLength(32)
    // No bit is always the same: one that is has a chance of 2^-99.
    const bits = (use: (a: bigint, b: bigint) => bigint) => salts.map(BigInt).reduce(use)
    expect(bits((a, b) => a | b)).toBe(2n ** 256n - 1n)
    expect(bits((a, b) => a & b)).toBe(0n)
  })

  test('P-03 with the real Argon2id nothing is cut off at a NUL or after 72 bytes', async () => {
    const long = 'a'.repeat(72)
    const phrases = ['abc', 'abc\0', 'abc\0def', `${long}b`, `${long}c`]
    const signers = new Set<string>()
    for (const passphrase of phrases)
      signers.add((await derivePassphraseGuardian({ passphrase, account, salt })).signer)
    expect(signers.size).toBe(phrases.length)
  })

  test.each<[string, bigint]>([
    ['0', 0n],
    ['n', N],
    ['n + 1', N + 1n],
    ['2^256 − 1', 2n ** 256n - 1n],
  ])('P-06 a scalar of %s is derived again, always in the same way', async (_, scalar) => {
    const output = toHex(scalar, { size: 32 })
    const { argon2 } = quickArgon2(output)
    const { signer } = await derivePassphraseGuardian({ passphrase: 'one two', account, salt, argon2 })
    expect(signer).toBe(privateKeyToAddress(keccak256(output)))
  })

  test.each<[string, bigint]>([
    ['1', 1n],
    ['n − 1', N - 1n],
  ])('P-06 a scalar of %s is taken as it is', async (_, scalar) => {
    const output = toHex(scalar, { size: 32 })
    const { argon2 } = quickArgon2(output)
    const { signer } = await derivePassphraseGuardian({ passphrase: 'one two', account, salt, argon2 })
    expect(signer).toBe(privateKeyToAddress(output))
  })

  test('P-08 buffers are zeroed, also when it fails', async () => {
    const { argon2, results } = quickArgon2()
    await derivePassphraseGuardian({ passphrase: 'one two', account, salt, argon2 })
    expect(results[0]).toEqual(new Uint8Array(32))
    let password: Uint8Array | undefined
    const failing: Argon2 = async (input) => {
      password = input.password
      throw new RangeError('no memory')
    }
    await expect(
      derivePassphraseGuardian({ passphrase: 'one two', account, salt, argon2: failing }),
    ).rejects.toThrow()
    expect(password).toEqual(new Uint8Array(7))
  })
})

describe('a passphrase that must be one of the account’s guardians', () => {
  const derive = (passphrase: string, guardians?: readonly { signer: Hex }[]) => {
    const { argon2 } = quickArgon2()
    return derivePassphraseGuardian({ passphrase, account, salt, argon2, ...(guardians && { guardians }) })
  }

  test('is found among them, however their addresses are written', async () => {
    const { signer } = await derive('one two')
    const lower = signer.toLowerCase() as Hex
    for (const guardians of [[{ signer: walletA }, { signer }], [{ signer: lower }]])
      expect((await derive('one two', guardians)).signer).toBe(signer)
  })

  test('typed wrong, it is an error at once and not a refusal of the chain later', async () => {
    const { signer } = await derive('one two')
    const error = await derive('one tow', [{ signer: walletA }, { signer }]).catch(
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(WrongPassphraseError)
    expect(error).toMatchObject({ code: 'passphrase_wrong' })
    expect((error as Error).message).not.toContain('one tow')
  })
})

test('approvals and objections are signed by the guardian', async () => {
  const { argon2 } = quickArgon2()
  const guardian = await derivePassphraseGuardian({ passphrase: 'one two', account, salt, argon2 })
  const approval = await guardian.approve(module, request)
  const approver = await recoverTypedDataAddress({
    ...recoveryTypedData(module, request),
    signature: approval,
  })
  expect(approver).toBe(guardian.signer)
  const objection = await guardian.object(module, bytes32('request'))
  const objector = await recoverTypedDataAddress({
    ...objectionTypedData(module, bytes32('request')),
    signature: objection,
  })
  expect(objector).toBe(guardian.signer)
})
