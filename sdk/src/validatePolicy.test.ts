import { type Address, concat, getAddress, type Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { account, bytes32, friendPasskey, module, samplePolicy, validator, walletA } from '../test/samples.ts'
import { SparekeyError } from './errors.ts'
import { type Policy, sortGuardians, verifierSigner } from './policy.ts'
import { type ValidatePolicyContext, validatePolicy } from './validatePolicy.ts'

function codeOf(policy: Policy, context: ValidatePolicyContext = { account, module }): string | undefined {
  try {
    validatePolicy(policy, context)
    return undefined
  } catch (error) {
    if (error instanceof SparekeyError) return error.code
    throw error
  }
}

const address = (number: number): Address => `0x${(0x10000 + number).toString(16).padStart(40, '0')}`
const guardians = (...signers: Hex[]) => sortGuardians(signers.map((signer) => ({ signer, weight: 1 })))
const oneTier = [{ weight: 1, delay: 0 }]
const withGuardians = (...signers: Hex[]) =>
  samplePolicy({ guardians: guardians(...signers), tiers: oneTier })
const withTiers = (...tiers: [weight: number, delay: number][]) =>
  samplePolicy({ tiers: tiers.map(([weight, delay]) => ({ weight, delay })) })
const many = (count: number) => Array.from({ length: count }, (_, index) => address(index))

test('a good policy passes', () => {
  expect(codeOf(samplePolicy())).toBeUndefined()
})

describe('guardians', () => {
  test.each<[string, Policy, string | undefined]>([
    ['none', samplePolicy({ guardians: [] }), 'policy_no_guardians'],
    ['16', withGuardians(...many(16)), undefined],
    ['17', withGuardians(...many(17)), 'policy_too_many_guardians'],
    ['weight 0', samplePolicy({ guardians: [{ signer: walletA, weight: 0 }] }), 'policy_guardian_weight'],
    [
      'weight 65,536',
      samplePolicy({ guardians: [{ signer: walletA, weight: 65_536 }] }),
      'policy_guardian_weight',
    ],
    ['weight 1.5', samplePolicy({ guardians: [{ signer: walletA, weight: 1.5 }] }), 'policy_guardian_weight'],
    [
      'out of order',
      samplePolicy({ guardians: samplePolicy().guardians.toReversed() }),
      'policy_guardians_order',
    ],
    ['one twice', withGuardians(walletA, walletA), 'policy_guardian_twice'],
    ['one twice in another case', withGuardians(walletA, getAddress(walletA)), 'policy_guardian_twice'],
    ['no bytes', withGuardians('0x'), 'policy_signer_length'],
    ['19 bytes', withGuardians(`0x${'11'.repeat(19)}`), 'policy_signer_length'],
    ['the account', withGuardians(account), 'policy_guardian_forbidden'],
    ['the module', withGuardians(module), 'policy_guardian_forbidden'],
    ['the rotator', withGuardians(validator), 'policy_guardian_forbidden'],
    ['zero', withGuardians(`0x${'0'.repeat(40)}`), 'policy_guardian_forbidden'],
    [
      'the identity precompile',
      withGuardians('0x0000000000000000000000000000000000000004'),
      'policy_guardian_forbidden',
    ],
    [
      'EntryPoint v0.8',
      withGuardians('0x4337084d9e255ff0702461cf8895ce9e3b5ff108'),
      'policy_guardian_forbidden',
    ],
    [
      'a verifier of this policy',
      withGuardians(walletA, verifierSigner(walletA, bytes32('key'))),
      'policy_guardian_forbidden',
    ],
    ['a zero verifier', withGuardians(`0x${'00'.repeat(52)}`), 'policy_verifier_without_code'],
    [
      'W-21 a point off the curve',
      withGuardians(verifierSigner(walletA, `0x${'11'.repeat(64)}`)),
      'policy_guardian_key',
    ],
    [
      'the point at infinity',
      withGuardians(verifierSigner(walletA, `0x${'00'.repeat(64)}`)),
      'policy_guardian_key',
    ],
    ['a key of 63 bytes', withGuardians(verifierSigner(walletA, `0x${'11'.repeat(63)}`)), undefined],
    [
      'W-19 one passkey behind two verifiers',
      withGuardians(friendPasskey.signer(validator), friendPasskey.signer(walletA)),
      'policy_key_twice',
    ],
  ])('%s', (_, policy, code) => {
    expect(codeOf(policy)).toBe(code)
  })

  test('contracts that do not exist are named where the chain is known', () => {
    const existing = [validator]
    const hasCode = (candidate: Address) => existing.some((known) => getAddress(known) === candidate)
    expect(codeOf(samplePolicy(), { hasCode })).toBeUndefined()
    expect(
      codeOf(samplePolicy({ rotator: walletA, guardians: guardians(module), tiers: oneTier }), { hasCode }),
    ).toBe('policy_rotator_without_code')
    expect(codeOf(withGuardians(verifierSigner(walletA, '0x01')), { hasCode })).toBe(
      'policy_verifier_without_code',
    )
  })
})

describe('tiers and window', () => {
  test.each<[string, Policy, string | undefined]>([
    ['none', samplePolicy({ tiers: [] }), 'policy_no_tiers'],
    ['4', withTiers([1, 4], [2, 3], [3, 2], [4, 1]), undefined],
    ['5', withTiers([1, 5], [2, 4], [3, 3], [4, 2], [5, 1]), 'policy_too_many_tiers'],
    ['weight 0', withTiers([0, 0]), 'policy_tier_weight'],
    ['weight of all guardians', withTiers([6, 0]), undefined],
    ['weight above all guardians', withTiers([7, 0]), 'policy_tier_out_of_reach'],
    ['delay of 30 days', withTiers([1, 2_592_000]), undefined],
    ['delay above 30 days', withTiers([1, 2_592_001]), 'policy_delay'],
    ['negative delay', withTiers([1, -1]), 'policy_delay'],
    ['equal weights', withTiers([1, 2], [1, 1]), 'policy_tier_weights_order'],
    ['equal delays', withTiers([1, 2], [2, 2]), 'policy_tier_delays_order'],
    ['a longer delay for more weight', withTiers([1, 2], [2, 3]), 'policy_tier_delays_order'],
    ['window of 47 hours', samplePolicy({ windowHours: 47 }), 'policy_window'],
    ['window of 48 hours', samplePolicy({ windowHours: 48 }), undefined],
    ['window of 720 hours', samplePolicy({ windowHours: 720 }), undefined],
    ['window of 721 hours', samplePolicy({ windowHours: 721 }), 'policy_window'],
    ['a short salt', samplePolicy({ salt: concat(['0x01', '0x02']) }), 'policy_salt'],
    ['no rotator', samplePolicy({ rotator: `0x${'0'.repeat(40)}` }), 'policy_rotator_without_code'],
  ])('%s', (_, policy, code) => {
    expect(codeOf(policy)).toBe(code)
  })
})
