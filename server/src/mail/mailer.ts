// The job `mailer`: sends what is queued. A mail is taken for some seconds by one statement, and for longer as long as its
// process lives, so that any number of processes send each once, and one that was killed is followed within half a minute.
//
// Nobody can know whether a mail was taken when its sender died or heard nothing more. Such a try is counted before it is made;
// after two of them it is not tried again: there is at most one duplicate, and it has the same Message-ID.
import { and, asc, eq, gte, inArray, lt, lte, sql } from 'drizzle-orm'
import type { Logger } from 'pino'
import { dateOf } from '../clock.ts'
import type { EmailConfig } from '../config.ts'
import type { Context } from '../context.ts'
import type { Job } from '../jobs.ts'
import { startLoop } from '../loop.ts'
import { contacts, mails } from '../tables/mailboxes.ts'
import { unsubscribeToken } from './contactChanges.ts'
import { withUnsubscribe } from './layout.ts'
import { openMail } from './outbox.ts'
import { type Outcome, Smtp, type SmtpMail } from './smtp.ts'

type Row = typeof mails.$inferSelect

const POLL = 500
const AT_ONCE = 5
/** Seconds for which a mail is taken, and after which that is prolonged. */
const TAKEN = 20
const PROLONG = 5_000
/** Tries of which nobody knows how they went. */
const MOST_UNCLEAR = 2
/** Seconds before the second try; twice as long before each further one. */
const FIRST_PAUSE = 30
const LONGEST_PAUSE = 1800

const live = ['queued', 'deferred'] as const

/** The job. */
export function mailer(context: Context): Job {
  const { config, log } = context
  if (!config.email) return { stop: async () => {} }
  const one = new Mailer(context, config.email)
  const loop = startLoop({ name: 'mailer', log, every: POLL, pass: () => one.pass() })
  return {
    async stop() {
      await loop.stop()
      one.close()
    },
  }
}

/** Sends mails, pass by pass. */
export class Mailer {
  readonly #context: Context
  readonly #log: Logger
  readonly #smtp: Smtp

  /** @param patience milliseconds without a word from the other server */
  constructor(context: Context, email: EmailConfig, options: { patience?: number } = {}) {
    this.#context = context
    this.#log = context.log
    this.#smtp = new Smtp(email, options)
  }

  /** Sends what is due; true if there may be more. */
  async pass(): Promise<boolean> {
    await this.#endLate()
    const taken = await this.#take()
    if (taken.length === 0) return false
    const prolonging = setInterval(() => void this.#prolong(taken), PROLONG)
    try {
      await Promise.all(taken.map((row) => this.#send(row)))
    } finally {
      clearInterval(prolonging)
    }
    return taken.length === AT_ONCE
  }

  /** Ends the connections. */
  close(): void {
    this.#smtp.close()
  }

  /** What comes too late is not sent any more, and what may have been sent twice neither. */
  async #endLate(): Promise<void> {
    const { db, clock } = this.#context
    const isDue = and(inArray(mails.state, [...live]), lte(mails.notBefore, dateOf(clock)))
    await db
      .update(mails)
      .set({ state: 'sent', sealedContent: null, sentAt: dateOf(clock), reply: 'taken, never confirmed' })
      .where(and(isDue, gte(mails.unclear, MOST_UNCLEAR)))
    const late = await db
      .update(mails)
      .set({ state: 'expired', sealedContent: null })
      .where(and(isDue, lte(mails.expiresAt, dateOf(clock))))
      .returning({ id: mails.id, kind: mails.kind })
    for (const about of late) this.#log.warn({ ...about, alert: 'mail_expired' }, 'a mail came too late')
  }

  /** Takes mails that are due. Their tries count as unclear until it is known how they went. */
  async #take(): Promise<Row[]> {
    const { db, clock } = this.#context
    const due = db
      .select({ id: mails.id })
      .from(mails)
      .where(
        and(
          inArray(mails.state, [...live]),
          lte(mails.notBefore, dateOf(clock)),
          lt(mails.unclear, MOST_UNCLEAR),
        ),
      )
      .orderBy(asc(mails.notBefore))
      .limit(AT_ONCE)
      .for('update', { skipLocked: true })
    return db
      .update(mails)
      .set({
        attempts: sql`${mails.attempts} + 1`,
        unclear: sql`${mails.unclear} + 1`,
        notBefore: dateOf(clock, TAKEN),
      })
      .where(inArray(mails.id, due))
      .returning()
  }

  async #prolong(taken: readonly Row[]): Promise<void> {
    const { db, clock } = this.#context
    for (const row of taken)
      await db
        .update(mails)
        .set({ notBefore: dateOf(clock, TAKEN) })
        .where(this.#isOurs(row))
        .catch((error: unknown) => this.#log.warn({ err: error }, 'a mail was not kept'))
  }

  async #send(row: Row): Promise<void> {
    const outcome = await this.#try(row)
    await this.#record(row, outcome)
    const about = { id: row.id, kind: row.kind, reply: outcome.reply, attempts: row.attempts }
    if (outcome.kind === 'sent') this.#log.info(about, 'a mail was sent')
    else if (outcome.kind === 'failed')
      this.#log.error({ ...about, alert: 'mail_server' }, 'mail cannot be sent')
    else this.#log.warn({ ...about, outcome: outcome.kind }, 'a mail was not taken')
  }

  async #try(row: Row): Promise<Outcome> {
    try {
      const opened = openMail(this.#context, row)
      if (!opened) return { kind: 'refused', reply: 'no content' }
      const mail: SmtpMail = { id: row.id, ...opened, date: row.createdAt }
      return await this.#smtp.send(row.isSecurity ? mail : await this.#notice(row, mail))
    } catch (error) {
      this.#log.error({ err: error, id: row.id, alert: 'mail_unreadable' }, 'a mail could not be made')
      return { kind: 'failed', reply: 'not made' }
    }
  }

  /** Notices say how to end them, where their mailbox is a contact. */
  async #notice({ account, addressHash }: Row, mail: SmtpMail): Promise<SmtpMail> {
    const { db, config } = this.#context
    const [contact] = await db
      .select({ id: contacts.id })
      .from(contacts)
      .where(
        and(eq(contacts.account, account), eq(contacts.kind, 'email'), eq(contacts.addressHash, addressHash)),
      )
    if (!contact) return mail
    const token = unsubscribeToken(this.#context, contact.id)
    return {
      ...mail,
      content: withUnsubscribe(mail.content, `${config.origin}/unsubscribe#${token}`),
      unsubscribeUrl: `${config.origin}/api/email/unsubscribe/${token}`,
    }
  }

  async #record(row: Row, { kind, reply }: Outcome): Promise<void> {
    const { db, clock } = this.#context
    // Also where somebody else has taken it meanwhile: what was sent was sent.
    if (kind === 'sent')
      await db
        .update(mails)
        .set({ state: 'sent', sealedContent: null, sentAt: dateOf(clock), reply })
        .where(and(eq(mails.id, row.id), inArray(mails.state, [...live])))
    else if (kind === 'refused')
      await db.update(mails).set({ state: 'bounced', sealedContent: null, reply }).where(this.#isOurs(row))
    else {
      const pause = Math.min(FIRST_PAUSE * 2 ** (row.attempts - 1), LONGEST_PAUSE)
      const unclear = kind === 'unclear' ? row.unclear : row.unclear - 1
      const state = kind === 'deferred' ? kind : row.state
      const next = Math.min(dateOf(clock, pause).getTime(), row.expiresAt.getTime())
      await db
        .update(mails)
        .set({ state, reply, unclear, notBefore: new Date(next) })
        .where(this.#isOurs(row))
    }
  }

  /** Nobody has taken it after us. */
  #isOurs = ({ id, attempts }: Row) =>
    and(eq(mails.id, id), eq(mails.attempts, attempts), inArray(mails.state, [...live]))
}
