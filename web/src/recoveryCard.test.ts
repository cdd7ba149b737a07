import type { Policy } from 'sparekey'
import { expect, it } from 'vitest'
import { healthFindings, nameGuardians, tierRows } from './recoveryCard.ts'

const wallet = `0x${'aa'.repeat(20)}` as const
const friend = `0x${'bb'.repeat(84)}` as const
const policy: Policy = {
  salt: `0x${'11'.repeat(32)}`,
  guardians: [
    { signer: wallet, weight: 2 },
    { signer: friend, weight: 2 },
  ],
  tiers: [
    { weight: 1, delay: 259_200 },
    { weight: 4, delay: 0 },
  ],
  windowHours: 168,
  rotator: wallet,
}

it('names guardians by the server’s labels, and believes only the policy about who is one', () => {
  const stranger = { signer: `0x${'cc'.repeat(20)}`, kind: 'wallet', label: 'Mallory' } as const
  const known = { signer: wallet, kind: 'wallet', label: 'My Ledger' } as const
  expect(nameGuardians(policy, [stranger, known]).map(({ label }) => label)).toEqual([
    'My Ledger',
    'A passkey',
  ])
})

it('says in words who can help and how fast', () => {
  expect(tierRows(policy)).toEqual([
    { who: 'Any one guardian', delay: 259_200 },
    { who: 'Both guardians together', delay: 0 },
  ])
})

it('finds what could be better', () => {
  expect(healthFindings(policy, true)).toEqual([])
  expect(healthFindings(policy, false)).toHaveLength(1)
  const alone = { ...policy, guardians: policy.guardians.slice(0, 1), tiers: [{ weight: 2, delay: 0 }] }
  expect(healthFindings(alone, true)).toHaveLength(2)
})
