import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  actingAs,
  anvilOf,
  clientOf,
  done,
  errorOf,
  newOwner,
  newPasskey,
  newScene,
  newWallet,
  protect,
  useChains,
  validator,
  type Wallet,
} from '../../test/chains.ts'
import { honest, lies, limited, type NodeProxy, only, startProxy } from '../../test/proxy.ts'
import { balanced } from '../presets.ts'
import type { WriteClient } from '../write.ts'
import { clearPolicy } from './clearPolicy.ts'
import { findAccountsByGuardian } from './findAccountsByGuardian.ts'
import { findAccountsByPasskey } from './findAccountsByPasskey.ts'
import { replacePasskeys } from './replacePasskeys.ts'
import { setPolicy } from './setPolicy.ts'

const chains = useChains()
let proxy: NodeProxy
let viaProxy: WriteClient
beforeEach(async () => {
  const [{ chain, rpcUrl }] = chains.stack.chains
  proxy = await startProxy(rpcUrl)
  viaProxy = clientOf({ chain, rpcUrl: proxy.url }, chains.one.account.address)
})
afterEach(() => proxy.stop())

describe('findAccountsByGuardian', () => {
  test('a wallet finds every account that it guards, in the order in which it was named', async () => {
    const friend = newWallet()
    const policy = () => balanced([friend, newWallet()], { rotator: validator })
    const owners = [await newOwner([chains.one]), await newOwner([chains.one])]
    for (const owner of owners) await protect([chains.one], owner, policy())
    await newScene([chains.one])
    expect(await findAccountsByGuardian(chains.one, { signer: friend.signer })).toEqual(
      owners.map(({ address }) => address),
    )
    const lower = friend.signer.toLowerCase() as typeof friend.signer
    expect(await findAccountsByGuardian(chains.one, { signer: lower })).toHaveLength(2)
    expect(await findAccountsByGuardian(chains.two, { signer: friend.signer })).toEqual([])
  })

  test('an account whose owner has named others since, or nobody, is not found any more', async () => {
    const { owner, wallets, account } = await newScene([chains.one])
    const [{ signer }] = wallets as [Wallet]
    await protect([chains.one], owner, balanced([newWallet(), newWallet()], { rotator: validator }))
    expect(await findAccountsByGuardian(chains.one, { signer })).toEqual([])
    await protect([chains.one], owner, balanced(wallets, { rotator: validator }))
    expect(await findAccountsByGuardian(chains.one, { signer })).toEqual([account])
    const self = await actingAs(chains.one, account)
    await done(self, clearPolicy(self))
    expect(await findAccountsByGuardian(chains.one, { signer })).toEqual([])
  })

  test('a friend’s passkey is found by its signer', async () => {
    const owner = await newOwner([chains.one])
    const signer = newPasskey().signer(validator)
    const policy = balanced([newWallet(), { kind: 'passkey', signer }], { rotator: validator })
    const self = await actingAs(chains.one, owner.address)
    await done(self, setPolicy(self, { policy }))
    expect(await findAccountsByGuardian(chains.one, { signer })).toEqual([owner.address])
  })

  test('a node that makes accounts up is not believed', async () => {
    const { wallets } = await newScene([chains.one])
    const other = await newScene([chains.one])
    const [{ signer }] = wallets as [Wallet]
    // The node answers the question for another guardian with the logs of this one.
    const guarded = await findAccountsByGuardian(chains.one, { signer })
    proxy.behaviour = lies('eth_getLogs', (logs, { params }) => {
      const [{ topics, toBlock, fromBlock }] = params as [Record<string, unknown>]
      return topics && fromBlock !== toBlock ? [fakeLog(other.account, topics as string[])] : logs
    })
    expect(guarded).toHaveLength(1)
    expect(await findAccountsByGuardian(viaProxy, { signer })).toEqual([])
  })
})

describe('findAccountsByPasskey', () => {
  test('a key finds the account that it owns, not one that it owned', async () => {
    const { address, passkey } = await newOwner([chains.one])
    expect(await findAccountsByPasskey(chains.one, { publicKey: passkey })).toEqual([address])
    expect(await findAccountsByPasskey(chains.two, { publicKey: passkey })).toEqual([])
    const self = await actingAs(chains.one, address)
    const next = newPasskey()
    await done(self, replacePasskeys(self, { publicKey: next }))
    expect(await findAccountsByPasskey(chains.one, { publicKey: passkey })).toEqual([])
    expect(await findAccountsByPasskey(chains.one, { publicKey: next })).toEqual([address])
  })
})

describe('R-13 nodes that refuse long ranges', () => {
  const refusesOver = (most: number): NodeProxy['behaviour'] => {
    return (request, reply) => {
      const [{ fromBlock, toBlock }] = (request.params ?? [{}]) as [Record<string, string>]
      const isTooLong = Number(toBlock) - Number(fromBlock) >= most
      const behaviour = request.method === 'eth_getLogs' && isTooLong ? limited : honest
      return behaviour(request, reply)
    }
  }

  test('every block is looked at exactly once, whatever the node’s limit', async () => {
    const { address, passkey } = await newOwner([chains.one])
    await anvilOf(chains.one).mine({ blocks: 1000 })
    proxy.behaviour = refusesOver(300)
    expect(await findAccountsByPasskey(viaProxy, { publicKey: passkey })).toEqual([address])
    const asked = rangesOf(proxy).filter(([from, to]) => to - from < 300)
    const [{ client }] = chains.stack.chains
    const latest = Number(await client.getBlockNumber())
    let next = 0
    for (const [from, to] of asked) {
      expect(from).toBe(next)
      next = to + 1
    }
    expect(next).toBe(latest + 1)
  })

  test('from a given block on, nothing before it is asked for; from a future one, nothing at all', async () => {
    const { passkey } = await newOwner([chains.one])
    const [{ client }] = chains.stack.chains
    const latest = await client.getBlockNumber()
    await findAccountsByPasskey(viaProxy, { publicKey: passkey, fromBlock: latest - 1n })
    expect(rangesOf(proxy).map(([from]) => from)).toEqual([Number(latest) - 1])
    proxy.requests.length = 0
    expect(await findAccountsByPasskey(viaProxy, { publicKey: passkey, fromBlock: latest + 99n })).toEqual([])
    expect(rangesOf(proxy)).toEqual([])
  })

  test('one that refuses any range is an error, never an empty answer', async () => {
    const { passkey } = await newOwner([chains.one])
    proxy.behaviour = only(['eth_getLogs'], limited)
    const error = await errorOf(findAccountsByPasskey(viaProxy, { publicKey: passkey }))
    expect(error).toMatchObject({ code: 'chain_refused', chainId: 31337 })
    expect((error as Error).message).toContain('daily request count exceeded')
  })

  test.each<[string, unknown]>([
    ['null', null],
    ['a string', 'logs'],
    ['a log that is null', [null]],
    ['a log without topics', [{ data: '0x' }]],
  ])('one that answers %s is an error, never an empty answer', async (_, answer) => {
    proxy.behaviour = lies('eth_getLogs', () => answer)
    const { passkey, wallets } = { ...(await newScene([chains.one])), passkey: newPasskey() }
    const [{ signer }] = wallets as [Wallet]
    const attempts = [
      findAccountsByPasskey(viaProxy, { publicKey: passkey }),
      findAccountsByGuardian(viaProxy, { signer }),
    ]
    for (const error of await Promise.all(attempts.map(errorOf)))
      expect(error).toMatchObject({ code: 'chain_unavailable', chainId: 31337 })
  })
})

const rangesOf = ({ requests }: NodeProxy) =>
  requests
    .filter(({ method }) => method === 'eth_getLogs')
    .map(({ params }) => {
      const [{ fromBlock, toBlock }] = params as [Record<string, string>]
      return [Number(fromBlock), Number(toBlock)] as const
    })

const fakeLog = (account: string, [selector, guardian]: readonly string[]) => ({
  address: `0x${'00'.repeat(20)}`,
  topics: [selector, guardian, `0x${account.slice(2).toLowerCase().padStart(64, '0')}`],
  data: '0x',
  blockNumber: '0x1',
  blockHash: `0x${'00'.repeat(32)}`,
  transactionHash: `0x${'00'.repeat(32)}`,
  logIndex: '0x0',
  transactionIndex: '0x0',
  removed: false,
})
