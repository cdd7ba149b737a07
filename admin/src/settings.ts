import { leastDelays, type RecoverySettings } from 'sparekey/admin-schema'
import { type Kind, kindWords } from './words.ts'

/** A way in which customers set recovery up. */
export type Preset = keyof RecoverySettings['minimumDelay']

/** What the ways are called. */
export const presetWords: Record<Preset, string> = {
  balanced: 'Balanced',
  simple: 'Simple',
  strict: 'Strict',
  custom: 'Custom',
}

const hour = 3600
const usual = [0, 24 * hour, 48 * hour, 72 * hour, 7 * 24 * hour, 14 * 24 * hour, 30 * 24 * hour]

/** Waiting times to choose from, in seconds: the usual ones that the preset can wait, and the one that is set. */
export function delaysFor(preset: Preset, current: number): readonly number[] {
  const possible = usual.filter((delay) => delay >= leastDelays[preset])
  return [...new Set([...possible, current])].toSorted((a, b) => a - b)
}

/** The kinds with or without one of them, in the order in which they are shown. */
export function toggled(kinds: readonly Kind[], kind: Kind, isOn: boolean): Kind[] {
  return (Object.keys(kindWords) as Kind[]).filter((each) => (each === kind ? isOn : kinds.includes(each)))
}
