// What is to be told now, of what the chains have told and of what was told already. Pure, so that it may be asked again at any
// time: whatever was missed is told in one notice, and what is no longer of use is not told at all.
import type { Change, History, OnNetwork, Recovery } from './history.ts'

/** What a notice of a recovery is about. */
export type RecoveryStage =
  | 'started'
  /** More guardians have approved: it can be executed earlier. */
  | 'sooner'
  | 'half-way'
  | 'last-day'
  | 'ready'
  | 'executed'
  | 'stopped'
  /** A network has taken back what was told. */
  | 'withdrawn'

/** One notice. */
export type Notice =
  | {
      readonly stage: RecoveryStage
      readonly recovery: Recovery
      /** Changes of guardians that came with it. */
      readonly changes: readonly Change[]
    }
  | {
      readonly stage: 'guardians' | 'passkeys'
      readonly changes: readonly Change[]
      /** Recoveries that run meanwhile. */
      readonly running: readonly Recovery[]
    }

/** A row of the table of notices. */
export interface Mark {
  readonly subject: string
  readonly stage: string
}

/** What follows from a look at an account. */
export interface Outcome {
  readonly notices: readonly Notice[]
  /** What counts as told from now on. */
  readonly marks: readonly Mark[]
  /** What was told and is no longer so. */
  readonly unmarks: readonly Mark[]
  /** Whether other networks may say the same in a moment. */
  readonly isPartial: boolean
  /** Seconds until the next notice that comes with time, if one does. */
  readonly nextIn: number | undefined
}

/** What is known of the times of networks: Unix seconds each. */
export type Times = (chainId: number) => number

const HOUR = 3600
const DAY = 24 * HOUR
/** Shorter waiting times have no half. */
const SHORTEST_HALVED = HOUR
/** Where the last day begins sooner after the start, it is not told. */
const SHORTEST_BEFORE_LAST_DAY = 2 * HOUR
/** Whoever recovers with the app takes over as soon as it is ready: only what is left is told. */
const READY_AFTER = 300

/** What is told once per network. */
const phases = ['started', 'executed', 'stopped'] as const
type Phase = (typeof phases)[number]

/** Decides for one account. */
export function outcomeOf(history: History, told: ReadonlySet<string>, now: Times): Outcome {
  const looks = history.recoveries.map((recovery) => lookAt(recovery, history, { told, now }))
  const merged = new Set(looks.flatMap(({ notices }) => notices.flatMap(changesIn)))
  const fresh = history.changes.filter((change) => !told.has(keyOf(markOf(change))))
  const running = history.recoveries.filter((one) => one.networks.some((on) => isLive(on, now)))
  const about = (['guardians', 'passkeys'] as const).flatMap((subject): Notice[] => {
    const changes = fresh.filter((change) => change.subject === subject && !merged.has(change))
    return changes.length > 0 ? [{ stage: subject, changes, running }] : []
  })
  const isEverywhere = ({ what }: Change) =>
    history.chainIds.every((chainId) => fresh.some((one) => one.what === what && one.chainId === chainId))
  const next = looks.flatMap(({ nextIn }) => nextIn ?? [])
  return {
    notices: [...looks.flatMap(({ notices }) => notices), ...about],
    marks: [...looks.flatMap(({ marks }) => marks), ...fresh.map(markOf)],
    unmarks: looks.flatMap(({ unmarks }) => unmarks),
    isPartial: looks.some(({ isPartial }) => isPartial) || !fresh.every(isEverywhere),
    nextIn: next.length > 0 ? Math.min(...next) : undefined,
  }
}

/**
 * What counts as told for somebody who is told from now on: everything that is over. Recoveries that run are not among it.
 */
export function overAlready(history: History, now: Times): Mark[] {
  const recoveries = history.recoveries.flatMap(({ hash, networks }) =>
    networks
      .filter((on) => !isLive(on, now))
      .flatMap((on) => phasesOf(on).map((phase) => mark(hash, phase, on))),
  )
  return [...recoveries, ...history.changes.map(markOf)]
}

/** How a mark is looked up. */
export const keyOf = ({ subject, stage }: Mark): string => `${subject} ${stage}`

const markOf = ({ subject, key }: Change): Mark => ({ subject, stage: key })
const mark = (subject: string, phase: Phase, { chainId }: Pick<OnNetwork, 'chainId'>): Mark => ({
  subject,
  stage: `${phase}-${chainId}`,
})
const changesIn = (notice: Notice) => ('recovery' in notice ? notice.changes : [])

/** Whether it can still be executed there. */
export const isLive = ({ state, chainId, endAt }: OnNetwork, now: Times): boolean =>
  state === 'waiting' && now(chainId) <= endAt

function phasesOf({ state, wasStarted }: OnNetwork): Phase[] {
  const end = state === 'waiting' ? [] : [state === 'executed' ? ('executed' as const) : ('stopped' as const)]
  return [...(wasStarted ? (['started'] as const) : []), ...end]
}

interface Known {
  readonly told: ReadonlySet<string>
  readonly now: Times
}

function lookAt(recovery: Recovery, { chainIds, changes }: History, known: Known): Outcome {
  const { hash, networks } = recovery
  const { told, now } = known
  const unmarks = goneOf(recovery, told)
  const gone = new Set(unmarks.map(keyOf))
  const isNews = (one: Mark) => !told.has(keyOf(one)) || gone.has(keyOf(one))
  const news = newsOf(recovery, isNews, now)
  const stage = stageOf(news)
  const withdrawn = unmarks.length > 0 ? (['withdrawn'] as const) : []
  // Where it stands is said with what was taken back.
  const isSaid = withdrawn.length > 0 && stage === news.timed
  const stages: RecoveryStage[] = [...withdrawn, ...(stage && !isSaid ? [stage] : [])]
  const ending = changes.filter((change) => change.ended.includes(hash) && isNews(markOf(change)))
  const live = networks.filter((on) => isLive(on, now))
  const later = live.flatMap((on) =>
    momentsOf(on).map(({ at, ...one }) => ({ ...one, in: at - now(on.chainId) })),
  )
  const next = later.filter((one) => one.in > 0 && isNews({ subject: hash, stage: one.stage }))
  return {
    notices: stages.map((each) => ({ stage: each, recovery, changes: each === 'stopped' ? ending : [] })),
    marks: news.marks,
    unmarks,
    isPartial: withdrawn.length > 0 || isPartial(stage, { networks, live, chainIds }),
    nextIn: next.length > 0 ? Math.min(...next.map((one) => one.in)) : undefined,
  }
}

/** What was told of a recovery and is no longer so, because a network has taken it back. */
function goneOf({ hash, networks, takenBack }: Recovery, told: ReadonlySet<string>): Mark[] {
  const isSo = (phase: Phase, chainId: number) =>
    networks.some((on) => on.chainId === chainId && phasesOf(on).includes(phase))
  const gone = [...takenBack].flatMap((chainId) =>
    phases.flatMap((phase) => (isSo(phase, chainId) ? [] : mark(hash, phase, { chainId }))),
  )
  const all = networks.some(({ wasStarted }) => wasStarted) ? [] : withTime(hash, told)
  return [...gone, ...all].filter((one) => told.has(keyOf(one)))
}

/** What came with the time of a recovery that is gone: it comes again if that one does. */
const withTime = (hash: string, told: ReadonlySet<string>): Mark[] =>
  [...told].flatMap((key) => {
    const [subject, stage = ''] = key.split(' ')
    return subject === hash && /^(half-way|last-day|ready|sooner-\d+)$/.test(stage) ? { subject, stage } : []
  })

interface News {
  readonly phases: ReadonlySet<Phase>
  readonly isSooner: boolean
  /** The latest of what came with the time. */
  readonly timed: TimedStage | undefined
  readonly marks: readonly Mark[]
}

function newsOf({ hash, networks }: Recovery, isNews: (one: Mark) => boolean, now: Times): News {
  const live = networks.filter((on) => isLive(on, now))
  const fresh = networks.flatMap((on) =>
    phasesOf(on)
      .map((phase) => ({ on, phase, mark: mark(hash, phase, on) }))
      .filter((one) => isNews(one.mark)),
  )
  const sooner = new Set(live.flatMap(({ soonerBy }) => soonerBy || []))
  const soonerMarks = [...sooner].map((by) => ({ subject: hash, stage: `sooner-${by}` })).filter(isNews)
  const due = live
    .flatMap((on) => momentsOf(on).filter(({ at }) => now(on.chainId) >= at))
    .map((one) => ({ ...one, subject: hash }))
    .filter(isNews)
    .toSorted((a, b) => b.at - a.at)
  // What was missed until nothing could come of it any more is of no use.
  const isOfUse = ({ on, phase }: (typeof fresh)[number]) => {
    if (phase === 'executed') return true
    return phase === 'stopped' ? now(on.chainId) <= on.endAt : isLive(on, now)
  }
  const told = fresh.filter(isOfUse)
  const stages = [...new Set(due.map(({ stage }) => stage))]
  return {
    phases: new Set(told.map(({ phase }) => phase)),
    isSooner: soonerMarks.length > 0,
    timed: due[0]?.stage,
    marks: [
      ...fresh.map((one) => one.mark),
      ...soonerMarks,
      ...stages.map((stage) => ({ subject: hash, stage })),
    ],
  }
}

/** The one that says most. */
function stageOf({ phases: fresh, isSooner, timed }: News): RecoveryStage | undefined {
  if (fresh.has('executed')) return 'executed'
  if (fresh.has('stopped')) return 'stopped'
  if (fresh.has('started')) return 'started'
  return isSooner ? 'sooner' : timed
}

type TimedStage = 'half-way' | 'last-day' | 'ready'

/** When something is told because of the time, by the network's clock. */
function momentsOf({ startedAt, readyAt }: OnNetwork): { stage: TimedStage; at: number }[] {
  const delay = readyAt - startedAt
  return [
    ...(delay >= SHORTEST_HALVED ? [{ stage: 'half-way' as const, at: startedAt + delay / 2 }] : []),
    ...(delay >= DAY + SHORTEST_BEFORE_LAST_DAY ? [{ stage: 'last-day' as const, at: readyAt - DAY }] : []),
    { stage: 'ready', at: readyAt + READY_AFTER },
  ]
}

/** Whether other networks will probably say the same in a moment. */
function isPartial(
  stage: RecoveryStage | undefined,
  {
    networks,
    live,
    chainIds,
  }: { networks: readonly OnNetwork[]; live: readonly OnNetwork[]; chainIds: readonly number[] },
): boolean {
  const isOn = (chainId: number) => networks.some((on) => on.chainId === chainId)
  if (stage === 'started') return !chainIds.every(isOn)
  if (stage === 'executed') return live.length > 0 || !chainIds.every(isOn)
  if (stage === 'stopped') return live.length > 0
  return stage === 'sooner' && new Set(live.map(({ soonerBy }) => soonerBy)).size > 1
}
