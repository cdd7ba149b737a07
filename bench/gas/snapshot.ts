// contracts/snapshots/gas.json: what whole transactions cost when somebody last looked. A change of more than a hundredth,
// for the worse or the better, has to be looked at and committed: `npm run snapshot`.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../contracts/tools/forge.ts'
import type { Figure } from '../Figure.ts'

const path = join(root, 'contracts/snapshots/gas.json')

/** Gas of whole transactions by name. */
export type Snapshot = Readonly<Record<string, number>>

// Without the precompile, the digits of a random signature decide how many points are added: ± 4 %.
const tolerance = (name: string) => (name.endsWith('.prague') ? 0.04 : 0.01)

export const readSnapshot = (): Snapshot => JSON.parse(readFileSync(path, 'utf8'))

/** Replaces the committed figures. */
export function writeSnapshot(snapshot: Snapshot): void {
  writeFileSync(path, `${JSON.stringify(snapshot, null, 2)}\n`)
}

/** The figures that are whole transactions; differences of two, of a few thousand gas, would be all noise. */
export function snapshotOf(figures: readonly Figure[]): Snapshot {
  const whole = figures.filter(({ name }) => !name.endsWith('.extra'))
  return Object.fromEntries(whole.map(({ name, value }) => [name, value]))
}

/** What differs by more than the tolerance, is missing or is new; a sentence each. */
export function deviations(measured: Snapshot, committed: Snapshot): string[] {
  const names = new Set([...Object.keys(committed), ...Object.keys(measured)])
  return [...names].flatMap((name) => {
    const [before, now] = [committed[name], measured[name]]
    if (before === undefined) return [`${name} is ${now} gas and has no snapshot`]
    if (now === undefined) return [`${name} is not measured any more`]
    const change = now - before
    if (Math.abs(change) <= before * tolerance(name)) return []
    return [`${name} is ${now} gas, ${((100 * change) / before).toFixed(2)} % from the snapshot's ${before}`]
  })
}
