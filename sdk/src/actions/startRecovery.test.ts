import { getTransaction } from 'viem/actions'
import { describe, expect, test } from 'vitest'
import {
  actingAs,
  approvalsOf,
  clientOf,
  DAY,
  done,
  errorOf,
  HOUR,
  indexOf,
  module,
  newPasskey,
  newScene,
  newWallet,
  protect,
  refused,
  useChains,
  validator,
  type Wallet,
} from '../../test/chains.ts'
import { guardianHash } from '../policy.ts'
import { type Approval, type Request, requestHash } from '../request.ts'
import { approveByTransaction } from './approveByTransaction.ts'
import { getChainTime } from './getChainTime.ts'
import { getRecovery } from './getRecovery.ts'
import { recordApproval } from './recordApproval.ts'
import { startRecovery } from './startRecovery.ts'

const chains = useChains()

test('one guardian’s approval starts 72 hours on every chain that it lists', async () => {
  const { account, bytes, request, hash, wallets, approvals, newSigner } = await newScene(chains.all)
  const signed = await approvals(wallets[0] as Wallet)
  for (const client of chains.all) {
    const { logs } = await done(client, startRecovery(client, { policy: bytes, request, approvals: signed }))
    const event = startRecovery.extractEvent(logs)
    const now = await getChainTime(client)
    expect(event).toMatchObject({
      account,
      requestHash: hash,
      newSigner,
      replace: true,
      ready: now + 72 * HOUR,
    })
    const { state, ready, end, approvers } = await getRecovery(client, { account, requestHash: hash })
    expect({ state, ready, end }).toEqual({ state: 'waiting', ready: event.ready, end: event.end })
    expect(approvers).toEqual(signed.map(({ guardian }) => guardian))
  }
})

test('started again with every guardian it is ready at once; with nothing new, nothing happens', async () => {
  const { account, bytes, request, hash, wallets, approvals } = await newScene([chains.one])
  const [first, second] = wallets as [Wallet, Wallet]
  const start = async (...by: Wallet[]) =>
    done(chains.one, startRecovery(chains.one, { policy: bytes, request, approvals: await approvals(...by) }))
  await start(first)
  const again = await start(first)
  expect(again.logs).toEqual([])
  // What it costs depends on the second in which it is mined.
  const { gas } = await getTransaction(chains.one, { hash: again.transactionHash })
  expect(gas).toBeGreaterThan(again.gasUsed + 60_000n)
  const { logs } = await start(second)
  expect(await errorOf(Promise.resolve().then(() => startRecovery.extractEvent(logs)))).toMatchObject({
    code: 'event_missing',
  })
  expect(await getRecovery(chains.one, { account, requestHash: hash })).toMatchObject({
    state: 'ready',
    approvers: [0, 1],
  })
})

describe('an approval that is kept on chain', () => {
  test('recorded by anybody, it counts with an empty signature', async () => {
    const { account, bytes, policy, request, hash, wallets, approvals } = await newScene([chains.one])
    const [{ signer }] = wallets as [Wallet]
    const [{ signature }] = (await approvals(wallets[0] as Wallet)) as [Approval]
    const { logs } = await done(chains.one, recordApproval(chains.one, { signer, digest: hash, signature }))
    expect(recordApproval.extractEvent(logs)).toEqual({ digest: hash, guardian: guardianHash(signer) })
    const recorded = [{ guardian: indexOf(policy, signer), signature: '0x' as const }]
    await done(chains.one, startRecovery(chains.one, { policy: bytes, request, approvals: recorded }))
    expect((await getRecovery(chains.one, { account, requestHash: hash })).state).toBe('waiting')
  })

  test('a wallet that refuses the typed data approves by a transaction of its own', async () => {
    const { bytes, policy, request, hash, wallets } = await newScene([chains.one])
    const [{ signer, account: key }] = wallets as [Wallet]
    await chains.stack.fund(signer, { eth: 10n ** 17n })
    const [stackChain] = chains.stack.chains
    const guardian = clientOf(stackChain, key)
    const { logs } = await done(guardian, approveByTransaction(guardian, { digest: hash }))
    expect(approveByTransaction.extractEvent(logs).guardian).toBe(guardianHash(signer))
    const recorded = [{ guardian: indexOf(policy, signer), signature: '0x' as const }]
    await done(chains.one, startRecovery(chains.one, { policy: bytes, request, approvals: recorded }))
  })

  test('somebody else’s signature is not recorded, and an empty one does not count without a record', async () => {
    const { bytes, policy, request, hash, wallets } = await newScene([chains.one])
    const [{ signer }] = wallets as [Wallet]
    const stranger = newWallet()
    const signature = await stranger.account.sign({ hash })
    expect(await errorOf(recordApproval(chains.one, { signer, digest: hash, signature }))).toMatchObject(
      refused('NotApproved', [hash, guardianHash(signer)]),
    )
    await done(chains.one, approveByTransaction(chains.one, { digest: hash }))
    const empty = [{ guardian: indexOf(policy, signer), signature: '0x' as const }]
    expect(
      await errorOf(startRecovery(chains.one, { policy: bytes, request, approvals: empty })),
    ).toMatchObject(refused('NotApproved', [hash, guardianHash(signer)]))
  })
})

describe('a swapped or changed field kills the approval', () => {
  test.each<[string, (request: Request, now: number) => Partial<Request>]>([
    ['another new passkey', () => ({ newSigner: newPasskey().signer(validator) })],
    ['adding instead of replacing', () => ({ replace: false })],
    ['another deadline', ({ deadline }) => ({ deadline: deadline - 1 })],
    ['a further chain', ({ scopes }) => ({ scopes: [...scopes, { chainId: 31339n, epoch: 1 }] })],
  ])('%s', async (_, change) => {
    const { bytes, request, wallets, approvals } = await newScene([chains.one])
    const signed = await approvals(wallets[0] as Wallet)
    const changed = { ...request, ...change(request, 0) }
    const attempt = startRecovery(chains.one, { policy: bytes, request: changed, approvals: signed })
    expect(await errorOf(attempt)).toMatchObject(refused('NotApproved'))
  })

  test('C-19 another account with the same guardians', async () => {
    const { bytes, policy, request, wallets, approvals } = await newScene([chains.one])
    const other = await newScene([chains.one])
    await protect([chains.one], other.owner, policy)
    const stolen = { ...request, account: other.account, scopes: [{ chainId: 31337n, epoch: 2 }] }
    const signed = await approvals(wallets[0] as Wallet)
    expect(
      await errorOf(startRecovery(chains.one, { policy: bytes, request: stolen, approvals: signed })),
    ).toMatchObject(
      refused('NotApproved', [requestHash(module, stolen), guardianHash(wallets[0]?.signer ?? '0x')]),
    )
  })

  test('two guardians’ signatures under each other’s index', async () => {
    const { bytes, request, wallets, approvals } = await newScene([chains.one])
    const [first, second] = await approvals(...wallets)
    if (!first || !second) throw new Error('two approvals')
    const swapped = [
      { guardian: first.guardian, signature: second.signature },
      { guardian: second.guardian, signature: first.signature },
    ]
    expect(
      await errorOf(startRecovery(chains.one, { policy: bytes, request, approvals: swapped })),
    ).toMatchObject(refused('NotApproved'))
  })

  test('C-05 one guardian twice, and guardians out of order', async () => {
    const { bytes, request, wallets, approvals } = await newScene([chains.one])
    const [first, second] = await approvals(...wallets)
    if (!first || !second) throw new Error('two approvals')
    for (const list of [
      [first, first],
      [second, first],
    ])
      expect(
        await errorOf(startRecovery(chains.one, { policy: bytes, request, approvals: list })),
      ).toMatchObject(refused('ApprovalsNotAscending', [1n]))
  })
})

describe('refused with a sentence and its values', () => {
  test('C-20 a chain that the guardians did not approve', async () => {
    const { bytes, request, policy, wallets, owner } = await newScene(chains.all)
    const here = { ...request, scopes: request.scopes.slice(0, 1) }
    const signed = await approvalsOf(policy, here, wallets)
    const error = await errorOf(
      startRecovery(chains.two, { policy: bytes, request: here, approvals: signed }),
    )
    expect(error).toMatchObject(refused('ChainNotInScopes', [31338n]))
    expect((error as Error).message).toContain('31338')
    expect(
      (await getRecovery(chains.two, { account: owner.address, requestHash: requestHash(module, here) }))
        .state,
    ).toBe('none')
  })

  test('C-07 an epoch that is over, because the owner changed the guardians meanwhile', async () => {
    const { account, bytes, request, policy, owner, wallets, approvals } = await newScene([chains.one])
    const signed = await approvals(...wallets)
    await protect([chains.one], owner, policy)
    const attempt = startRecovery(chains.one, { policy: bytes, request, approvals: signed })
    expect(await errorOf(attempt)).toMatchObject(refused('WrongEpoch', [account, 1, 2]))
  })

  test('a deadline that has passed, or is more than 30 days ahead', async () => {
    const { bytes, request, policy, wallets } = await newScene([chains.one])
    const now = await getChainTime(chains.one)
    const cases = [
      [now - 1, 'DeadlinePassed'],
      [now + 30 * DAY + 100, 'DeadlineTooFar'],
    ] as const
    for (const [deadline, name] of cases) {
      const changed = { ...request, deadline }
      const signed = await approvalsOf(policy, changed, wallets)
      const error = await errorOf(
        startRecovery(chains.one, { policy: bytes, request: changed, approvals: signed }),
      )
      expect(error).toMatchObject(refused(name))
      expect((error as { args: readonly unknown[] }).args[0]).toBe(BigInt(deadline))
    }
  })

  test('a policy that is not the account’s', async () => {
    const { account, request, wallets, approvals } = await newScene([chains.one])
    const { bytes: other } = await newScene([chains.one])
    const signed = await approvals(...wallets)
    const error = await errorOf(startRecovery(chains.one, { policy: other, request, approvals: signed }))
    expect(error).toMatchObject(refused('WrongPolicy'))
    expect((error as { args: readonly unknown[] }).args[0]).toBe(account)
  })

  test('an account without a policy (C-02)', async () => {
    const { bytes, request, policy, wallets } = await newScene([chains.one])
    const nobody = { ...request, account: newWallet().signer }
    const signed = await approvalsOf(policy, nobody, wallets)
    const attempt = startRecovery(chains.one, { policy: bytes, request: nobody, approvals: signed })
    expect(await errorOf(attempt)).toMatchObject(refused('PolicyNotSet', [nobody.account]))
  })

  test('no approval, and a guardian that there is not', async () => {
    const { bytes, request } = await newScene([chains.one])
    const start = (approvals: { guardian: number; signature: `0x${string}` }[]) =>
      errorOf(startRecovery(chains.one, { policy: bytes, request, approvals }))
    expect(await start([])).toMatchObject(refused('NotEnoughWeight', [0n, 1n]))
    expect(await start([{ guardian: 2, signature: '0x12' }])).toMatchObject(
      refused('NoSuchGuardian', [2n, 2n]),
    )
  })

  test('C-34 a new passkey that is off the curve, and one that owns the account already', async () => {
    const { account, bytes, request, policy, wallets, owner } = await newScene([chains.one])
    const { x, y } = newPasskey()
    const start = async (change: Partial<Request>) => {
      const changed = { ...request, ...change }
      const signed = await approvalsOf(policy, changed, wallets)
      return errorOf(startRecovery(chains.one, { policy: bytes, request: changed, approvals: signed }))
    }
    const swapped = `${validator}${y.slice(2)}${x.slice(2)}` as const
    expect(await start({ newSigner: swapped })).toMatchObject(refused('InvalidPublicKey', [y, x]))
    const own = owner.passkey.signer(validator)
    expect(await start({ newSigner: own, replace: false })).toMatchObject(
      refused('AlreadyOwner', [account, own]),
    )
  })
})

test('the account itself is no guardian: its own approval counts nothing', async () => {
  const { account, bytes, request, hash } = await newScene([chains.one])
  const self = await actingAs(chains.one, account)
  await done(self, approveByTransaction(self, { digest: hash }))
  expect(await errorOf(startRecovery(self, { policy: bytes, request, approvals: [] }))).toMatchObject(
    refused('NotEnoughWeight'),
  )
})
