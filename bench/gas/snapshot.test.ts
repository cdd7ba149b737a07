import { expect, test } from 'vitest'
import { measureGas } from './measureGas.ts'
import { deviations, readSnapshot, snapshotOf } from './snapshot.ts'

test('whole transactions cost what the snapshot says, within one per cent, and keep the limits', {
  timeout: 120_000,
}, async () => {
  const figures = await measureGas()
  expect(figures.filter(({ value, limit }) => limit !== undefined && value > limit)).toEqual([])
  // `npm run snapshot` rewrites contracts/snapshots/gas.json once a change is meant.
  expect(deviations(snapshotOf(figures), readSnapshot())).toEqual([])
})

test('a change for the worse or the better, a new figure and a missing one are found', () => {
  const committed = { worse: 100_000, better: 100_000, same: 100_000, gone: 1, 'slow.prague': 100_000 }
  const measured = { worse: 101_001, better: 98_999, same: 101_000, fresh: 1, 'slow.prague': 103_999 }
  expect(deviations(measured, committed)).toEqual([
    "worse is 101001 gas, 1.00 % from the snapshot's 100000",
    "better is 98999 gas, -1.00 % from the snapshot's 100000",
    'gone is not measured any more',
    'fresh is 1 gas and has no snapshot',
  ])
})

test('differences of two transactions are no part of the snapshot', () => {
  const figure = (name: string) => ({ name, value: 7, unit: 'gas' })
  expect(snapshotOf([figure('guardian.extra'), figure('recover.wallet.instant')])).toEqual({
    'recover.wallet.instant': 7,
  })
})
