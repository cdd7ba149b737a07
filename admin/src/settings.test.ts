import { leastDelays, recoverySettingsSchema } from 'sparekey/admin-schema'
import { expect, it } from 'vitest'
import { balanceTone, networkTone } from './health.ts'
import { delaysFor, type Preset, presetWords, toggled } from './settings.ts'
import { kindWords } from './words.ts'

it('offers the waiting time that is set, even an unusual one, in its place', () => {
  expect(delaysFor('custom', 72 * 3600)).toHaveLength(7)
  const delays = delaysFor('custom', 100 * 3600)
  expect(delays).toHaveLength(8)
  expect(delays).toEqual(delays.toSorted((a, b) => a - b))
})

it('offers nothing that a preset cannot wait', () => {
  for (const preset of Object.keys(presetWords) as Preset[])
    expect(Math.min(...delaysFor(preset, 72 * 3600)), preset).toBe(leastDelays[preset])
})

it('offers every kind of guardian and every way that there is', () => {
  expect(Object.keys(kindWords).toSorted()).toEqual(
    [...recoverySettingsSchema.shape.kinds.element.options].toSorted(),
  )
  expect(Object.keys(presetWords).toSorted()).toEqual(
    Object.keys(recoverySettingsSchema.shape.minimumDelay.shape).toSorted(),
  )
})

it('switches one kind and leaves the others', () => {
  expect(toggled(['wallet', 'email'], 'email', false)).toEqual(['wallet'])
  expect(toggled(['email'], 'wallet', true)).toEqual(['wallet', 'email'])
  expect(toggled(['wallet'], 'wallet', true)).toEqual(['wallet'])
})

it('says of a network what it needs: nothing, patience, or the operator', () => {
  const works = { isUp: true, lag: 3, isIndexerHeld: true }
  expect(networkTone(works)).toBe('good')
  expect(networkTone({ ...works, lag: 21 })).toBe('warning')
  expect(networkTone({ ...works, isIndexerHeld: false })).toBe('warning')
  expect(networkTone({ ...works, isUp: false })).toBe('danger')
})

it('says when the relayer runs out', () => {
  expect(balanceTone(10n ** 18n)).toBe('good')
  expect(balanceTone(10n ** 15n)).toBe('warning')
  expect(balanceTone(0n)).toBe('danger')
})
