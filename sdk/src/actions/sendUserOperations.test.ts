import { encodeFunctionData, erc20Abi, type Hex, http, parseEther } from 'viem'
import { createBundlerClient } from 'viem/account-abstraction'
import { getCode, getTransactionReceipt, readContract } from 'viem/actions'
import { afterEach, describe, expect, test } from 'vitest'
import {
  actingAs,
  anvilOf,
  clientOf,
  DAY,
  done,
  errorOf,
  newOwner,
  newPasskey,
  newWallet,
  protect,
  random32,
  useChains,
  validator,
} from '../../test/chains.ts'
import {
  type Behaviour,
  fails,
  garbage,
  type NodeProxy,
  nothing,
  only,
  startProxy,
} from '../../test/proxy.ts'
import type { Passkey } from '../passkey.ts'
import { balanced } from '../presets.ts'
import { type PasskeyAccount, toPasskeyAccount } from '../toPasskeyAccount.ts'
import type { Call, WriteClient } from '../write.ts'
import { clearPolicy } from './clearPolicy.ts'
import { createAccount } from './createAccount.ts'
import { getAccountState } from './getAccountState.ts'
import { NothingToSignError, sendUserOperations } from './sendUserOperations.ts'
import { setPolicy } from './setPolicy.ts'
import { waitForUserOperation } from './waitForUserOperation.ts'

const chains = useChains({})
const proxies: NodeProxy[] = []
afterEach(() => Promise.all(proxies.splice(0).map((proxy) => proxy.stop())))

type Network = sendUserOperations.Network

/** A bundler's client, at its own URL or at another. */
function bundlerOf(client: WriteClient, url?: string): Network['bundler'] {
  const stackChain = chains.stack.chains.find(({ chain }) => chain.id === client.chain.id)
  const transport = http(url ?? stackChain?.bundlerUrl, { retryCount: 0, timeout: 10_000 })
  const bundler = createBundlerClient({ client, chain: client.chain, transport, pollingInterval: 50 })
  return bundler as unknown as Network['bundler']
}

/** A proxy in front of a chain's bundler. */
async function proxied(client: WriteClient, behaviour: Behaviour): Promise<Network['bundler']> {
  const stackChain = chains.stack.chains.find(({ chain }) => chain.id === client.chain.id)
  const proxy = await startProxy(stackChain?.bundlerUrl ?? '')
  proxy.behaviour = behaviour
  proxies.push(proxy)
  return bundlerOf(client, proxy.url)
}

/** A passkey that counts its prompts; `meanwhile` happens while somebody looks at one. */
function counting(passkey: Passkey, meanwhile: () => Promise<unknown> = async () => {}) {
  const prompts: Hex[] = []
  const sign = async (challenge: Hex) => {
    prompts.push(challenge)
    await meanwhile()
    return passkey.sign(challenge)
  }
  return { ...passkey, sign, prompts }
}

const newPolicy = () => balanced([newWallet(), newWallet()], { rotator: validator })

/** One account on both chains, with money, and how its operations are sent. */
async function newFunded(passkey: Passkey = newPasskey()) {
  const salt = random32()
  const receipts = await Promise.all(
    chains.all.map((client) => done(client, createAccount(client, { publicKey: passkey, salt }))),
  )
  const [address] = receipts.map(({ logs }) => createAccount.extractEvent(logs).account) as [Hex]
  await chains.stack.fund(address, { eth: parseEther('1'), usdc: 10n })
  return { address, networks: (by: Passkey, calls: readonly Call[]) => networksOf({ address }, by, calls) }
}

async function networksOf(
  where: { address: Hex } | { salt: Hex; factory: Hex },
  passkey: Passkey,
  calls: readonly Call[],
): Promise<[Network, Network]> {
  const accounts = await Promise.all(
    chains.all.map((client): Promise<PasskeyAccount> => toPasskeyAccount({ client, passkey, ...where })),
  )
  return chains.all.map((client, index) => ({
    account: accounts[index] as PasskeyAccount,
    bundler: bundlerOf(client),
    calls,
  })) as [Network, Network]
}

const pay = (to: Hex, amount = 1n): Call => ({
  to: chains.stack.chains[0].deployment.tokens.USDC,
  data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, amount] }),
})

const paid = (to: Hex) =>
  Promise.all(
    chains.all.map((client) =>
      readContract(client, {
        ...{ abi: erc20Abi, address: chains.stack.chains[0].deployment.tokens.USDC },
        ...{ functionName: 'balanceOf', args: [to] },
      }),
    ),
  )

const sent = (result: Awaited<ReturnType<typeof sendUserOperations>>[number] | undefined): Hex => {
  if (result && 'value' in result) return result.value
  throw new Error('the operation was not sent', { cause: result?.error })
}

const waitAll = (networks: readonly Network[], results: Awaited<ReturnType<typeof sendUserOperations>>) =>
  Promise.all(
    networks.map(({ bundler }, index) => waitForUserOperation(bundler, { hash: sent(results[index]) })),
  )

describe('one prompt for both chains', () => {
  test('an account that exists makes its calls on both', async () => {
    const passkey = counting(newPasskey())
    const { address, networks } = await newFunded(passkey)
    const policy = newPolicy()
    const shop = newWallet().signer
    const both = await networks(passkey, [setPolicy.call({ policy }), pay(shop)])
    const results = await sendUserOperations(both, { passkey })
    const receipts = await waitAll(both, results)
    expect(passkey.prompts).toHaveLength(1)
    expect(results.map(({ chainId }) => chainId)).toEqual([31337, 31338])
    expect(await paid(shop)).toEqual([1n, 1n])
    for (const [index, client] of chains.all.entries()) {
      expect((await getAccountState(client, { account: address })).isPolicySet).toBe(true)
      const { receipt, gasUsed } = receipts[index] as (typeof receipts)[number]
      const { status } = await getTransactionReceipt(client, { hash: receipt.transactionHash })
      expect([status, gasUsed > 50_000n]).toEqual(['success', true])
      expect(setPolicy.extractEvent(receipt.logs).account).toBe(address)
    }
  })

  test('created where it is missing, and where somebody creates it meanwhile the same prompt still serves', async () => {
    const [owner, salt, shop] = [newPasskey(), random32(), newWallet().signer]
    const factory = chains.stack.chains[0].deployment.staker
    // While the owner looks at the prompt, a relayer creates the account on chain two.
    const passkey = counting(owner, () =>
      done(chains.two, createAccount(chains.two, { publicKey: owner, salt })),
    )
    const both = await networksOf({ salt, factory }, passkey, [pay(shop)])
    await chains.stack.fund(both[0].account.address, { eth: parseEther('1'), usdc: 10n })
    const results = await sendUserOperations(both, { passkey })
    await waitAll(both, results)
    expect(passkey.prompts).toHaveLength(1)
    expect(await paid(shop)).toEqual([1n, 1n])
    for (const client of chains.all)
      expect(await getCode(client, { address: both[0].account.address })).toMatch(/^0x../)
  })
})

describe('a chain that fails is named, and the other goes on', () => {
  test.each<[string, Behaviour, string]>([
    ['its bundler is down', fails, 'bundler_unavailable'],
    ['its bundler answers with HTML', garbage, 'bundler_unavailable'],
    ['its bundler has no answer', nothing, 'bundler_unavailable'],
    ['its bundler dies before the sending', only(['eth_sendUserOperation'], fails), 'bundler_unavailable'],
  ])('%s', async (_, behaviour, code) => {
    const passkey = counting(newPasskey())
    const { networks } = await newFunded(passkey)
    const shop = newWallet().signer
    const [one, two] = await networks(passkey, [pay(shop)])
    const both = [one, { ...two, bundler: await proxied(chains.two, behaviour) }]
    const [first, second] = await sendUserOperations(both, { passkey })
    await waitForUserOperation(one.bundler, { hash: sent(first) })
    expect(second).toMatchObject({ chainId: 31338, error: { code } })
    expect(await paid(shop)).toEqual([1n, 0n])
    // Later the other chain gets its own: nothing of the first attempt is in its way.
    const [later] = await sendUserOperations([two], { passkey })
    await waitForUserOperation(two.bundler, { hash: sent(later) })
    expect(await paid(shop)).toEqual([1n, 1n])
  })

  test('its node is down: the chain is blamed, not the bundler', async () => {
    const passkey = newPasskey()
    const { address, networks } = await newFunded(passkey)
    const shop = newWallet().signer
    const [one] = await networks(passkey, [pay(shop)])
    const proxy = await startProxy(chains.stack.chains[1].rpcUrl)
    proxies.push(proxy)
    proxy.behaviour = fails
    const broken = clientOf({ chain: chains.two.chain, rpcUrl: proxy.url }, newWallet().account)
    const account = await toPasskeyAccount({ client: broken, passkey, address })
    const two = { account, bundler: bundlerOf(broken), calls: [pay(shop)] }
    const [first, second] = await sendUserOperations([one, two], { passkey })
    await waitForUserOperation(one.bundler, { hash: sent(first) })
    expect(second).toMatchObject({ chainId: 31338, error: { code: 'chain_unavailable', chainId: 31338 } })
  })

  test('the account has no funds there (AA21)', async () => {
    const { address, passkey } = await newOwner(chains.all)
    await anvilOf(chains.one).setBalance({ address, value: parseEther('1') })
    const [one, two] = await networksOf({ address }, passkey, [setPolicy.call({ policy: newPolicy() })])
    const [first, second] = await sendUserOperations([one, two], { passkey })
    await waitForUserOperation(one.bundler, { hash: sent(first) })
    const reason = expect.stringContaining('AA21')
    expect(second).toMatchObject({ chainId: 31338, error: { code: 'bundler_refused', reason } })
  })

  test('the call itself would fail: the contract’s sentence, before anything is signed', async () => {
    const passkey = counting(newPasskey())
    const { address, networks } = await newFunded(passkey)
    const [one, two] = await networks(passkey, [clearPolicy.call()])
    await protect([chains.one], { address }, newPolicy())
    const [first, second] = await sendUserOperations([one, two], { passkey })
    await waitForUserOperation(one.bundler, { hash: sent(first) })
    expect(second).toMatchObject({ chainId: 31338, error: { code: 'contract_PolicyNotSet' } })
    expect((second as { error: Error }).error.message).toContain(address)
  })
})

describe('nothing is signed', () => {
  test('where no chain can prepare the operation, or none is named', async () => {
    const passkey = counting(newPasskey())
    const { networks } = await newFunded(passkey)
    const both = await networks(passkey, [clearPolicy.call()])
    const error = await errorOf(sendUserOperations(both, { passkey }))
    expect(error).toBeInstanceOf(NothingToSignError)
    expect(error).toMatchObject({ code: 'nothing_to_sign', cause: { code: 'contract_PolicyNotSet' } })
    expect((error as Error).message).toContain('Recovery is not set up')
    expect(await errorOf(sendUserOperations([], { passkey }))).toMatchObject({ code: 'nothing_to_sign' })
    expect(passkey.prompts).toEqual([])
  })

  test('for longer than seven days, or for the past', async () => {
    const passkey = counting(newPasskey())
    const { networks } = await newFunded(passkey)
    const both = await networks(passkey, [pay(newWallet().signer)])
    for (const life of [7 * DAY + 1, 0, -5, 0.5])
      expect(await errorOf(sendUserOperations(both, { passkey, life }))).toMatchObject({
        code: 'valid_until_invalid',
      })
    expect(passkey.prompts).toEqual([])
  })
})

test('a passkey that does not own the account is refused on both chains (AA24), and nothing moves', async () => {
  const { address, networks } = await newFunded()
  const thief = newPasskey()
  const shop = newWallet().signer
  const both = await networks(thief, [pay(shop)])
  for (const result of await sendUserOperations(both, { passkey: thief })) {
    const reason = expect.stringContaining('AA24')
    expect(result).toMatchObject({ error: { code: 'bundler_refused', reason } })
  }
  expect(await paid(shop)).toEqual([0n, 0n])
  expect(await paid(address)).toEqual([10n, 10n])
})

describe('waitForUserOperation', () => {
  test('calls that fail when they are carried out are the contract’s error', async () => {
    const owner = newPasskey()
    const { address, networks } = await newFunded(owner)
    await protect(chains.all, { address }, newPolicy())
    // The policy is gone by the time the operation arrives.
    const passkey = counting(owner, async () => {
      const self = await actingAs(chains.one, address)
      await done(self, clearPolicy(self))
    })
    const [one] = await networks(passkey, [clearPolicy.call()])
    const [result] = await sendUserOperations([one], { passkey })
    const error = await errorOf(waitForUserOperation(one.bundler, { hash: sent(result) }))
    expect(error).toMatchObject({ code: 'contract_PolicyNotSet', args: [address] })
  })

  test('one that does not come in time is said to be open, not refused', async () => {
    const [client] = chains.all
    const attempt = waitForUserOperation(bundlerOf(client), { hash: random32(), timeout: 300 })
    const error = await errorOf(attempt)
    expect(error).toMatchObject({ name: 'UserOperationTimeoutError', code: 'user_operation_timeout' })
    expect((error as Error).message).toContain('may still be')
  })

  test('a bundler that is gone meanwhile is named', async () => {
    const bundler = await proxied(chains.one, fails)
    const attempt = waitForUserOperation(bundler, { hash: random32(), timeout: 5000 })
    expect(await errorOf(attempt)).toMatchObject({ code: 'bundler_unavailable' })
  })
})
