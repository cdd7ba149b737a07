import { concat, encodeAbiParameters, type Hash, type Hex, numberToHex, toEventSelector } from 'viem'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  anvilOf,
  clientOf,
  done,
  errorOf,
  module,
  newOwner,
  newScene,
  newWallet,
  protect,
  useChains,
  validator,
} from '../../test/chains.ts'
import { honest, lies, type NodeProxy, startProxy } from '../../test/proxy.ts'
import { encodePolicy } from '../policy.ts'
import { balanced } from '../presets.ts'
import type { WriteClient } from '../write.ts'
import { getAccountState } from './getAccountState.ts'
import { getPolicy } from './getPolicy.ts'
import { republishPolicy } from './republishPolicy.ts'

const chains = useChains()
let proxy: NodeProxy
let viaProxy: WriteClient
beforeEach(async () => {
  const [{ chain, rpcUrl }] = chains.stack.chains
  proxy = await startProxy(rpcUrl)
  viaProxy = clientOf({ chain, rpcUrl: proxy.url }, chains.one.account.address)
})
afterEach(() => proxy.stop())

test('a browser that knows nothing finds the policy by one query of one block, however long ago that was', async () => {
  const { account, bytes } = await newScene([chains.one])
  await anvilOf(chains.one).mine({ blocks: 500 })
  const { policy, epoch, bytes: found } = await getPolicy(viaProxy, { account })
  expect({ found, epoch, encoded: encodePolicy(policy) }).toEqual({ found: bytes, epoch: 1, encoded: bytes })
  const queries = proxy.requests.filter(({ method }) => method === 'eth_getLogs')
  expect(queries).toHaveLength(1)
  const [filter] = queries[0]?.params ?? []
  const { blockNumber } = await getAccountState(chains.one, { account })
  const block = numberToHex(blockNumber)
  expect(filter).toMatchObject({ fromBlock: block, toBlock: block, address: module })
})

test('each chain has its own policy', async () => {
  const owner = await newOwner(chains.all)
  const [here, there] = [2, 3].map((count) =>
    balanced(Array.from({ length: count }, newWallet), { rotator: validator }),
  )
  if (!here || !there) throw new Error('two policies')
  await protect([chains.one], owner, here)
  await protect([chains.two], owner, there)
  const read = await Promise.all(chains.all.map((client) => getPolicy(client, { account: owner.address })))
  expect(read.map(({ bytes }) => bytes)).toEqual([encodePolicy(here), encodePolicy(there)])
})

test('two accounts that are set up in one block are told apart', async () => {
  const [one, two] = [await newScene([chains.one]), await newScene([chains.one])]
  const anvil = anvilOf(chains.one)
  await anvil.setAutomine(false)
  try {
    const sent: Hash[] = []
    for (const [nonce, { account, bytes }] of [one, two].entries()) {
      const client = chains.stack.chains[0].client
      const [, sender] = await client.getAddresses()
      const call = republishPolicy.call({ account, policy: bytes })
      const base = await client.getTransactionCount({ address: sender as Hex })
      sent.push(
        await client.sendTransaction({ ...call, account: sender as Hex, nonce: base + nonce, gas: 500_000n }),
      )
    }
    await anvil.mine({ blocks: 1 })
    const receipts = await Promise.all(sent.map((hash) => done(chains.one, hash)))
    expect(receipts[0]?.blockNumber).toBe(receipts[1]?.blockNumber)
  } finally {
    await anvil.setAutomine(true)
  }
  for (const { account, bytes } of [one, two])
    expect((await getPolicy(chains.one, { account })).bytes).toBe(bytes)
})

test('without a policy there is nothing to find, whether the account exists or not', async () => {
  const { address } = await newOwner([chains.one])
  for (const account of [address, newWallet().signer])
    expect(await errorOf(getPolicy(chains.one, { account }))).toMatchObject({ code: 'policy_not_set' })
})

test('a policy that is republished is found in its new block', async () => {
  const { account, bytes } = await newScene([chains.one])
  const [{ client }] = chains.stack.chains
  const old = (await client.getBlockNumber()) as bigint
  await anvilOf(chains.one).mine({ blocks: 10 })
  await done(chains.one, republishPolicy(chains.one, { account, policy: bytes }))
  // A node that has pruned the old blocks answers as if nothing had happened in them.
  proxy.behaviour = lies('eth_getLogs', (logs, { params }) => {
    const [{ fromBlock }] = params as [{ fromBlock: Hex }]
    return BigInt(fromBlock) <= old ? [] : logs
  })
  expect((await getPolicy(viaProxy, { account })).bytes).toBe(bytes)
})

test('a node without the old event is said to be one, and what to do', async () => {
  const { account } = await newScene([chains.one])
  proxy.behaviour = lies('eth_getLogs', () => [])
  const error = await errorOf(getPolicy(viaProxy, { account }))
  expect(error).toMatchObject({ code: 'policy_not_found' })
  expect((error as Error).message).toContain('recovery kit')
  proxy.behaviour = honest
  await getPolicy(viaProxy, { account })
})

test.each<[string, (policy: Hex) => Hex]>([
  ['another policy', () => encodePolicy(balanced([newWallet(), newWallet()], { rotator: validator }))],
  ['one guardian changed', (policy) => policy.replace(/11223344|[0-9a-f]{8}$/, '00000001') as Hex],
  ['bytes behind it', (policy) => concat([policy, numberToHex(0, { size: 32 })])],
  ['nothing', () => '0x'],
])('a lying node cannot pass off %s as the account’s', async (_, change) => {
  const { account, bytes } = await newScene([chains.one])
  proxy.behaviour = lies('eth_getLogs', (logs) =>
    (logs as { data: Hex; topics: Hex[] }[]).map((log) =>
      log.topics[0] === policySet ? { ...log, data: eventData(1, change(bytes)) } : log,
    ),
  )
  expect(await errorOf(getPolicy(viaProxy, { account }))).toMatchObject({ code: 'policy_not_found' })
})

test.each<[string, unknown]>([
  ['null', null],
  ['a string', 'logs'],
  ['logs without topics', [{ data: '0x' }]],
  ['a log that is null', [null]],
])('a node that answers %s for logs is unavailable, and nothing else breaks', async (_, answer) => {
  const { account } = await newScene([chains.one])
  proxy.behaviour = lies('eth_getLogs', () => answer)
  const error = await errorOf(getPolicy(viaProxy, { account }))
  expect((error as { code: string }).code).toMatch(/^(chain_unavailable|policy_not_found)$/)
})

const policySet = toEventSelector('PolicySet(address,uint32,bytes)')
const eventData = (epoch: number, policy: Hex) =>
  encodeAbiParameters([{ type: 'uint32' }, { type: 'bytes' }], [epoch, policy])
