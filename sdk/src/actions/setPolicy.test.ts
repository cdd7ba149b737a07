import { concat, encodeFunctionData, type Hex, keccak256, slice } from 'viem'
import { call } from 'viem/actions'
import { describe, expect, test } from 'vitest'
import {
  actingAs,
  done,
  errorOf,
  module,
  newOwner,
  newPasskey,
  newWallet,
  protect,
  random32,
  refused,
  useChains,
  validator,
} from '../../test/chains.ts'
import { toChainError } from '../chainErrors.ts'
import { recoveryModuleAbi } from '../generated/abis.ts'
import { encodePolicy, guardianHash, type Policy, policyCommitment, verifierSigner } from '../policy.ts'
import { balanced } from '../presets.ts'
import type { WriteClient } from '../write.ts'
import { clearPolicy } from './clearPolicy.ts'
import { getAccountState } from './getAccountState.ts'
import { getPolicy } from './getPolicy.ts'
import { republishPolicy } from './republishPolicy.ts'
import { setPolicy } from './setPolicy.ts'

const chains = useChains()
const newPolicy = (guardians = 2): Policy =>
  balanced(Array.from({ length: guardians }, newWallet), { rotator: validator })

async function newAccount() {
  const { address } = await newOwner([chains.one])
  return { account: address, self: await actingAs(chains.one, address) }
}

/** Has the chain look at any bytes as a policy. */
const setBytes = (self: WriteClient, policy: Hex) =>
  call(self, {
    account: self.account,
    to: module,
    data: encodeFunctionData({ abi: recoveryModuleAbi, functionName: 'setPolicy', args: [policy] }),
  }).catch((error: unknown) => {
    throw toChainError(error, self.chain.id)
  })

describe('setPolicy', () => {
  test('the chain stores the commitment, raises the epoch, and the event has the policy', async () => {
    const { account, self } = await newAccount()
    const policy = newPolicy()
    const { logs, blockNumber } = await done(self, setPolicy(self, { policy }))
    expect(setPolicy.extractEvent(logs)).toEqual({ account, epoch: 1, policy: encodePolicy(policy) })
    expect(await getAccountState(chains.one, { account })).toEqual({
      isPolicySet: true,
      commitment: policyCommitment(policy),
      epoch: 1,
      blockNumber,
    })
    const named = logs.map(({ topics }) => topics[1])
    for (const { signer } of policy.guardians) expect(named).toContain(guardianHash(signer))
  })

  test('a second policy takes the first one’s place', async () => {
    const { account, self } = await newAccount()
    await protect([chains.one], { address: account }, newPolicy())
    const second = newPolicy(3)
    await done(self, setPolicy(self, { policy: second }))
    expect(await getPolicy(chains.one, { account })).toEqual({
      policy: lowerCase(second),
      bytes: encodePolicy(second),
      epoch: 2,
    })
  })

  test.each<[string, (policy: Policy, account: Hex) => Policy, string, readonly unknown[]]>([
    ['no guardian', (policy) => ({ ...policy, guardians: [] }), 'NoGuardians', []],
    ['a weight of 0', (policy) => weigh(policy, 0), 'ZeroWeight', [0n]],
    [
      'guardians in the wrong order',
      (policy) => ({ ...policy, guardians: policy.guardians.toReversed() }),
      'GuardiansNotAscending',
      [1n],
    ],
    [
      'the account as its own guardian',
      (policy, account) => only(policy, account),
      'ForbiddenGuardian',
      [0n],
    ],
    [
      'a signer of 19 bytes',
      (policy) => only(policy, `0x${'11'.repeat(19)}`),
      'InvalidSignerLength',
      [0n, 19n],
    ],
    [
      'a verifier that is not there',
      (policy) => only(policy, `0x${'11'.repeat(52)}`),
      'VerifierWithoutCode',
      [0n, `0x${'11'.repeat(20)}`],
    ],
    [
      'a passkey that is off the curve',
      (policy) => only(policy, verifierSigner(validator, `0x${'11'.repeat(64)}`)),
      'InvalidGuardianKey',
      [0n, `0x${'11'.repeat(64)}`],
    ],
    ['no waiting time', (policy) => ({ ...policy, tiers: [] }), 'NoTiers', []],
    [
      'more weight than there is',
      (policy) => ({ ...policy, tiers: [{ weight: 5, delay: 0 }] }),
      'TierOutOfReach',
      [0n, 5n, 4n],
    ],
    [
      'more approval and more waiting (swapped delays)',
      (policy) => swapDelays(policy),
      'TierDelaysNotDescending',
      [1n],
    ],
    [
      'more than 30 days (C-38)',
      (policy) => ({ ...policy, tiers: [{ weight: 1, delay: 2_592_001 }] }),
      'DelayTooLong',
      [0n, 2_592_001n, 2_592_000n],
    ],
    ['a window of 47 hours', (policy) => ({ ...policy, windowHours: 47 }), 'InvalidWindow', [47n, 48n, 720n]],
    [
      'a rotator that is not there',
      (policy) => ({ ...policy, rotator: `0x${'22'.repeat(20)}` }),
      'RotatorWithoutCode',
      [`0x${'22'.repeat(20)}`],
    ],
  ])('%s is refused with the values, and nothing is stored', async (_, change, name, args) => {
    const { account, self } = await newAccount()
    const policy = change(newPolicy(), account)
    const error = await errorOf(setPolicy(self, { policy }))
    expect(error).toMatchObject(refused(name))
    expect((error as { args: unknown[] }).args.slice(0, args.length)).toEqual(args)
    expect(await getAccountState(chains.one, { account })).toMatchObject({ isPolicySet: false, epoch: 0 })
  })

  test('bytes that are no canonical policy are refused', async () => {
    const { self } = await newAccount()
    const bytes = encodePolicy(newPolicy())
    const trailing = concat([bytes, `0x${'00'.repeat(32)}`])
    expect(await errorOf(setBytes(self, trailing))).toMatchObject(
      refused('PolicyNotCanonical', [keccak256(trailing), keccak256(bytes)]),
    )
    // Cut off or swapped about, it cannot even be decoded: the chain says no without a reason.
    for (const broken of [slice(bytes, 0, 100), concat([slice(bytes, 32), slice(bytes, 0, 32)])])
      expect(await errorOf(setBytes(self, broken))).toMatchObject({ code: 'contract_unknown_revert' })
  })
})

describe('clearPolicy', () => {
  test('nothing is left but a higher epoch', async () => {
    const { account, self } = await newAccount()
    await protect([chains.one], { address: account }, newPolicy())
    const { logs } = await done(self, clearPolicy(self))
    expect(clearPolicy.extractEvent(logs)).toEqual({ account, epoch: 2 })
    expect(await getAccountState(chains.one, { account })).toMatchObject({ isPolicySet: false, epoch: 2 })
  })

  test('without a policy there is nothing to clear', async () => {
    const { account, self } = await newAccount()
    expect(await errorOf(clearPolicy(self))).toMatchObject(refused('PolicyNotSet', [account]))
  })
})

describe('republishPolicy', () => {
  test('anybody can have the policy’s event emitted again; the epoch stays', async () => {
    const { account } = await newAccount()
    const policy = newPolicy()
    await protect([chains.one], { address: account }, policy)
    const before = await getAccountState(chains.one, { account })
    const bytes = encodePolicy(policy)
    const { logs, blockNumber } = await done(
      chains.one,
      republishPolicy(chains.one, { account, policy: bytes }),
    )
    expect(republishPolicy.extractEvent(logs)).toEqual({ account, epoch: 1, policy: bytes })
    expect(blockNumber).toBeGreaterThan(before.blockNumber)
    expect(await getAccountState(chains.one, { account })).toEqual({ ...before, blockNumber })
  })

  test('another policy cannot be passed off as the account’s', async () => {
    const { account } = await newAccount()
    const another = { account, policy: encodePolicy(newPolicy()) }
    expect(await errorOf(republishPolicy(chains.one, another))).toMatchObject(
      refused('PolicyNotSet', [account]),
    )
    await protect([chains.one], { address: account }, newPolicy())
    expect(await errorOf(republishPolicy(chains.one, another))).toMatchObject(refused('WrongPolicy'))
  })

  test('C-16 a policy is set and cleared for nobody but the sender', async () => {
    const { account } = await newAccount()
    await protect([chains.one], { address: account }, newPolicy())
    const before = await getAccountState(chains.one, { account })
    await done(chains.two, setPolicy(chains.two, { policy: newPolicy() }))
    expect(await errorOf(clearPolicy(chains.one))).toMatchObject(
      refused('PolicyNotSet', [chains.one.account.address]),
    )
    expect(await getAccountState(chains.one, { account })).toEqual(before)
  })
})

test('a passkey guardian is a policy’s signer as the chain wants it', async () => {
  const { account, self } = await newAccount()
  const signer = newPasskey().signer(validator)
  const policy = { ...newPolicy(), salt: random32(), guardians: [{ signer, weight: 4 }] }
  await done(self, setPolicy(self, { policy }))
  expect((await getPolicy(chains.one, { account })).policy.guardians).toEqual([{ signer, weight: 4 }])
})

/** Addresses in bytes come back from the chain in lower case. */
const lowerCase = (policy: Policy): Policy => ({
  ...policy,
  guardians: policy.guardians.map(({ signer, weight }) => ({ signer: signer.toLowerCase() as Hex, weight })),
})
const only = (policy: Policy, signer: Hex): Policy => ({ ...policy, guardians: [{ signer, weight: 4 }] })
const weigh = (policy: Policy, weight: number): Policy => ({
  ...policy,
  guardians: policy.guardians.map(({ signer }) => ({ signer, weight })),
})
const swapDelays = (policy: Policy): Policy => ({
  ...policy,
  tiers: [
    { weight: 1, delay: 0 },
    { weight: 4, delay: 259_200 },
  ],
})
