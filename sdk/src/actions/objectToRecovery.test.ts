import { concat, type Hex, toFunctionSelector } from 'viem'
import { describe, expect, test } from 'vitest'
import {
  anvilOf,
  approvalsOf,
  done,
  errorOf,
  indexOf,
  module,
  newOwner,
  newPasskey,
  newScene,
  newWallet,
  protect,
  random32,
  refused,
  useChains,
  validator,
  type Wallet,
} from '../../test/chains.ts'
import { objectWithPasskey } from '../guardians/passkey.ts'
import { encodePolicy, type Policy, sortGuardians, verifierSigner } from '../policy.ts'
import { objectionDigest, objectionTypedData, requestHash } from '../request.ts'
import { getRecovery } from './getRecovery.ts'
import { invalidateRecovery } from './invalidateRecovery.ts'
import { objectToRecovery } from './objectToRecovery.ts'
import { prepareRequest } from './prepareRequest.ts'
import { recordApproval } from './recordApproval.ts'
import { startRecovery } from './startRecovery.ts'

const chains = useChains()
type Scene = Awaited<ReturnType<typeof newScene>>

/** A scene in which the first of three guardians has started a recovery that the other two did not want. */
async function newTheft() {
  const scene = await newScene([chains.one], { guardians: 3 })
  const { bytes: policy, request, account, hash: requestHash } = scene
  const [thief, ...honest] = scene.wallets as [Wallet, ...Wallet[]]
  const approvals = await scene.approvals(thief)
  await done(chains.one, startRecovery(chains.one, { policy, request, approvals }))
  return { scene, honest, thief, target: { account, policy, requestHash } }
}

async function objectionsOf({ policy, hash }: Scene, wallets: readonly Wallet[]) {
  const objections = await Promise.all(
    wallets.map(async ({ signer, account }) => ({
      guardian: indexOf(policy, signer),
      signature: await account.signTypedData(objectionTypedData(module, hash)),
    })),
  )
  return objections.toSorted((a, b) => a.guardian - b.guardian)
}

const recoveryOf = ({ account, hash }: Pick<Scene, 'account' | 'hash'>) =>
  getRecovery(chains.one, { account, requestHash: hash })

describe('objectToRecovery', () => {
  test('guardians with more weight end it, and only it; it never comes back', async () => {
    const { scene, honest, target } = await newTheft()
    const objections = await objectionsOf(scene, honest)
    const { logs } = await done(chains.one, objectToRecovery(chains.one, { ...target, objections }))
    expect(objectToRecovery.extractEvent(logs)).toMatchObject({
      account: scene.account,
      requestHash: scene.hash,
      objectors: objections.reduce((bits, { guardian }) => bits | (1 << guardian), 0),
    })
    expect(await recoveryOf(scene)).toMatchObject({ state: 'dead', ready: 0, end: 0 })
    const approvals = await scene.approvals(...scene.wallets)
    const again = { policy: scene.bytes, request: scene.request, approvals }
    expect(await errorOf(startRecovery(chains.one, again))).toMatchObject(
      refused('WrongState', [scene.hash, 4, 0]),
    )
  })

  test('as much weight is not more', async () => {
    const { scene, honest, target } = await newTheft()
    const objections = await objectionsOf(scene, honest.slice(0, 1))
    expect(await errorOf(objectToRecovery(chains.one, { ...target, objections }))).toMatchObject(
      refused('ObjectionTooLight', [2n, 2n]),
    )
    expect((await recoveryOf(scene)).state).toBe('waiting')
  })

  test('an approval is no objection, nor is another guardian’s signature', async () => {
    const { scene, honest, target } = await newTheft()
    const [first, second] = await objectionsOf(scene, honest)
    if (!first || !second) throw new Error('two objections')
    const swapped = [
      { guardian: first.guardian, signature: second.signature },
      { guardian: second.guardian, signature: first.signature },
    ]
    for (const objections of [await scene.approvals(...honest), swapped])
      expect(await errorOf(objectToRecovery(chains.one, { ...target, objections }))).toMatchObject(
        refused('NotApproved'),
      )
    expect((await recoveryOf(scene)).state).toBe('waiting')
  })

  test('where nothing waits there is nothing to object to', async () => {
    const scene = await newScene([chains.one], { guardians: 3 })
    const objections = await objectionsOf(scene, scene.wallets)
    const { account, bytes: policy, hash } = scene
    const attempt = objectToRecovery(chains.one, { account, policy, requestHash: hash, objections })
    expect(await errorOf(attempt)).toMatchObject(refused('WrongState', [hash, 0, 1]))
  })

  test('objections can be recorded on chain, and a passkey can object too', async () => {
    const owner = await newOwner([chains.one])
    const [thief, friend, passkey] = [newWallet(), newWallet(), newPasskey()]
    const policy = policyOf([thief.signer, friend.signer, passkey.signer(validator)])
    await protect([chains.one], owner, policy)
    const { account, bytes, hash, start } = await requestOf(owner.address, policy)
    await start(thief)
    const digest = objectionDigest(module, hash)
    const signature = await friend.account.signTypedData(objectionTypedData(module, hash))
    await done(chains.one, recordApproval(chains.one, { signer: friend.signer, digest, signature }))
    const objections = [
      { guardian: indexOf(policy, friend.signer), signature: '0x' as Hex },
      {
        guardian: indexOf(policy, passkey.signer(validator)),
        signature: await objectWithPasskey(passkey, { module, validator }, hash),
      },
    ].toSorted((a, b) => a.guardian - b.guardian)
    await done(
      chains.one,
      objectToRecovery(chains.one, { account, policy: bytes, requestHash: hash, objections }),
    )
    expect((await recoveryOf({ account, hash })).state).toBe('dead')
  })
})

describe('invalidateRecovery', () => {
  test('C-49 what a suspended guardian has approved is ended by anybody, and its approval counts no more', async () => {
    const { verifier, guardian, target, hash, account, restart } = await newSuspicion()
    expect(await errorOf(invalidateRecovery(chains.one, { ...target, guardian }))).toMatchObject(
      refused('GuardianNotSuspended', [BigInt(guardian)]),
    )
    await suspend(verifier)
    expect(await errorOf(restart())).toMatchObject(refused('GuardianSuspended', [BigInt(guardian)]))
    const { logs } = await done(chains.one, invalidateRecovery(chains.one, { ...target, guardian }))
    expect(invalidateRecovery.extractEvent(logs)).toEqual({ account, requestHash: hash, guardian })
    expect((await recoveryOf({ account, hash })).state).toBe('dead')
    expect(await errorOf(invalidateRecovery(chains.one, { ...target, guardian }))).toMatchObject(
      refused('WrongState', [hash, 4, 1]),
    )
  })

  test('a guardian who has not approved it is no reason to end it', async () => {
    const { verifier, guardian, target, hash } = await newSuspicion()
    await suspend(verifier)
    const other = 1 - guardian
    expect(await errorOf(invalidateRecovery(chains.one, { ...target, guardian: other }))).toMatchObject(
      refused('NotAnApprover', [hash, BigInt(other)]),
    )
  })
})

/** A recovery that a guardian behind a verifier has started. */
async function newSuspicion() {
  const owner = await newOwner([chains.one])
  const verifier = await deployVerifier()
  const signer = verifierSigner(verifier, random32())
  const policy = policyOf([signer, newWallet().signer])
  await protect([chains.one], owner, policy)
  const { account, bytes, hash, request } = await requestOf(owner.address, policy)
  const guardian = indexOf(policy, signer)
  const approvals = [{ guardian, signature: '0x01' as Hex }]
  const start = (by: typeof approvals) => startRecovery(chains.one, { policy: bytes, request, approvals: by })
  await done(chains.one, start(approvals))
  const target = { account, policy: bytes, requestHash: hash }
  return { verifier, guardian, target, hash, account, restart: () => start([]) }
}

const policyOf = (signers: readonly Hex[]): Policy => ({
  salt: random32(),
  guardians: sortGuardians(signers.map((signer) => ({ signer, weight: 1 }))),
  tiers: [{ weight: 1, delay: 259_200 }],
  windowHours: 168,
  rotator: validator,
})

async function requestOf(account: Hex, policy: Policy) {
  const newSigner = newPasskey().signer(validator)
  const { request } = await prepareRequest([chains.one], { account, newSigner })
  const [bytes, hash] = [encodePolicy(policy), requestHash(module, request)]
  const start = async (by: Wallet) => {
    const approvals = await approvalsOf(policy, request, [by])
    await done(chains.one, startRecovery(chains.one, { policy: bytes, request, approvals }))
  }
  return { account, bytes, hash, request, start }
}

/**
 * A guardian's verifier in 36 bytes, so that no build has to come first: it accepts every signature (ERC-7913), and
 * `suspended` answers what is in its slot 0.
 */
async function deployVerifier(): Promise<Hex> {
  const address = `0x${random32().slice(26)}` as const
  const suspended = toFunctionSelector('suspended(bytes)')
  const verify = toFunctionSelector('verify(bytes,bytes32,bytes)')
  const bytecode = concat([
    ...(['0x5f3560e01c', '0x63', suspended, '0x14', '0x601c57'] as const), // selector == suspended: jump to 0x1c
    ...(['0x63', verify, '0x60e01b', '0x5f52', '0x60205ff3'] as const), // return verify's selector
    ...(['0x5b', '0x5f54', '0x5f52', '0x60205ff3'] as const), // return slot 0
  ])
  await anvilOf(chains.one).setCode({ address, bytecode })
  return address
}

const suspend = (address: Hex) =>
  anvilOf(chains.one).setStorageAt({ address, index: 0, value: `0x${'0'.repeat(63)}1` })
