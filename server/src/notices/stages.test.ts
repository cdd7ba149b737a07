import type { Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { account } from '../../../sdk/test/samples.ts'
import { approvers, DAY, HOUR, newHash, Tale, waits } from '../../test/tale.ts'
import { historyOf } from './history.ts'
import { keyOf, type Notice, outcomeOf, overAlready } from './stages.ts'

const start = 1_800_000_000

/** Somebody who is told, and remembers it. */
class Owner {
  readonly told = new Set<string>()

  /** What is told when the networks' clocks show this; several networks are told at once. */
  at(now: number, ...tales: readonly Tale[]): string[] {
    return this.look(now, ...tales).notices.map(named)
  }

  look(now: number, ...tales: readonly Tale[]) {
    const outcome = outcomeOf(historyOf(tales.flatMap(({ rows }) => rows)), this.told, () => now)
    for (const mark of outcome.unmarks) this.told.delete(keyOf(mark))
    for (const mark of outcome.marks) this.told.add(keyOf(mark))
    return outcome
  }
}

const named = (notice: Notice) =>
  'recovery' in notice ? notice.stage : `${notice.stage} ${notice.changes.map(({ kind }) => kind).join(',')}`

/** An owner who knows of the set-up, and the tale that goes on. */
function setUp(...chainIds: readonly number[]): { owner: Owner; tales: Tale[]; hash: Hex; tale: Tale } {
  const owner = new Owner()
  const tales = (chainIds.length ? chainIds : [31337]).map((chainId) => Tale.of(account, chainId))
  owner.look(start - DAY, ...tales)
  return { owner, tales, hash: newHash(), tale: tales[0] as Tale }
}

describe('what comes with time', () => {
  test('a recovery is told when it starts, half-way, a day before it is ready, and when it is ready; once each', () => {
    const { owner, tale, hash } = setUp()
    tale.started(hash, start)
    const heard = Array.from({ length: 10 * 24 }, (_, hour) => owner.at(start + hour * HOUR, tale)).map(
      (notices, hour) => [hour, ...notices],
    )
    expect(heard.filter(({ length }) => length > 1)).toEqual([
      [0, 'started'],
      [36, 'half-way'],
      [48, 'last-day'],
      [73, 'ready'],
    ])
  })

  test('it is said when to look again', () => {
    const { owner, tale, hash } = setUp()
    expect(owner.look(start, tale).nextIn).toBeUndefined()
    tale.started(hash, start)
    expect(owner.look(start, tale).nextIn).toBe(36 * HOUR)
    expect(owner.look(start + 36 * HOUR, tale).nextIn).toBe(12 * HOUR)
    expect(owner.look(start + 48 * HOUR, tale).nextIn).toBe(DAY + 300)
    expect(owner.look(start + 73 * HOUR, tale).nextIn).toBeUndefined()
  })

  test('what finishes as soon as it is ready is not told to be ready', () => {
    const { owner, tale, hash } = setUp()
    owner.at(start + 48 * HOUR, tale.started(hash, start))
    expect(owner.at(start + waits.one + 299, tale)).toEqual([])
    expect(owner.at(start + waits.one + 320, tale.executed(hash))).toEqual(['executed'])
  })

  test.each([
    [DAY, ['half-way'], 12],
    [26 * HOUR, ['last-day'], 2],
    [30 * 60, [], 0],
  ])('a waiting time of %i seconds has only what makes sense', (wait, middle, hour) => {
    const owner = new Owner()
    const tiers = [
      { weight: 2, delay: wait },
      { weight: 6, delay: 0 },
    ]
    const tale = new Tale(account).created().policy({ tiers })
    owner.look(start - 1, tale)
    tale.started(newHash(), start, { wait })
    expect(owner.at(start, tale)).toEqual(['started'])
    expect(owner.at(start + hour * HOUR + 1, tale)).toEqual(middle)
  })

  test('a shortened wait is told once, and the rest follows it; a few seconds are no news', () => {
    const { owner, tale, hash } = setUp()
    owner.at(start, tale.started(hash, start))
    expect(owner.at(start + 60, tale.advanced(hash, start + waits.one - 30, approvers.oneMore))).toEqual([])
    expect(owner.at(start + HOUR, tale.advanced(hash, start + HOUR + DAY))).toEqual(['sooner'])
    expect(owner.at(start + HOUR + 1, tale)).toEqual([])
    expect(owner.at(start + 13 * HOUR, tale)).toEqual(['half-way'])
  })
})

describe('what was missed', () => {
  test.each([
    [35, ['started']],
    [40, ['started']],
    [50, ['started']],
    [80, ['started']],
    [72 + 7 * 24 + 1, []],
  ])(
    'a start that is seen after %i hours is one notice, and none once nothing can come of it',
    (hour, told) => {
      const { owner, tale, hash } = setUp()
      expect(owner.at(start + hour * HOUR, tale.started(hash, start))).toEqual(told)
      expect(owner.at(start + hour * HOUR + 60, tale)).toEqual([])
    },
  )

  test('of several the latest is told: half-way is no news on the last day', () => {
    const { owner, tale, hash } = setUp()
    owner.at(start, tale.started(hash, start))
    expect(owner.at(start + 50 * HOUR, tale)).toEqual(['last-day'])
    expect(owner.at(start + 51 * HOUR, tale)).toEqual([])
  })

  test.each([
    ['executed', (tale: Tale, hash: Hex) => tale.executed(hash)],
    ['stopped', (tale: Tale) => tale.cancelled()],
  ] as const)('what was started and %s meanwhile is told once, as what it came to', (stage, ends) => {
    const { owner, tale, hash } = setUp()
    ends(tale.started(hash, start), hash)
    expect(owner.at(start + 50 * HOUR, tale)).toEqual([stage])
    expect(owner.at(start + 80 * HOUR, tale)).toEqual([])
  })

  test('that something ended which was too late anyway is no news', () => {
    const { owner, tale, hash } = setUp()
    owner.at(start, tale.started(hash, start))
    owner.at(start + 80 * HOUR, tale)
    expect(owner.at(start + waits.one + 8 * DAY, tale.cancelled())).toEqual([])
  })
})

describe('how it ends', () => {
  test.each([
    ['cancelled', (tale: Tale) => tale.cancelled()],
    ['objected', (tale: Tale, hash: Hex) => tale.ended('RecoveryObjected', hash)],
    ['invalidated', (tale: Tale, hash: Hex) => tale.ended('RecoveryInvalidated', hash)],
  ] as const)('%s is told at once, and nothing more comes with time', (state, ends) => {
    const { owner, tale, hash } = setUp()
    owner.at(start, tale.started(hash, start))
    ends(tale, hash)
    const { notices } = owner.look(start + HOUR, tale)
    expect(notices).toMatchObject([{ stage: 'stopped', recovery: { networks: [{ state }] } }])
    for (const hour of [36, 48, 73]) expect(owner.at(start + hour * HOUR, tale)).toEqual([])
  })

  test('C-40 other guardians, or none: one notice says that, and that the recovery has ended', () => {
    for (const change of [(tale: Tale) => tale.cleared(), (tale: Tale) => tale.policy({ windowHours: 48 })]) {
      const { owner, tale, hash } = setUp()
      owner.at(start, tale.started(hash, start))
      const { notices } = owner.look(start + HOUR, change(tale))
      expect(notices).toMatchObject([
        {
          stage: 'stopped',
          recovery: { networks: [{ state: 'guardians' }] },
          changes: [{ subject: 'guardians' }],
        },
      ])
      expect(owner.at(start + HOUR, tale)).toEqual([])
    }
  })

  test('a recovery that is finished ends the others', () => {
    const { owner, tale, hash } = setUp()
    const other = newHash()
    owner.at(start, tale.started(hash, start).started(other, start))
    expect(owner.at(start + 73 * HOUR, tale.executed(hash))).toEqual(['executed', 'stopped'])
  })

  test('one without a waiting time is told when it is executed', () => {
    const { owner, tale, hash } = setUp()
    expect(owner.at(start, tale.executed(hash))).toEqual(['executed'])
  })
})

describe('several networks', () => {
  test('one notice for all that say the same; what is only on one waits a moment for the others', () => {
    const { owner, tales, hash } = setUp(1, 10)
    const [one, two] = tales as [Tale, Tale]
    one.started(hash, start)
    expect(outcomeOf(historyOf([...one.rows, ...two.rows]), owner.told, () => start).isPartial).toBe(true)
    two.started(hash, start + 2)
    const { notices, isPartial } = owner.look(start + 2, one, two)
    expect([notices.map(named), isPartial]).toEqual([['started'], false])
    expect(notices).toMatchObject([{ recovery: { networks: [{ chainId: 1 }, { chainId: 10 }] } }])
  })

  test('a start on another network is told also when it comes late, and when the first was stopped', () => {
    const { owner, tales, hash } = setUp(1, 10)
    const [one, two] = tales as [Tale, Tale]
    owner.at(start, one.started(hash, start), two)
    owner.at(start + HOUR, one.ended('RecoveryObjected', hash), two)
    expect(owner.at(start + 2 * HOUR, one, two.started(hash, start + 2 * HOUR))).toEqual(['started'])
    expect(owner.at(start + 2 * HOUR, one, two.cancelled())).toEqual(['stopped'])
  })

  test('the clock of each network counts: one that stands still is not half-way (R-16)', () => {
    const { owner, tales, hash } = setUp(1, 10)
    const [one, two] = tales as [Tale, Tale]
    owner.at(start, one.started(hash, start), two.started(hash, start))
    const rows = [...one.rows, ...two.rows]
    expect(outcomeOf(historyOf(rows), owner.told, () => start + 35 * HOUR).notices).toEqual([])
    const oneJumps = (chainId: number) => start + (chainId === 10 ? 37 : 0) * HOUR
    expect(outcomeOf(historyOf(rows), owner.told, oneJumps).notices.map(named)).toEqual(['half-way'])
  })
})

describe('a chain that takes blocks back', () => {
  test('R-09 a start that is gone is told, and told again when it is mined again, with all that follows', () => {
    const { owner, tale, hash } = setUp()
    owner.at(start, tale.started(hash, start))
    owner.at(start + 37 * HOUR, tale)
    const { notices, isPartial } = owner.look(start + 37 * HOUR, tale.takenBack(1))
    expect([notices.map(named), isPartial]).toEqual([['withdrawn'], true])
    expect(owner.at(start + 38 * HOUR, tale)).toEqual([])
    expect(owner.at(start + 38 * HOUR, tale.started(hash, start + 38 * HOUR))).toEqual(['started'])
    expect(owner.at(start + 38 * HOUR + 37 * HOUR, tale)).toEqual(['half-way'])
  })

  test.each(['executed', 'stopped'] as const)(
    'R-09 a recovery that was %s and is not any more runs again, and that is told',
    (stage) => {
      const { owner, tale, hash } = setUp()
      owner.at(start, tale.started(hash, start))
      const end = stage === 'stopped' ? tale.cancelled() : tale.executed(hash)
      expect(owner.at(start + 80 * HOUR, end)).toEqual([stage])
      expect(owner.at(start + 80 * HOUR, tale.takenBack(stage === 'stopped' ? 1 : 3))).toEqual(['withdrawn'])
      if (stage === 'stopped') tale.cancelled()
      else tale.executed(hash)
      expect(owner.at(start + 81 * HOUR, tale)).toEqual([stage])
    },
  )

  test('one that is back before anybody looks is no news', () => {
    const { owner, tale, hash } = setUp()
    owner.at(start, tale.started(hash, start))
    expect(owner.at(start + 1, tale.takenBack(1).started(hash, start))).toEqual([])
  })

  test('R-10 another new key in its place: that the first is gone, and the second', () => {
    const { owner, tale, hash } = setUp()
    owner.at(start, tale.started(hash, start))
    const { notices } = owner.look(start, tale.takenBack(1).started(newHash(), start))
    expect(notices.map(named).toSorted()).toEqual(['started', 'withdrawn'])
  })
})

describe('what is changed without a recovery', () => {
  test('guardians that are set, changed and removed; the same policy told again is no change', () => {
    const owner = new Owner()
    const tale = new Tale(account).created()
    expect(owner.at(start, tale)).toEqual([])
    expect(owner.at(start, tale.policy())).toEqual(['guardians set'])
    expect(owner.at(start, tale.republished())).toEqual([])
    expect(owner.at(start, tale.policy({ windowHours: 48 }))).toEqual(['guardians set'])
    expect(owner.at(start, tale.cleared())).toEqual(['guardians cleared'])
    expect(owner.at(start, tale.policy())).toEqual(['guardians set'])
  })

  test('the same policy told again ends no recovery', () => {
    const { owner, tale, hash } = setUp()
    owner.at(start, tale.started(hash, start))
    expect(owner.at(start + HOUR, tale.republished())).toEqual([])
    expect(owner.at(start + 36 * HOUR, tale)).toEqual(['half-way'])
  })

  test('passkeys that come and go, but not the account’s first, and not those of a recovery', () => {
    const { owner, tale, hash } = setUp()
    expect(owner.at(start, tale.passkey('PasskeyAdded'))).toEqual(['passkeys added'])
    expect(owner.at(start, tale.passkey('PasskeyRemoved'))).toEqual(['passkeys removed'])
    expect(owner.at(start, tale.passkey('PasskeyAdded')), 'again').toEqual(['passkeys added'])
    expect(owner.at(start, tale.replaced().passkey('PasskeyAdded', 'third'))).toEqual([
      'passkeys replaced,added',
    ])
    expect(owner.at(start, tale.executed(hash))).toEqual(['executed'])
    expect(owner.at(start, tale.executed(newHash(), { replace: false }))).toEqual(['executed'])
  })

  test('the same on all networks is one notice, a moment later where one lags behind', () => {
    const { owner, tales } = setUp(1, 10)
    const [one, two] = tales as [Tale, Tale]
    const first = outcomeOf(
      historyOf([...one.passkey('PasskeyAdded').rows, ...two.rows]),
      owner.told,
      () => start,
    )
    expect(first.isPartial).toBe(true)
    const { notices, isPartial } = owner.look(start, one, two.passkey('PasskeyAdded'))
    expect([notices.map(named), isPartial]).toEqual([['passkeys added,added'], false])
  })

  test('a recovery that runs meanwhile is named', () => {
    const { owner, tale, hash } = setUp()
    owner.at(start, tale.started(hash, start))
    expect(owner.look(start, tale.passkey('PasskeyAdded')).notices).toMatchObject([{ running: [{ hash }] }])
  })
})

test('whoever is told from now on is told of what runs, and not of what was', () => {
  const { tale, hash } = setUp()
  const over = newHash()
  tale.started(over, start).cancelled().passkey('PasskeyAdded').started(hash, start)
  const late = new Owner()
  for (const mark of overAlready(historyOf(tale.rows), () => start)) late.told.add(keyOf(mark))
  expect(late.at(start + HOUR, tale)).toEqual(['started'])
})
