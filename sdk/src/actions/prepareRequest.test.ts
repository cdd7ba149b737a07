import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  anvilOf,
  clientOf,
  DAY,
  errorOf,
  newOwner,
  newPasskey,
  newScene,
  protect,
  useChains,
  validator,
} from '../../test/chains.ts'
import { fails, lies, type NodeProxy, startProxy } from '../../test/proxy.ts'
import type { WriteClient } from '../write.ts'
import { getChainTime } from './getChainTime.ts'
import { NothingToRecoverError, prepareRequest, RootKeyRemainsError } from './prepareRequest.ts'

const chains = useChains()
const newSigner = newPasskey().signer(validator)
let proxy: NodeProxy
/** Chain two, through a node that can misbehave. */
let viaProxy: WriteClient
beforeEach(async () => {
  const [, { chain, rpcUrl }] = chains.stack.chains
  proxy = await startProxy(rpcUrl)
  viaProxy = clientOf({ chain, rpcUrl: proxy.url }, chains.two.account.address)
})
afterEach(() => proxy.stop())

test('the request is for every chain with a policy, at its epoch there, for a week of chain time', async () => {
  const { account, policy, owner } = await newScene(chains.all)
  await protect([chains.two], owner, policy)
  // Given in any order, they are signed in that of the chain ids.
  const { request, missing } = await prepareRequest(chains.all.toReversed(), { account, newSigner })
  const scopes = [
    { chainId: 31337n, epoch: 1 },
    { chainId: 31338n, epoch: 2 },
  ]
  expect(missing).toEqual([])
  expect(request).toMatchObject({ account, newSigner, replace: true, scopes })
  const clocks = await Promise.all(chains.all.map((client) => getChainTime(client)))
  expect(Math.abs(request.deadline - Math.min(...clocks) - 7 * DAY)).toBeLessThan(5)
})

test('the slowest chain’s clock counts, so that no chain finds the deadline too far ahead', async () => {
  const { account } = await newScene(chains.all)
  proxy.behaviour = lies('eth_getBlockByNumber', (block) => {
    const { timestamp } = block as { timestamp: string }
    return { ...(block as object), timestamp: `0x${(Number(timestamp) - DAY).toString(16)}` }
  })
  const { request } = await prepareRequest([chains.one, viaProxy], { account, newSigner, life: 30 * DAY })
  const now = await getChainTime(chains.one)
  expect(Math.abs(request.deadline - now - 29 * DAY)).toBeLessThan(5)
})

describe('a chain that is left out is named', () => {
  test('one without a policy', async () => {
    const { account } = await newScene([chains.one])
    const { request, missing } = await prepareRequest(chains.all, { account, newSigner })
    expect(request.scopes).toEqual([{ chainId: 31337n, epoch: 1 }])
    expect(missing).toEqual([{ chainId: 31338 }])
  })

  test('one that is down, with the reason', async () => {
    const { account } = await newScene(chains.all)
    proxy.behaviour = fails
    const { request, missing } = await prepareRequest([chains.one, viaProxy], { account, newSigner })
    expect(request.scopes.map(({ chainId }) => chainId)).toEqual([31337n])
    expect(missing).toMatchObject([{ chainId: 31338, error: { code: 'chain_unavailable', chainId: 31338 } }])
  })

  test('R-03 one whose node serves another chain: guardians never sign that chain’s epoch for this one', async () => {
    const { account } = await newScene(chains.all)
    proxy.behaviour = lies('eth_chainId', () => '0x1')
    const { request, missing } = await prepareRequest([chains.one, viaProxy], { account, newSigner })
    expect(request.scopes.map(({ chainId }) => chainId)).toEqual([31337n])
    expect(missing).toMatchObject([{ chainId: 31338, error: { code: 'chain_wrong' } }])
    expect(missing[0]?.error?.shortMessage).toContain('serves the network 1.')
  })
})

describe('nothing is made for guardians to sign', () => {
  test('where recovery is set up nowhere', async () => {
    const { address } = await newOwner(chains.all)
    const error = await errorOf(prepareRequest(chains.all, { account: address, newSigner }))
    expect(error).toBeInstanceOf(NothingToRecoverError)
    expect(error).toMatchObject({
      code: 'nothing_to_recover',
      missing: [{ chainId: 31337 }, { chainId: 31338 }],
    })
  })

  test('where no chain answers, with the reasons', async () => {
    proxy.behaviour = fails
    const { account } = await newScene(chains.all)
    const error = await errorOf(prepareRequest([viaProxy], { account, newSigner }))
    expect(error).toMatchObject({ code: 'nothing_to_recover', cause: { code: 'chain_unavailable' } })
    expect((error as Error).message).toContain('The network 31338 does not answer.')
  })

  test('for a new passkey that is none, or longer than the chain allows', async () => {
    const { account } = await newScene(chains.all)
    const bad = [
      [{ account, newSigner: '0x1234' }, 'new_signer_invalid'],
      [{ account, newSigner, life: 30 * DAY + 1 }, 'deadline_too_far'],
      [{ account, newSigner, life: -1 }, 'deadline_passed'],
    ] as const
    for (const [parameters, code] of bad)
      expect(await errorOf(prepareRequest(chains.all, parameters))).toMatchObject({ code })
  })

  test('for one chain twice', async () => {
    const { account } = await newScene(chains.all)
    const twice = [chains.one, chains.one]
    expect(await errorOf(prepareRequest(twice, { account, newSigner }))).toMatchObject({
      code: 'scopes_order',
    })
  })
})

describe('an EOA that has delegated (EIP-7702)', () => {
  test('keeps its root key whatever a recovery does, so replacing is refused; adding is not', async () => {
    const { account } = await newScene(chains.all)
    const delegation = `0xef0100${validator.slice(2)}` as const
    await anvilOf(chains.two).setCode({ address: account, bytecode: delegation })
    const error = await errorOf(prepareRequest(chains.all, { account, newSigner }))
    expect(error).toBeInstanceOf(RootKeyRemainsError)
    expect(error).toMatchObject({ code: 'root_key_remains', chainIds: [31338] })
    const { request } = await prepareRequest(chains.all, { account, newSigner, replace: false })
    expect(request.replace).toBe(false)
  })
})
