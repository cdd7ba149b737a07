// What a chain tells of an account, made up: where time matters, and where no chain would tell it so quickly.
import { addresses, encodePolicy, fingerprint, type Policy } from 'sparekey'
import { type Hex, keccak256, numberToHex, stringToHex } from 'viem'
import { bytes32, newPasskey, ownPasskey, samplePolicy } from '../../sdk/test/samples.ts'
import type { Database } from '../src/db.ts'
import { storeEvents, withdrawEvents } from '../src/eventStore.ts'
import type { EventRow } from '../src/notices/history.ts'

export const HOUR = 3600
export const DAY = 24 * HOUR
const WINDOW = 7 * DAY

/** The new passkey of a made-up recovery, and its six words. */
export const newSigner = newPasskey.signer(addresses.passkeyValidator).toLowerCase() as Hex
export const wordsFor = (account: Hex) => fingerprint(account, `0x${newSigner.slice(42)}`).join(' ')

/** `samplePolicy` waits three days for guardian 1, a day for two of them, and not at all for all. */
export const waits = { one: 3 * DAY, two: DAY } as const

const bitOf = (weight: number) => 1 << samplePolicy().guardians.findIndex((one) => one.weight === weight)
/** Who approves, a bit each. */
export const approvers = { one: bitOf(3), two: bitOf(3) | bitOf(2), oneMore: bitOf(3) | bitOf(1) }

/** One account on one chain, told event by event. */
export class Tale {
  readonly account: Hex
  readonly chainId: number
  readonly rows: EventRow[] = []
  #block = 0
  #epoch = 0
  #fork = 0

  constructor(account: Hex, chainId = 31337) {
    this.account = account.toLowerCase() as Hex
    this.chainId = chainId
  }

  /** The account as it is after set-up. */
  static of(account: Hex, chainId?: number): Tale {
    return new Tale(account, chainId).created().policy()
  }

  created(): this {
    const { x, y } = ownPasskey
    const transactionHash = this.#add('AccountCreated', { x, y, salt: bytes32('salt') })
    this.#add(
      'PasskeyAdded',
      { x, y, keyHash: keccak256(`0x${x.slice(2)}${y.slice(2)}`) },
      { transactionHash },
    )
    return this
  }

  policy(change: Partial<Policy> = {}): this {
    this.#add('PolicySet', { epoch: String(++this.#epoch), policy: encodePolicy(samplePolicy(change)) })
    return this
  }

  /** The same policy again, for nodes that have pruned. */
  republished(): this {
    this.#add('PolicySet', { epoch: String(this.#epoch), policy: encodePolicy(samplePolicy()) })
    return this
  }

  cleared(): this {
    this.#add('PolicyCleared', { epoch: String(++this.#epoch) })
    return this
  }

  /** @param at Unix seconds of the block */
  started(
    requestHash: Hex,
    at: number,
    { by = approvers.one, replace = true, wait = waits.one as number } = {},
  ): this {
    const ready = String(at + wait)
    const values = {
      newSigner,
      replace,
      ready,
      end: String(at + wait + WINDOW),
      approvers: String(by),
    }
    this.#add('RecoveryStarted', values, { requestHash })
    return this
  }

  advanced(requestHash: Hex, ready: number, by = approvers.two): this {
    const values = { ready: String(ready), end: String(ready + WINDOW), approvers: String(by) }
    this.#add('RecoveryAdvanced', values, { requestHash })
    return this
  }

  executed(requestHash: Hex, { replace = true } = {}): this {
    const x = newSigner.slice(-128, -64)
    const y = newSigner.slice(-64)
    const transactionHash = replace ? this.#add('PasskeysRevoked', { generation: '2' }) : undefined
    const key = { x: `0x${x}`, y: `0x${y}`, keyHash: keccak256(`0x${x}${y}`) }
    const same = this.#add('PasskeyAdded', key, transactionHash ? { transactionHash } : {})
    const values = { newSigner, replace, epoch: String(++this.#epoch) }
    this.#add('RecoveryExecuted', values, { requestHash, transactionHash: same })
    return this
  }

  cancelled(): this {
    this.#add('RecoveriesCancelled', { epoch: String(++this.#epoch) })
    return this
  }

  ended(name: 'RecoveryObjected' | 'RecoveryInvalidated', requestHash: Hex): this {
    this.#add(name, { objectors: '6', guardian: '0' }, { requestHash })
    return this
  }

  passkey(name: 'PasskeyAdded' | 'PasskeyRemoved', key = 'second'): this {
    const keyHash = bytes32(key)
    const values = {
      keyHash,
      ...(name === 'PasskeyAdded' && { x: bytes32(`${key} x`), y: bytes32(`${key} y`) }),
    }
    this.#add(name, values as Record<string, string>)
    return this
  }

  replaced(): this {
    this.#add('PasskeysRevoked', { generation: '3' })
    return this
  }

  /** The last events are no longer part of the chain; what comes next takes their place. */
  takenBack(count: number): this {
    this.#fork++
    const last = this.rows.filter(({ isWithdrawn }) => !isWithdrawn).slice(-count)
    for (const row of last) this.rows[this.rows.indexOf(row)] = { ...row, isWithdrawn: true }
    this.#block -= count
    return this
  }

  #add(
    name: string,
    values: Record<string, string | boolean>,
    { requestHash = '', transactionHash = this.#hash(`transaction ${name}`) } = {},
  ): Hex {
    const blockNumber = ++this.#block
    this.rows.push({
      ...{ chainId: this.chainId, account: this.account, name, requestHash, values, transactionHash },
      ...{ blockNumber, logIndex: 0, isWithdrawn: false, createdAt: new Date(0) },
      blockHash: this.#hash(`block ${blockNumber} ${this.#fork}`),
    })
    return transactionHash as Hex
  }

  #hash = (what: string) =>
    keccak256(stringToHex(`${this.account} ${this.chainId} ${this.#block} ${this.#fork} ${what}`))
}

/** Tells the database what was told, as the indexer does: all of it, any number of times. */
export async function publish(db: Database, ...tales: readonly Tale[]): Promise<void> {
  for (const { rows, chainId } of tales) {
    const found = rows.filter(({ isWithdrawn }) => !isWithdrawn)
    await storeEvents(
      db,
      chainId,
      found.map(({ chainId: _, isWithdrawn: _w, createdAt: _c, ...event }) => event as never),
    )
  }
}

/** Tells the database that a chain has taken back its blocks from the first one that the tale has not any more. */
export async function takeBack(db: Database, tale: Tale): Promise<void> {
  const [first] = tale.rows.filter(({ isWithdrawn }) => isWithdrawn)
  if (first) await withdrawEvents(db, tale.chainId, first.blockNumber - 1)
}

let hashes = 0
/** A hash that no other request has. */
export const newHash = (): Hex => keccak256(numberToHex(++hashes, { size: 32 }))
