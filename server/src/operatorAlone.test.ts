import type { Policy } from 'sparekey'
import type { Address, Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { emailConfig } from '../test/mail.ts'
import type { Config } from './config.ts'
import { isOperatorAlone } from './operatorAlone.ts'

const HOUR = 3600
const email = emailConfig()
const oidc = { guardian: `0x${'0a'.repeat(20)}` } as Config['oidc']
const mailbox: Hex = `${email.guardian}${'11'.repeat(32)}`
const signIn: Hex = `0x${'0A'.repeat(20)}${'22'.repeat(40)}`
const wallet: Hex = `0x${'33'.repeat(20)}`
const friend: Hex = `0x${'44'.repeat(20)}${'55'.repeat(64)}`

/** All guardians weigh 1; tiers as [weight, hours]. */
const policyOf = (signers: readonly Hex[], ...tiers: readonly [number, number][]): Policy => ({
  salt: `0x${'00'.repeat(32)}`,
  rotator: `0x${'66'.repeat(20)}` as Address,
  guardians: signers.map((signer) => ({ signer, weight: 1 })),
  tiers: tiers.map(([weight, hours]) => ({ weight, delay: hours * HOUR })),
  windowHours: 168,
})

describe("C-49 the operator's guardians", () => {
  test.each([
    ['a mailbox alone, 72 hours', policyOf([mailbox, wallet], [1, 72], [2, 0]), false],
    ['a mailbox alone, a moment less', policyOf([mailbox, wallet], [1, 72 - 1 / HOUR], [2, 0]), true],
    ['a mailbox alone, at once', policyOf([mailbox], [1, 0]), true],
    ['a sign-in alone', policyOf([signIn, wallet], [1, 24], [2, 0]), true],
    ['both together', policyOf([mailbox, signIn, wallet], [1, 72], [2, 24]), true],
    [
      'two mailboxes together',
      policyOf([mailbox, `${email.guardian}${'12'.repeat(32)}`], [1, 72], [2, 0]),
      true,
    ],
    ['only together with somebody else', policyOf([mailbox, signIn, wallet], [2, 72], [3, 0]), false],
    ['not enough without somebody else', policyOf([mailbox, wallet], [2, 0]), false],
    ['none of them', policyOf([wallet, friend], [1, 0]), false],
  ])('%s', (_, policy, isAlone) => expect(isOperatorAlone({ email, oidc }, policy)).toBe(isAlone))

  test('are only those that this server runs', () => {
    const policy = policyOf([mailbox, signIn], [1, 0])
    expect(isOperatorAlone({}, policy)).toBe(false)
    expect(isOperatorAlone({ oidc }, policyOf([mailbox], [1, 0]))).toBe(false)
    expect(isOperatorAlone({ email }, policyOf([signIn], [1, 0]))).toBe(false)
  })
})
