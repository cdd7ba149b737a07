import { createWalletClient, custom, http } from 'viem'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  anvilOf,
  clientOf,
  done,
  errorOf,
  newPasskey,
  newScene,
  newWallet,
  random32,
  refused,
  useChains,
  validator,
  type Wallet,
} from '../test/chains.ts'
import {
  type Behaviour,
  fails,
  garbage,
  halfJson,
  hangs,
  honest,
  limited,
  type NodeProxy,
  nothing,
  only,
  startProxy,
  tooMany,
} from '../test/proxy.ts'
import { createAccount } from './actions/createAccount.ts'
import { findAccountsByGuardian } from './actions/findAccountsByGuardian.ts'
import { findAccountsByPasskey } from './actions/findAccountsByPasskey.ts'
import { getAccountState } from './actions/getAccountState.ts'
import { getChainTime } from './actions/getChainTime.ts'
import { getPolicy } from './actions/getPolicy.ts'
import { getRecovery } from './actions/getRecovery.ts'
import { isOwner } from './actions/isOwner.ts'
import { startRecovery } from './actions/startRecovery.ts'
import { toChainError } from './chainErrors.ts'
import { SparekeyError } from './errors.ts'
import type { WriteClient } from './write.ts'

const chains = useChains()
let proxy: NodeProxy
let viaProxy: WriteClient
beforeEach(async () => {
  const [{ chain, rpcUrl }] = chains.stack.chains
  proxy = await startProxy(rpcUrl)
  // A relayer of its own, so that nothing here depends on the order of transactions elsewhere.
  const { account } = newWallet()
  await chains.stack.fund(account.address, { eth: 10n ** 18n })
  viaProxy = clientOf({ chain, rpcUrl: proxy.url }, account, 300)
})
afterEach(() => proxy.stop())

const account = newWallet().signer
const reads: [string, (client: WriteClient) => Promise<unknown>][] = [
  ['getAccountState', (client) => getAccountState(client, { account })],
  ['getChainTime', (client) => getChainTime(client)],
  ['getPolicy', (client) => getPolicy(client, { account })],
  ['getRecovery', (client) => getRecovery(client, { account, requestHash: random32() })],
  ['isOwner', (client) => isOwner(client, { account, signer: newPasskey().signer(validator) })],
  ['findAccountsByGuardian', (client) => findAccountsByGuardian(client, { signer: account })],
  ['findAccountsByPasskey', (client) => findAccountsByPasskey(client, { publicKey: newPasskey() })],
  ['createAccount', (client) => createAccount(client, { publicKey: newPasskey(), salt: random32() })],
]

describe('R-03 a node that is of no use is named, by every action, with the same error', () => {
  test.each<[string, Behaviour]>([
    ['cuts the connection', fails],
    ['hangs', hangs],
    ['answers with HTML', garbage],
    ['answers with half of its JSON', halfJson],
    ['says 429', tooMany],
  ])('one that %s', async (_, behaviour) => {
    proxy.behaviour = behaviour
    const errors = await Promise.all(reads.map(([, action]) => errorOf(action(viaProxy))))
    for (const [index, error] of errors.entries())
      expect(error, reads[index]?.[0]).toMatchObject({ code: 'chain_unavailable', chainId: 31337 })
  })

  test('one that refuses by JSON-RPC is named with its words', async () => {
    proxy.behaviour = limited
    const errors = await Promise.all(reads.map(([, action]) => errorOf(action(viaProxy))))
    for (const [index, error] of errors.entries())
      expect(error, reads[index]?.[0]).toMatchObject({
        code: 'chain_refused',
        chainId: 31337,
        reason: 'daily request count exceeded',
      })
  })

  test('one that has no answer to anything never leads to a value', async () => {
    proxy.behaviour = nothing
    for (const [name, action] of reads) {
      const error = await errorOf(action(viaProxy))
      expect(error, name).toBeInstanceOf(SparekeyError)
      expect((error as SparekeyError).code, name).toMatch(/^(chain_unavailable|contracts_missing)$/)
    }
  })

  test('when it answers again, everything goes on', async () => {
    proxy.behaviour = fails
    await errorOf(getChainTime(viaProxy))
    proxy.behaviour = honest
    expect(await getChainTime(viaProxy)).toBeGreaterThan(1_700_000_000)
  })
})

describe('R-03 a transaction through a bad node', () => {
  const salt = random32

  test('a call that the chain refuses is never sent', async () => {
    const { x, y } = newPasskey()
    const attempt = createAccount(viaProxy, { publicKey: { x: y, y: x }, salt: salt() })
    expect(await errorOf(attempt)).toMatchObject(refused('InvalidPublicKey'))
    expect(proxy.requests.map(({ method }) => method).toSorted()).toEqual(['eth_call', 'eth_chainId'])
  })

  test('lost on its way it is an error; sent once more it is done, and done once', async () => {
    const parameters = { publicKey: newPasskey(), salt: salt() }
    proxy.behaviour = only(['eth_sendRawTransaction'], async (_, { pass, response }) => {
      await pass()
      response.destroy()
    })
    expect(await errorOf(createAccount(viaProxy, parameters))).toMatchObject({ code: 'chain_unavailable' })
    // The chain has it all the same; the second one finds the account there and changes nothing.
    const receipt = await done(chains.one, createAccount(chains.one, parameters))
    expect(receipt.logs).toEqual([])
  })

  test('reverted on chain though it was tried before: the receipt says so, and there is no event to extract', async () => {
    const { bytes, request, wallets, approvals } = await newScene([chains.one])
    const signed = await approvals(wallets[0] as Wallet)
    const call = { policy: bytes, request: { ...request, deadline: request.deadline - 1 }, approvals: signed }
    // The node says that everything would succeed.
    const answers: Record<string, string> = { eth_call: '0x', eth_estimateGas: '0x7a120' }
    proxy.behaviour = (incoming, reply) => {
      if (incoming.method === 'eth_fillTransaction') return limited(incoming, reply)
      const answer = answers[incoming.method]
      return answer ? reply.result(answer) : honest(incoming, reply)
    }
    const hash = await startRecovery(viaProxy, call)
    const error = await errorOf(done(chains.one, hash))
    expect(String(error)).toContain('was reverted')
    expect(await errorOf(Promise.resolve().then(() => startRecovery.extractEvent([])))).toMatchObject({
      code: 'event_missing',
    })
  })

  test('a node of another chain gets no transaction', async () => {
    const [{ chain }, { rpcUrl }] = chains.stack.chains
    const { account: key } = newWallet()
    await chains.stack.fund(key.address, { eth: 10n ** 18n })
    const crossed = clientOf({ chain, rpcUrl }, key)
    const attempt = createAccount(crossed, { publicKey: newPasskey(), salt: salt() })
    expect(await errorOf(attempt)).toMatchObject({ code: 'chain_wrong' })
    expect(await chains.stack.chains[1].client.getTransactionCount({ address: key.address })).toBe(0)
  })
})

describe('a wallet in the browser (EIP-1193)', () => {
  /** A wallet that does as anvil does, but for one method. */
  const wallet = (method: string, thrown: unknown) => {
    const [{ chain, rpcUrl }] = chains.stack.chains
    const { request } = http(rpcUrl, { retryCount: 0 })({ chain })
    const provider = {
      request: async (asked: { method: string }) => {
        if (asked.method === method) throw thrown
        return request(asked as never)
      },
    }
    const account = chains.one.account.address
    return createWalletClient({ account, chain, transport: custom(provider, { retryCount: 0 }) })
  }
  const send = (client: WriteClient) =>
    errorOf(createAccount(client, { publicKey: newPasskey(), salt: random32() }))

  test('the person declines the transaction', async () => {
    const declined = { code: 4001, message: 'User denied transaction signature.' }
    expect(await send(wallet('eth_sendTransaction', declined))).toMatchObject({
      name: 'WalletRejectedError',
      code: 'wallet_rejected',
    })
  })

  test('the wallet is on another chain', async () => {
    const [{ chain }, { rpcUrl }] = chains.stack.chains
    const account = chains.one.account.address
    const client = createWalletClient({ account, chain, transport: http(rpcUrl, { retryCount: 0 }) })
    const error = await send(client)
    expect(error).toMatchObject({ name: 'WrongChainError', code: 'chain_wrong' })
    expect((error as SparekeyError).shortMessage).toBe(
      'The RPC endpoint for the network 31337 serves the network 31338.',
    )
  })

  test('the wallet switches to another chain while it is asked', async () => {
    const [{ chain, rpcUrl }] = chains.stack.chains
    const { request } = http(rpcUrl, { retryCount: 0 })({ chain })
    let asked = 0
    const provider = {
      request: (one: { method: string }) =>
        one.method === 'eth_chainId' && ++asked > 1 ? '0x1' : request(one as never),
    }
    const account = chains.one.account.address
    const transport = custom(provider as never, { retryCount: 0 })
    expect(await send(createWalletClient({ account, chain, transport }))).toMatchObject({
      code: 'chain_wrong',
      shortMessage: 'The RPC endpoint for the network 31337 serves another one.',
    })
  })

  test.each<[unknown, string]>([
    [{ code: 4900, message: 'Disconnected' }, 'chain_unavailable'],
    [{ code: 4901, message: 'Disconnected from this chain' }, 'chain_unavailable'],
    [new TypeError('Failed to fetch'), 'chain_unavailable'],
    [{ code: 4100, message: 'Unauthorized' }, 'chain_refused'],
  ])('the wallet is gone, breaks or is locked: %j', async (thrown, code) => {
    expect(await send(wallet('eth_sendTransaction', thrown))).toMatchObject({ code })
  })
})

test('where the contracts are not, a question is answered by an error that says so', async () => {
  const anvil = anvilOf(chains.two)
  const code = await chains.stack.chains[1].client.getCode({ address: validator })
  await anvil.setCode({ address: validator, bytecode: '0x' })
  const attempt = isOwner(chains.two, { account, signer: newPasskey().signer(validator) })
  const error = await errorOf(attempt)
  await anvil.setCode({ address: validator, bytecode: code ?? '0x' })
  expect(error).toMatchObject({ code: 'contracts_missing' })
})

test('an error of ours is passed on as it is, anything unknown is a chain that does not answer', () => {
  const own = toChainError(undefined, 5)
  expect(own).toMatchObject({ code: 'chain_unavailable', chainId: 5 })
  expect(toChainError(own, 6)).toBe(own)
})
