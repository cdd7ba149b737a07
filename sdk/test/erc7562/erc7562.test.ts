// What a bundler in safe mode would refuse. The bundler of the local stack cannot look itself: anvil lacks its tracer.
import { concat, type Hex } from 'viem'
import { entryPoint08Address } from 'viem/account-abstraction'
import { describe, expect, test } from 'vitest'
import { addPasskey } from '../../src/actions/addPasskey.ts'
import { removePasskey } from '../../src/actions/removePasskey.ts'
import { replacePasskeys } from '../../src/actions/replacePasskeys.ts'
import { setPolicy } from '../../src/actions/setPolicy.ts'
import { validatorNonceKey } from '../../src/challenges.ts'
import { addresses } from '../../src/generated/addresses.ts'
import { encodePolicy } from '../../src/policy.ts'
import { balanced } from '../../src/presets.ts'
import { toPasskeyAccount } from '../../src/toPasskeyAccount.ts'
import { anvilOf, module, newPasskey, newWallet, random32, useChains, validator } from '../chains.ts'
import { carryOut, signedOperation } from '../operations.ts'
import { ofModule, Scene } from './scene.ts'

const executor = 2n
const policy = () => balanced([newWallet(), newWallet()], { rotator: validator })
const setUp = () => setPolicy.call({ policy: policy() })
const nothing = { to: entryPoint08Address, data: '0x' } as const
const osaka = new Scene(useChains({ bundlers: false, hardfork: 'osaka' }), true)

const scenes = {
  'with the P-256 precompile': osaka,
  'without it': new Scene(useChains({ bundlers: false, hardfork: 'prague' }), false),
}

describe.each(Object.entries(scenes))('validation keeps the rules %s', (_, scene) => {
  test('for an account that is created and set up in one operation', async () => {
    const account = await scene.account({ born: false })
    const operation = await signedOperation(account, [setUp()])
    expect(operation.factory).toBe(scene.staker)
    expect(await scene.violations(operation)).toEqual([])
    expect(await scene.violations(await scene.asLeaf(account, operation))).toEqual([])
    expect((await carryOut(scene.client, operation)).success).toBe(true)
  })

  test('for an account in use, alone and as a leaf of a batch', async () => {
    const account = await scene.account()
    await carryOut(scene.client, await signedOperation(account, [setUp()]))
    const operation = await signedOperation(account, [setUp()])
    expect(await scene.violations(operation)).toEqual([])
    const leaf = await scene.asLeaf(account, operation)
    expect(await scene.violations(leaf)).toEqual([])
    expect((await carryOut(scene.client, leaf)).success).toBe(true)
  })

  test('for an account that pays out of its own balance', async () => {
    const account = await scene.account({ deposit: 0n })
    await anvilOf(scene.client).setBalance({ address: account.address, value: 10n ** 18n })
    const operation = await signedOperation(account, [setUp()])
    expect(await scene.violations(operation)).toEqual([])
    expect((await carryOut(scene.client, operation)).success).toBe(true)
  })

  test('for a module that was removed and is installed by the operation', async () => {
    const account = await scene.account()
    await scene.act(account, ofModule(account, 'uninstallModule', [executor, module, '0x']))
    const install = ofModule(account, 'installModule', [executor, module, encodePolicy(policy())])
    const operation = await signedOperation(account, [install])
    expect(await scene.violations(operation)).toEqual([])
    expect((await carryOut(scene.client, operation)).success).toBe(true)
  })

  test('for a second passkey, and for the one that replaced all', async () => {
    const account = await scene.account()
    const [second, last] = [newPasskey(), newPasskey()]
    await scene.act(account, addPasskey.call({ publicKey: second }))
    const { client } = scene
    const bySecond = await toPasskeyAccount({ client, passkey: second, address: account.address })
    expect(await scene.violations(await signedOperation(bySecond, [setUp()]))).toEqual([])
    await scene.act(account, removePasskey.call({ publicKey: account.passkey }))
    expect(await scene.violations(await signedOperation(bySecond, [setUp()]))).toEqual([])
    await scene.act(account, replacePasskeys.call({ publicKey: last }))
    const byLast = await toPasskeyAccount({ client, passkey: last, address: account.address })
    const operation = await signedOperation(byLast, [setUp()])
    expect(await scene.violations(operation)).toEqual([])
    expect((await carryOut(client, operation)).success).toBe(true)
  })
})

test('a factory without a stake may not create an account whose validator keeps its keys elsewhere', async () => {
  const account = await osaka.account({ born: false, factory: addresses.accountFactory })
  const broken = await osaka.violations(await signedOperation(account, [nothing]))
  expect(broken.length).toBeGreaterThan(0)
  for (const rule of broken) expect(rule).toMatch(/^STO-022: S(LOAD|STORE) of /)
})

/** Opcodes before a validator's answer, by the rule that they break. */
const sins: Readonly<Record<string, readonly [code: Hex, rule: RegExp]>> = {
  'the clock': ['0x4250', /^OP-011: TIMESTAMP/],
  'the block number': ['0x4350', /^OP-011: NUMBER/],
  'the gas that is left': ['0x5a50', /^OP-012: GAS/],
  'a storage slot of its own': ['0x5f5450', /^STO-010: SLOAD/],
  'a write of its own': ['0x5f5f55', /^STO-010: SSTORE/],
  'a slot of transient storage': ['0x5f5c50', /^STO-010: TLOAD/],
  "another account's code": ['0x620fade03b50', /^OP-041: EXTCODESIZE/],
  'a creation': ['0x5f5f5ff050', /^OP-011: CREATE /],
  // keccak256 of somebody else's address and 0: a mapping, but not the account's slot in it.
  "somebody else's slot in a mapping": ['0x620fade05f525f60205260405f205450', /^STO-010: SLOAD/],
  'a call of EntryPoint': [
    concat(['0x5f5f5f5f73', entryPoint08Address.toLowerCase() as Hex, '0x5afa50']),
    /^OP-054: STATICCALL/,
  ],
}

test.each(Object.entries(sins))('a validator that asks for %s is found', async (_, [code, rule]) => {
  const account = await osaka.account()
  const address = `0x${random32().slice(-40)}` as const
  const answerOne = '0x60015f5260205ff3'
  const anvil = anvilOf(osaka.client)
  await anvil.setCode({ address, bytecode: answerOne })
  await osaka.act(account, ofModule(account, 'installModule', [1n, address, '0x']))
  await anvil.setCode({ address, bytecode: concat([code, answerOne]) })
  const nonce = validatorNonceKey(address) << 64n
  const broken = await osaka.violations(await signedOperation(account, [nothing], { nonce }))
  expect(broken).toEqual([expect.stringMatching(rule)])
})

test('the same validator without its sin breaks no rule, and a slot of the account in its mapping is allowed', async () => {
  const account = await osaka.account()
  const address = `0x${random32().slice(-40)}` as const
  // keccak256(the caller ‖ 0): the account's slot in a mapping.
  const code = '0x335f525f60205260405f205450'
  const anvil = anvilOf(osaka.client)
  await anvil.setCode({ address, bytecode: concat([code, '0x60015f5260205ff3']) })
  await osaka.act(account, ofModule(account, 'installModule', [1n, address, '0x']))
  const nonce = validatorNonceKey(address) << 64n
  expect(await osaka.violations(await signedOperation(account, [nothing], { nonce }))).toEqual([])
})
