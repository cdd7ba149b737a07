// What the chains have told of one account, put together: its recoveries on each network, and what was changed without one. Pure.
import { decodePolicy, delayOf } from 'sparekey'
import { type Hex, keccak256 } from 'viem'
import type { events } from '../tables/events.ts'

/** A stored event. */
export type EventRow = typeof events.$inferSelect

/** What has become of a recovery on one network. */
export type RecoveryState =
  | 'waiting'
  | 'executed'
  /** The owner ended it. */
  | 'cancelled'
  /** Guardians with more weight ended it. */
  | 'objected'
  /** A guardian who had approved it was suspended. */
  | 'invalidated'
  /** Other guardians were set, or none. */
  | 'guardians'
  /** Another recovery was executed first. */
  | 'overtaken'

/** A recovery on one network. Times are Unix seconds of that network. */
export interface OnNetwork {
  readonly chainId: number
  readonly state: RecoveryState
  /** Whether a waiting time has begun there; one without is executed at once. */
  readonly wasStarted: boolean
  readonly startedAt: number
  /** First second in which it can be executed. */
  readonly readyAt: number
  /** Last second. */
  readonly endAt: number
  /** A bit for each guardian. */
  readonly approvers: number
  /** Of the approvals that brought the time forward; 0 where none did. */
  readonly soonerBy: number
}

/** One recovery on all networks. */
export interface Recovery {
  readonly hash: string
  readonly newSigner: Hex
  readonly replace: boolean
  readonly networks: readonly OnNetwork[]
  /** Networks that have taken back its start, its execution or its end. */
  readonly takenBack: ReadonlySet<number>
}

/** Guardians or passkeys were changed by whoever holds a passkey. */
export interface Change {
  readonly subject: 'guardians' | 'passkeys'
  readonly kind: 'set' | 'cleared' | 'added' | 'removed' | 'replaced'
  readonly chainId: number
  /** The same after a chain has taken it back and has it again. */
  readonly key: string
  /** The same on all networks. */
  readonly what: string
  /** x ‖ y of a passkey that was added. */
  readonly publicKey?: Hex
  /** Hashes of the recoveries that it ended. */
  readonly ended: readonly string[]
}

/** Everything that people are told of. */
export interface History {
  /** Networks that know the account. */
  readonly chainIds: readonly number[]
  readonly recoveries: readonly Recovery[]
  readonly changes: readonly Change[]
}

/** The events that are read. */
export const eventNames = [
  ...['AccountCreated', 'RecoveryStarted', 'RecoveryAdvanced', 'RecoveryExecuted', 'RecoveriesCancelled'],
  ...['RecoveryObjected', 'RecoveryInvalidated', 'PolicySet', 'PolicyCleared'],
  ...['PasskeyAdded', 'PasskeyRemoved', 'PasskeysRevoked'],
]

/** Ready times that differ by less are the same to people. */
const SAME_TIME = 60

/** Puts the events of one account together. */
export function historyOf(rows: readonly EventRow[]): History {
  const counted = rows.filter(({ isWithdrawn }) => !isWithdrawn)
  const chainIds = [...new Set(counted.map(({ chainId }) => chainId))].toSorted((a, b) => a - b)
  const chains = chainIds.map((chainId) => {
    const own = counted.filter((row) => row.chainId === chainId).toSorted(inOrder)
    const chain = new ChainHistory(chainId, own)
    for (const row of own) reading[row.name]?.(chain, row)
    return chain
  })
  const hashes = [...new Set(rows.flatMap(({ requestHash }) => requestHash || []))]
  return {
    chainIds,
    changes: chains.flatMap(({ changes }) => changes),
    recoveries: hashes.flatMap((hash) => {
      const about = rows.filter(({ requestHash }) => requestHash === hash)
      const told = about.find(({ values }) => typeof values['newSigner'] === 'string')
      if (!told) return []
      return {
        hash,
        newSigner: told.values['newSigner'] as Hex,
        replace: told.values['replace'] === true,
        networks: chains.flatMap((chain) => chain.recoveries.get(hash) ?? []),
        takenBack: takenBack(rows, about),
      }
    }),
  }
}

const inOrder = (a: EventRow, b: EventRow) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex

/** Cancellations and changes of guardians name no request: that one of those was taken back counts for all. */
function takenBack(rows: readonly EventRow[], about: readonly EventRow[]): Set<number> {
  const endings = rows.filter(({ name }) =>
    ['RecoveriesCancelled', 'PolicySet', 'PolicyCleared'].includes(name),
  )
  return new Set([...about, ...endings].flatMap(({ isWithdrawn, chainId }) => (isWithdrawn ? chainId : [])))
}

/** Follows one network, event by event. */
class ChainHistory {
  readonly chainId: number
  readonly recoveries = new Map<string, OnNetwork>()
  readonly changes: Change[] = []
  readonly #rows: readonly EventRow[]
  #epoch = 0
  #policy: Hex | undefined
  readonly #times = new Map<string, number>()

  constructor(chainId: number, rows: readonly EventRow[]) {
    this.chainId = chainId
    this.#rows = rows
  }

  started({ requestHash, values }: EventRow): void {
    const [readyAt, approvers] = [Number(values['ready']), Number(values['approvers'])]
    this.recoveries.set(requestHash, {
      ...{ chainId: this.chainId, state: 'waiting', wasStarted: true, soonerBy: 0 },
      ...{ readyAt, approvers, endAt: Number(values['end']) },
      startedAt: readyAt - this.#delayOf(approvers),
    })
  }

  advanced({ requestHash, values }: EventRow): void {
    const before = this.recoveries.get(requestHash)
    if (!before) return
    const [readyAt, approvers] = [Number(values['ready']), Number(values['approvers'])]
    const soonerBy = readyAt < before.readyAt - SAME_TIME ? approvers : before.soonerBy
    this.recoveries.set(requestHash, {
      ...before,
      readyAt,
      approvers,
      soonerBy,
      endAt: Number(values['end']),
    })
  }

  executed(row: EventRow): void {
    const { requestHash } = row
    this.#epoch = Number(row.values['epoch'])
    this.#endAll('overtaken')
    const before = this.recoveries.get(requestHash) ?? {
      ...{ chainId: this.chainId, wasStarted: false, soonerBy: 0 },
      ...{ startedAt: 0, readyAt: 0, endAt: 0, approvers: 0 },
    }
    this.recoveries.set(requestHash, { ...before, state: 'executed' })
  }

  cancelled({ values }: EventRow): void {
    this.#epoch = Number(values['epoch'])
    this.#endAll('cancelled')
  }

  ended(requestHash: string, state: RecoveryState): void {
    const before = this.recoveries.get(requestHash)
    if (before?.state === 'waiting') this.recoveries.set(requestHash, { ...before, state })
  }

  policy({ name, values }: EventRow): void {
    const epoch = Number(values['epoch'])
    const isSet = name === 'PolicySet'
    if (isSet) this.#policy = values['policy'] as Hex
    // The same policy, told again for nodes that have pruned.
    if (epoch === this.#epoch) return
    this.#epoch = epoch
    const what = isSet ? keccak256(values['policy'] as Hex).slice(2, 12) : 'none'
    this.changes.push({
      ...{ subject: 'guardians', kind: isSet ? 'set' : 'cleared', chainId: this.chainId, what },
      ...{ key: `${this.chainId}-${epoch}-${what}`, ended: this.#endAll('guardians') },
    })
  }

  passkey(kind: 'added' | 'removed', { transactionHash, values }: EventRow): void {
    const key = `${String(values['x'])}${String(values['y']).slice(2)}`
    // The account's first, or the one of a recovery: that is told already.
    if (kind === 'added' && this.#keysOf(transactionHash).includes(key)) return
    const keyHash = String(values['keyHash']).slice(2, 12)
    const what = `${kind}-${keyHash}`
    const time = (this.#times.get(what) ?? 0) + 1
    this.#times.set(what, time)
    this.changes.push({
      ...{ subject: 'passkeys', kind, chainId: this.chainId, what, ended: [] },
      key: `${this.chainId}-${what}-${time}`,
      ...(kind === 'added' && { publicKey: key as Hex }),
    })
  }

  replaced({ transactionHash, values }: EventRow): void {
    const isByRecovery = this.#rows.some(
      (row) =>
        row.transactionHash === transactionHash && row.name === 'RecoveryExecuted' && row.values['replace'],
    )
    if (isByRecovery) return
    const what = `replaced-${values['generation']}`
    this.changes.push({
      ...{ subject: 'passkeys', kind: 'replaced', chainId: this.chainId, what, ended: [] },
      key: `${this.chainId}-${what}`,
    })
  }

  #endAll(state: RecoveryState): string[] {
    const alive = [...this.recoveries].filter(([, recovery]) => recovery.state === 'waiting')
    for (const [hash, recovery] of alive) this.recoveries.set(hash, { ...recovery, state })
    return alive.map(([hash]) => hash)
  }

  /** Keys (x ‖ y) that a transaction has given the account by creating it or by a recovery. */
  #keysOf(transactionHash: string): string[] {
    const own = this.#rows.filter((row) => row.transactionHash === transactionHash)
    return own.flatMap(({ name, values }) => {
      if (name === 'AccountCreated') return `${values['x']}${String(values['y']).slice(2)}`
      return name === 'RecoveryExecuted' ? `0x${String(values['newSigner']).slice(42)}` : []
    })
  }

  /** How long these guardians' recoveries wait, by the policy of the time. */
  #delayOf(approvers: number): number {
    if (!this.#policy) return 0
    const guardians = Array.from({ length: 16 }, (_, index) => index).filter(
      (index) => (approvers >> index) & 1,
    )
    return delayOf(decodePolicy(this.#policy), guardians) ?? 0
  }
}

const reading: Readonly<Record<string, (chain: ChainHistory, row: EventRow) => void>> = {
  RecoveryStarted: (chain, row) => chain.started(row),
  RecoveryAdvanced: (chain, row) => chain.advanced(row),
  RecoveryExecuted: (chain, row) => chain.executed(row),
  RecoveriesCancelled: (chain, row) => chain.cancelled(row),
  RecoveryObjected: (chain, { requestHash }) => chain.ended(requestHash, 'objected'),
  RecoveryInvalidated: (chain, { requestHash }) => chain.ended(requestHash, 'invalidated'),
  PolicySet: (chain, row) => chain.policy(row),
  PolicyCleared: (chain, row) => chain.policy(row),
  PasskeyAdded: (chain, row) => chain.passkey('added', row),
  PasskeyRemoved: (chain, row) => chain.passkey('removed', row),
  PasskeysRevoked: (chain, row) => chain.replaced(row),
}
