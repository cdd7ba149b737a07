// Sends single submissions on one chain, and follows them until the chain says what became of them.
import type { Logger } from 'pino'
import {
  type Call,
  ContractError,
  GasUnaffordableError,
  gasLimit,
  SparekeyError,
  toChainError,
} from 'sparekey'
import { type Hash, type Hex, keccak256, type TransactionReceipt } from 'viem'
import { estimateFeesPerGas, getTransactionReceipt, sendRawTransaction } from 'viem/actions'
import type { Chain, RelayerClient } from './chains.ts'
import { type Clock, dateOf } from './clock.ts'
import { type Database, transact } from './db.ts'
import { holdsLease } from './leases.ts'
import { nextStep } from './nextStep.ts'
import type { RelayerLimits } from './relayer.ts'
import { firstThatPasses } from './simulate.ts'
import { type DailyLimit, spend } from './spending.ts'
import type { Step } from './steps.ts'
import { type Change, change, lockQueued, queuedAgain, type SubmissionRow } from './submissions.ts'

/** What the lane of one chain works with. */
export interface LaneParts {
  readonly db: Database
  readonly clock: Clock
  readonly log: Logger
  readonly limits: RelayerLimits
  readonly chain: Chain
  /** Name of its lease, and who holds it. */
  readonly job: string
  readonly holder: string
}

/** The chain as it was at the beginning of a pass. */
export interface Head {
  readonly number: number
  /** Unix seconds. */
  readonly chainTime: number
  /** The relayer's next nonce. */
  readonly nonce: number
}

type CallStep = Extract<Step, { kind: 'call' }>

interface Signed {
  readonly raw: Hex
  readonly hash: Hash
  readonly gas: number
}

/** After so many transactions of one submission that changed nothing it has failed. */
const MOST_ATTEMPTS = 4
/** No limit of the number: the largest that the column holds. */
const UNCOUNTED = 2_147_483_647
/** Seconds after which a transaction without a receipt is sent again. */
const RESEND = 5
/** Seconds after which something that waits for a chain's clock is looked at even so. */
const LOOK_AGAIN = 600

/** Rolls back a transaction in which a daily limit turned out to be reached. */
class LimitReachedError extends SparekeyError {
  override readonly name = 'LimitReachedError'
  override readonly code = 'limit'

  constructor() {
    super('A daily limit is reached.')
  }
}

export class Sender {
  readonly #parts: LaneParts

  constructor(parts: LaneParts) {
    this.#parts = parts
  }

  /** Looks what became of a transaction that was sent. */
  async follow(row: SubmissionRow, head: Head): Promise<void> {
    const { chain, clock } = this.#parts
    const receipt = await receiptOf(chain.client, row.transactionHash as Hash)
    if (receipt) return this.#settle(row, head, receipt)
    // Its nonce is used up, but not by it, or the node forgot it: only the state can tell.
    if ((row.nonce ?? 0) < head.nonce) return this.#settle(row, head, undefined)
    const sentAt = row.sentAt?.getTime() ?? 0
    if (clock.now() - sentAt < RESEND * 1000) return
    await change(this.#parts.db, row, { sentAt: dateOf(clock) })
    await this.#broadcast(row.rawTransaction as Hex)
  }

  /** Does what is next; true if a transaction was sent. */
  async send(row: SubmissionRow, head: Head): Promise<boolean> {
    const { db, chain } = this.#parts
    const step = await nextStep(db, chain.client, row)
    if (step.kind !== 'call') {
      await this.#conclude(row, step, head)
      return false
    }
    const signed = await this.#prepare(step.next, head).catch((error: unknown) => {
      const known = toChainError(error, chain.chainId)
      if (!isRefusal(known)) throw known
      return known
    })
    if ('raw' in signed) return this.#store(row, head.nonce, signed)
    await this.#refused(row, signed, head)
    return false
  }

  async #prepare(next: CallStep['next'], head: Head): Promise<Signed> {
    return this.#sign(await firstThatPasses(this.#parts.chain.client, next), head.nonce)
  }

  /** Records what a step without a call means. */
  async #conclude(row: SubmissionRow, step: Exclude<Step, CallStep>, head: Head): Promise<void> {
    const { clock } = this.#parts
    if (step.kind === 'done') return this.#change(row, { ...succeeded, blockNumber: head.number })
    if (step.kind === 'over') return this.#fail(row, step.code, step.sentence, head)
    const notBefore = dateOf(clock, LOOK_AGAIN)
    await this.#change(row, { ...queuedAgain, readyAt: step.readyAt, notBefore })
  }

  /** A receipt, or a nonce that is used up: what does the chain say now? */
  async #settle(row: SubmissionRow, head: Head, receipt: TransactionReceipt | undefined): Promise<void> {
    const { db, chain, clock } = this.#parts
    const step = await nextStep(db, chain.client, row)
    const transactionHash = receipt ? row.transactionHash : null
    if (step.kind === 'done') {
      const blockNumber = receipt ? Number(receipt.blockNumber) : head.number
      return this.#change(row, { ...succeeded, blockNumber, transactionHash })
    }
    if (step.kind !== 'call') return this.#conclude(row, step, head)
    const attempts = row.attempts + 1
    const code = receipt?.status === 'reverted' ? 'reverted' : 'no_effect'
    if (attempts >= MOST_ATTEMPTS) return this.#fail({ ...row, attempts }, code, reverted, head)
    const notBefore = code === 'reverted' ? dateOf(clock, 2 ** attempts) : new Date(0)
    await this.#change(row, { ...queuedAgain, attempts, readyAt: null, notBefore, errorCode: code })
  }

  /** A contract refuses: perhaps because somebody else was faster, perhaps for now, perhaps for ever. */
  async #refused(row: SubmissionRow, error: SparekeyError, head: Head): Promise<void> {
    const { db, chain, clock } = this.#parts
    const again = await nextStep(db, chain.client, row)
    if (again.kind !== 'call') return this.#conclude(row, again, head)
    const attempts = row.attempts + 1
    const isForGood = error instanceof ContractError && !passing.has(error.errorName)
    if (isForGood || attempts >= MOST_ATTEMPTS) return this.#fail(row, error.code, sentenceOf(error), head)
    const notBefore = dateOf(clock, 2 ** attempts)
    await this.#change(row, { attempts, readyAt: null, notBefore, errorCode: error.code })
  }

  async #sign(call: Call, nonce: number): Promise<Signed> {
    const { client, chainId } = this.#parts.chain
    const { account } = client
    const [gas, fees] = await Promise.all([gasLimit(client, call), estimateFeesPerGas(client)])
    const { maxFeePerGas, maxPriorityFeePerGas } = fees
    const raw = await account.signTransaction({
      ...{ type: 'eip1559', chainId, nonce, gas, maxFeePerGas: maxFeePerGas * 2n, maxPriorityFeePerGas },
      ...{ to: call.to, data: call.data },
    })
    return { raw, hash: keccak256(raw), gas: Number(gas) }
  }

  /** Stores the signed transaction within the limits, then sends it. */
  async #store(row: SubmissionRow, nonce: number, { raw, hash, gas }: Signed): Promise<boolean> {
    const { db, clock, job, holder, log } = this.#parts
    const day = dateOf(clock).toISOString().slice(0, 10)
    const sent: Change = { state: 'sent', rawTransaction: raw, transactionHash: hash, nonce, gas }
    try {
      const isStored = await transact(db, async (tx) => {
        if (!(await holdsLease(tx, job, holder)) || !(await lockQueued(tx, row.id, dateOf(clock))))
          return false
        if (!(await spend(tx, day, gas, this.#limitsOf(row)))) throw new LimitReachedError()
        return change(tx, row, { ...sent, sentAt: dateOf(clock), errorCode: null, error: null })
      })
      if (!isStored) return false
    } catch (error) {
      if (!(error instanceof LimitReachedError)) throw error
      await this.#limited(row)
      return false
    }
    log.info({ action: row.action, account: row.account, requestHash: row.requestHash, hash, nonce }, 'sent')
    await this.#broadcast(raw)
    return true
  }

  /** Cancellations are limited per account only: nobody may use up an owner's way to object. */
  #limitsOf({ action, account, peer }: SubmissionRow): DailyLimit[] {
    const { limits, chain } = this.#parts
    const at = `@${chain.chainId}`
    if (action === 'cancel') return [{ ...limits.account, subject: `cancel ${account}${at}` }]
    return [
      { ...limits.account, subject: `account ${account}${at}` },
      ...(peer === null ? [] : [{ ...limits.peer, subject: `peer ${peer}${at}` }]),
      { gas: limits.chainGas, count: UNCOUNTED, subject: `chain${at}` },
    ]
  }

  async #limited(row: SubmissionRow): Promise<void> {
    const { clock, log } = this.#parts
    const tomorrow = dateOf(clock, 86_400)
    tomorrow.setUTCHours(0, 0, 0, 0)
    log.warn({ action: row.action, account: row.account, peer: row.peer }, 'daily limit reached')
    await this.#change(row, { notBefore: tomorrow, readyAt: null, errorCode: 'limit', error: limitReached })
  }

  /** Sends a stored transaction; whatever the node answers, `follow` finds out what became of it. */
  async #broadcast(serializedTransaction: Hex): Promise<void> {
    const { chain, log } = this.#parts
    try {
      await sendRawTransaction(chain.client, { serializedTransaction })
    } catch (error) {
      const known = toChainError(error, chain.chainId)
      const level = known instanceof GasUnaffordableError ? 'error' : 'debug'
      log[level]({ err: known, code: known.code }, 'the node did not take a transaction')
    }
  }

  #fail(row: SubmissionRow, errorCode: string, error: string, head: Head): Promise<void> {
    const to = { state: 'failed', errorCode, error, blockNumber: head.number } as const
    return this.#change(row, { ...to, attempts: row.attempts })
  }

  async #change(row: SubmissionRow, to: Change): Promise<void> {
    const { db, log } = this.#parts
    const { action, account, requestHash } = row
    if (!(await change(db, row, to))) return
    if (to.state === 'done') log.info({ action, account, requestHash }, 'done')
    if (to.state === 'failed') log.warn({ action, account, requestHash, code: to.errorCode }, 'failed')
  }
}

const succeeded = { state: 'done', errorCode: null, error: null } as const satisfies Change
const reverted = 'The network took the transactions for this and undid them. Ask again, or send it yourself.'
const limitReached =
  'Today’s share of free transactions is used up; it goes on tomorrow. Anybody can send it at once.'

/** Refusals that time or another block may end. */
const passing: ReadonlySet<string> = new Set(['NotReady', 'TooLittleGas', 'WrongPolicy', 'DeadlineTooFar'])

/** Whether a contract said no, rather than a node. */
const isRefusal = (error: SparekeyError) => error.code.startsWith('contract_')

const sentenceOf = ({ shortMessage, details }: SparekeyError) =>
  details ? `${shortMessage} ${details}` : shortMessage

async function receiptOf(client: RelayerClient, hash: Hash): Promise<TransactionReceipt | undefined> {
  try {
    const receipt = await getTransactionReceipt(client, { hash })
    return receipt.transactionHash === hash ? receipt : undefined
  } catch (error) {
    if ((error as Error).name === 'TransactionReceiptNotFoundError') return undefined
    throw toChainError(error, client.chain.id)
  }
}
