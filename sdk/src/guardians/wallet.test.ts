import { type Hex, parseSignature, serializeCompactSignature, signatureToCompactSignature } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, test, vi } from 'vitest'
import { account, bytes32, module, newPasskey, validator, walletA } from '../../test/samples.ts'
import { objectionTypedData, type Request, recoveryTypedData, requestHash } from '../request.ts'
import { checkWalletApproval, checkWalletObjection, WrongWalletError } from './wallet.ts'

const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const owner = privateKeyToAccount(bytes32('wallet'))
const other = privateKeyToAccount(bytes32('other wallet'))
const request: Request = {
  account,
  newSigner: newPasskey.signer(validator),
  replace: true,
  deadline: 1_800_000_000,
  scopes: [{ chainId: 1n, epoch: 0 }],
}
const signature = await owner.signTypedData(recoveryTypedData(module, request))
const check = (given: Hex, guardian: Hex = owner.address) =>
  checkWalletApproval({ module, request, guardian, signature: given })

describe('the guardian’s own key', () => {
  test('is accepted', async () => {
    expect(await check(signature)).toBe(signature)
  })

  test('is accepted in other forms, and made the one that the chain takes', async () => {
    const { r, s, yParity } = parseSignature(signature)
    const high: Hex = `0x${r.slice(2)}${(N - BigInt(s)).toString(16).padStart(64, '0')}${yParity === 0 ? '1c' : '1b'}`
    const forms = [
      `${signature.slice(0, -2)}0${yParity}` as Hex,
      serializeCompactSignature(signatureToCompactSignature({ r, s, yParity })),
      high,
    ]
    for (const form of forms) expect(await check(form)).toBe(signature)
  })

  test('signs objections too', async () => {
    const objection = await owner.signTypedData(objectionTypedData(module, bytes32('request')))
    const parameters = { module, requestHash: bytes32('request'), guardian: owner.address }
    expect(await checkWalletObjection({ ...parameters, signature: objection })).toBe(objection)
    await expect(checkWalletObjection({ ...parameters, signature })).rejects.toThrow(WrongWalletError)
  })
})

describe('another wallet', () => {
  test('is named', async () => {
    const wrong = await other.signTypedData(recoveryTypedData(module, request))
    const error = await check(wrong).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(WrongWalletError)
    expect(error).toMatchObject({ code: 'wallet_wrong', expected: owner.address, recovered: other.address })
    expect((error as WrongWalletError).message).toContain(other.address)
    expect((error as WrongWalletError).details).toContain(owner.address)
  })

  test.each<[string, Hex]>([
    ['nothing', '0x'],
    ['zeros', `0x${'00'.repeat(65)}`],
    ['a contract’s signature', `0x${'ab'.repeat(200)}`],
    ['r = n', `0x${N.toString(16)}${'00'.repeat(31)}011b`],
    ['v = 29', `${signature.slice(0, -2)}1d` as Hex],
  ])('%s is refused without a name', async (_, bytes) => {
    await expect(check(bytes)).rejects.toMatchObject({ recovered: undefined })
  })

  test('a signature over another request is refused', async () => {
    const later = recoveryTypedData(module, { ...request, deadline: request.deadline + 1 })
    await expect(check(await owner.signTypedData(later))).rejects.toThrow(WrongWalletError)
  })
})

describe('a contract', () => {
  test('is asked only where the key does not fit, and gets the bytes as they are', async () => {
    const bytes: Hex = `0x${'ab'.repeat(200)}`
    const verify = vi.fn(async () => true)
    const parameters = { module, request, guardian: walletA }
    expect(await checkWalletApproval({ ...parameters, signature: bytes }, verify)).toBe(bytes)
    expect(verify).toHaveBeenCalledWith({
      address: walletA,
      hash: requestHash(module, request),
      signature: bytes,
    })
    expect(await checkWalletApproval({ module, request, guardian: owner.address, signature }, verify)).toBe(
      signature,
    )
    expect(verify).toHaveBeenCalledTimes(1)
  })

  test('may refuse', async () => {
    const parameters = { module, request, guardian: walletA, signature }
    await expect(checkWalletApproval(parameters, async () => false)).rejects.toMatchObject({
      recovered: owner.address,
    })
  })
})
