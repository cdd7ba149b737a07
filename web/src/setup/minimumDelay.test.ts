import { expect, it } from 'vitest'
import { newDraft, type Way, withGuardian } from './draft.ts'
import { atLeast, slowedSentence } from './minimumDelay.ts'
import { policyOf, wayOf } from './policyOf.ts'

const hour = 3600
const guardians = [
  '0x1111111111111111111111111111111111111111',
  '0x2222222222222222222222222222222222222222',
].map((signer) => ({
  signer: signer as `0x${string}`,
  kind: 'wallet' as const,
  label: signer,
  isKindKnown: true,
}))
const draft = guardians.reduce(withGuardian, newDraft('0x00000000000000000000000000000000000acc01'))
const none = { balanced: 0, simple: 0, strict: 0, custom: 0 }
const minimum = { balanced: 96 * hour, simple: 24 * hour, strict: 0, custom: 48 * hour }
const tiers = (way: Way) => policyOf({ ...draft, way }, minimum).tiers

it('lets one guardian alone wait as long as the operator says, and all together as before', () => {
  expect(tiers('balanced')).toEqual([
    { weight: 1, delay: 96 * hour },
    { weight: 4, delay: 0 },
  ])
  expect(tiers('simple')).toEqual([{ weight: 2, delay: 24 * hour }])
  expect(tiers('strict')).toEqual([{ weight: 4, delay: 72 * hour }])
})

it('leaves out a step that would wait no less than the one before', () => {
  const policy = policyOf({
    ...draft,
    way: 'custom',
    custom: {
      counts: { [guardians[0]?.signer ?? '']: 2 },
      steps: [
        { points: 1, delay: 24 * hour },
        { points: 2, delay: hour },
        { points: 3, delay: 0 },
      ],
      windowHours: 168,
    },
  })
  expect(atLeast(policy, 48 * hour).tiers).toEqual([
    { weight: 1, delay: 48 * hour },
    { weight: 3, delay: 0 },
  ])
  expect(atLeast(policy)).toEqual(policy)
})

it('knows a way by what the operator asks for now, and by what it was before', () => {
  for (const way of ['balanced', 'simple'] as const) {
    expect(wayOf(policyOf({ ...draft, way }, minimum), guardians, minimum)).toBe(way)
    expect(wayOf(policyOf({ ...draft, way }), guardians, minimum)).toBe(way)
  }
  expect(wayOf(policyOf({ ...draft, way: 'balanced' }, minimum), guardians, none)).toBe('custom')
})

it('says so where it slows a way down, and nowhere else', () => {
  const said = (way: Way, least = minimum) =>
    slowedSentence(policyOf({ ...draft, way }), { way, minimum: least })
  expect(said('balanced')).toBe('Whoever runs this service lets one guardian alone wait at least 96 hours.')
  expect(said('simple')).toMatch('24 hours')
  expect(said('strict')).toBeUndefined()
  expect(said('balanced', { ...none, balanced: 24 * hour })).toBeUndefined()
  expect(slowedSentence(undefined, { way: 'balanced', minimum })).toBeUndefined()
})
