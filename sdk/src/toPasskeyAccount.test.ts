import {
  encodeFunctionData,
  erc20Abi,
  type Hex,
  hashMessage,
  hexToBigInt,
  parseEther,
  size,
  slice,
} from 'viem'
import { getBalance, getCode, readContract, verifyMessage, verifyTypedData } from 'viem/actions'
import { describe, expect, test } from 'vitest'
import {
  anvilOf,
  errorOf,
  newOwner,
  newPasskey,
  newWallet,
  type Owner,
  random32,
  useChains,
  validator,
} from '../test/chains.ts'
import { carryOut, signedOperation } from '../test/operations.ts'
import { origin, rpId } from '../test/samples.ts'
import { accountAbi } from './generated/abis.ts'
import { softwarePasskey } from './softwarePasskey.ts'
import { toPasskeyAccount } from './toPasskeyAccount.ts'

const chains = useChains()
const ether = parseEther('1')

async function accountOf({ address, passkey }: Pick<Owner, 'address' | 'passkey'>, client = chains.one) {
  return toPasskeyAccount({ client, passkey, address })
}

async function newAccount() {
  const owner = await newOwner([chains.one])
  await chains.stack.fund(owner.address, { eth: ether, usdc: 10n })
  return { ...owner, account: await accountOf(owner) }
}

const usdcOf = (address: Hex) =>
  readContract(chains.one, {
    abi: erc20Abi,
    address: chains.stack.chains[0].deployment.tokens.USDC,
    functionName: 'balanceOf',
    args: [address],
  })

const transfer = (to: Hex, amount: bigint) => ({
  to: chains.stack.chains[0].deployment.tokens.USDC,
  data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, amount] }),
})

describe('operations', () => {
  test('a single call moves ETH; a batch moves ETH and tokens', async () => {
    const { account } = await newAccount()
    const [one, two] = [newWallet().signer, newWallet().signer]
    const single = await carryOut(chains.one, await signedOperation(account, [{ to: one, value: 5n }]))
    expect(single.success).toBe(true)
    expect(await getBalance(chains.one, { address: one })).toBe(5n)
    const calls = [{ to: two, value: 6n }, transfer(two, 7n)]
    expect((await carryOut(chains.one, await signedOperation(account, calls))).success).toBe(true)
    expect([await getBalance(chains.one, { address: two }), await usdcOf(two)]).toEqual([6n, 7n])
  })

  test('a batch does all of its calls or none', async () => {
    const { account, address } = await newAccount()
    const to = newWallet().signer
    const calls = [transfer(to, 3n), transfer(to, 1000n)]
    expect((await carryOut(chains.one, await signedOperation(account, calls))).success).toBe(false)
    expect([await usdcOf(to), await usdcOf(address)]).toEqual([0n, 10n])
  })

  test('an account that does not exist is created by its first operation, and by no later one', async () => {
    const passkey = newPasskey()
    const { staker } = chains.stack.chains[0].deployment
    const account = await toPasskeyAccount({
      client: chains.one,
      passkey,
      salt: random32(),
      factory: staker,
    })
    const { address } = account
    await chains.stack.fund(address, { eth: ether })
    expect(await getCode(chains.one, { address })).toBeUndefined()
    expect(await account.getFactoryArgs()).toMatchObject({ factory: staker })
    const to = newWallet().signer
    const { success } = await carryOut(chains.one, await signedOperation(account, [{ to, value: 1n }]))
    expect(success).toBe(true)
    expect(await getBalance(chains.one, { address: to })).toBe(1n)
    expect(await account.getFactoryArgs()).toEqual({ factory: undefined, factoryData: undefined })
    expect((await carryOut(chains.one, await signedOperation(account, [{ to, value: 1n }]))).success).toBe(
      true,
    )
  })

  test('another passkey’s signature, and one for another chain, are refused', async () => {
    const { account, address } = await newAccount()
    const thief = await accountOf({ address, passkey: newPasskey() })
    const calls = [{ to: newWallet().signer, value: 1n }]
    expect(String(await errorOf(carryOut(chains.one, await signedOperation(thief, calls))))).toContain('AA24')
    const { signature: elsewhere } = await (async () => {
      const operation = await signedOperation(account, calls)
      const signature = await account.signUserOperation({ ...operation, chainId: 31338 } as never)
      return { signature }
    })()
    const replayed = { ...(await signedOperation(account, calls)), signature: elsewhere }
    expect(String(await errorOf(carryOut(chains.one, replayed)))).toContain('AA24')
  })
})

describe('nonces', () => {
  test('lane 0 is the default and counts up; another lane counts for itself', async () => {
    const { account } = await newAccount()
    const calls = [{ to: newWallet().signer, value: 1n }]
    const laneOf = (nonce: bigint) => ({ key: nonce >> 64n, sequence: nonce & (2n ** 64n - 1n) })
    const first = await account.getNonce()
    expect(laneOf(first)).toEqual({ key: hexToBigInt(validator) << 32n, sequence: 0n })
    await carryOut(chains.one, await signedOperation(account, calls))
    expect(await account.getNonce()).toBe(first + 1n)
    const other = await account.getNonce({ key: 7n })
    expect(laneOf(other)).toEqual({ key: (hexToBigInt(validator) << 32n) | 7n, sequence: 0n })
    // Operations of two lanes do not wait for each other.
    const inLane = await signedOperation(account, calls, { nonce: other })
    const inZero = await signedOperation(account, calls)
    expect((await carryOut(chains.one, inLane)).success).toBe(true)
    expect((await carryOut(chains.one, inZero)).success).toBe(true)
  })

  test('an operation counts once', async () => {
    const { account } = await newAccount()
    const operation = await signedOperation(account, [{ to: newWallet().signer, value: 1n }])
    await carryOut(chains.one, operation)
    expect(String(await errorOf(carryOut(chains.one, operation)))).toContain('AA25')
  })

  test('a lane outside of four bytes is an error of ours', async () => {
    const { account } = await newAccount()
    const attempt = account.getNonce({ key: 2n ** 32n })
    expect(await errorOf(attempt)).toMatchObject({ code: 'nonce_lane_invalid' })
  })
})

describe('messages (ERC-1271)', () => {
  const typedData = {
    domain: { name: 'Shop', version: '1', chainId: 31337 },
    types: { Order: [{ name: 'item', type: 'string' }] },
    primaryType: 'Order',
    message: { item: 'bread' },
  } as const

  test('the account on chain accepts what its passkey signed, and nothing else', async () => {
    const { account, address } = await newAccount()
    const message = 'I am Alice'
    const signature = await account.signMessage({ message })
    const answer = await readContract(chains.one, {
      abi: accountAbi,
      address,
      functionName: 'isValidSignature',
      args: [hashMessage(message), signature],
    })
    expect(answer).toBe('0x1626ba7e')
    expect(await verifyMessage(chains.one, { address, message, signature })).toBe(true)
    expect(await verifyMessage(chains.one, { address, message: 'I am Bob', signature })).toBe(false)
    const typed = await account.signTypedData(typedData)
    expect(await verifyTypedData(chains.one, { address, signature: typed, ...typedData })).toBe(true)
    const raw = await account.sign?.({ hash: hashMessage(message) })
    expect(raw).toBe(signature)
    const thief = await accountOf({ address, passkey: newPasskey() })
    const forged = await thief.signMessage({ message })
    expect(await verifyMessage(chains.one, { address, message, signature: forged })).toBe(false)
  })

  test('a signature of one account is none of another, though the passkey is the same', async () => {
    const passkey = newPasskey()
    const [one, two] = await Promise.all(
      [random32(), random32()].map((salt) => toPasskeyAccount({ client: chains.one, passkey, salt })),
    )
    if (!one || !two) throw new Error('two accounts')
    const message = 'I am Alice'
    const signature = await one.signMessage({ message })
    const check = (address: Hex) => verifyMessage(chains.one, { address, message, signature })
    // Neither exists yet: the signature brings the way to create its account (ERC-6492).
    expect([await check(one.address), await check(two.address)]).toEqual([true, false])
  })
})

describe('the stub that gas is estimated with', () => {
  const chromium = 'do not compare clientDataJSON against a template. See https://goo.gl/yabPex'

  test.each<[string, Parameters<typeof softwarePasskey>[0]]>([
    ['usual', { rpId, origin }],
    [
      'with what Chromium adds now and then',
      { rpId, origin, extraMembers: { other_keys_can_be_added_here: chromium } },
    ],
    [
      'of a long origin',
      { rpId, origin: `https://${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.example:65535` },
    ],
  ])('is no shorter than a real signature: %s', async (_, parameters) => {
    const passkey = softwarePasskey(parameters)
    const account = await toPasskeyAccount({ client: chains.one, passkey, salt: random32() })
    const real = (await signedOperation(account, [])).signature
    const stub = await account.getStubSignature()
    expect(size(stub)).toBeGreaterThanOrEqual(size(real))
    expect(size(stub)).toBeLessThan(size(real) + 160)
    // Everything up to the WebAuthn signature is what a real one has.
    expect(slice(stub, 0, 65)).toBe(slice(real, 0, 65))
  })

  test('it is refused like a wrong signature, not like a malformed one', async () => {
    const { account } = await newAccount()
    const operation = await signedOperation(account, [{ to: newWallet().signer, value: 1n }])
    const signature = await account.getStubSignature()
    expect(String(await errorOf(carryOut(chains.one, { ...operation, signature })))).toContain('AA24')
  })

  test('a node that simulates it finds the verification it will have to pay for', async () => {
    const { account, address } = await newAccount()
    const anvil = anvilOf(chains.one)
    const hash = random32()
    const gasOf = async (signature: Hex) => {
      const data = encodeFunctionData({
        abi: accountAbi,
        functionName: 'isValidSignature',
        args: [hash, signature],
      })
      const { gas } = (await anvil.request({
        method: 'debug_traceCall',
        params: [{ to: address, data }, 'latest', {}],
      } as never)) as { gas: number }
      return gas
    }
    const real = await account.sign?.({ hash })
    const stub = `${validator}${(await account.getStubSignature()).slice(4)}` as const
    expect(await gasOf(stub)).toBeGreaterThan((await gasOf(real as Hex)) * 0.9)
  })
})
