// Security mail that nobody could be given, and webhooks that nobody took: the others on file are told of it, and operators.
import { and, eq, gt, inArray, isNotNull, notExists, sql } from 'drizzle-orm'
import type { Address } from 'viem'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import { type Database, transact } from '../db.ts'
import { maskedName } from '../mail/messages.ts'
import { mailboxHash } from '../mail/outbox.ts'
import { tellOperator } from '../operatorWebhook.ts'
import { touchRecoveries } from '../recoveries.ts'
import { openField } from '../seal.ts'
import { accounts } from '../tables/accounts.ts'
import { mails, notices } from '../tables/mailboxes.ts'
import { webhooks } from '../tables/webhooks.ts'
import { urlField } from '../webhooks/queueWebhook.ts'
import type { Recovery } from './history.ts'
import { keepMarks, readHistory } from './noticeWork.ts'
import { type Recipients, recipientsOf } from './recipients.ts'
import { isLive, type Times } from './stages.ts'
import { LIFE, send } from './tell.ts'
import { never, type Words } from './words.ts'

/** Codes are asked for again by whoever misses one. */
const kinds = [
  ...['started', 'sooner', 'half-way', 'last-day', 'ready', 'executed', 'stopped', 'withdrawn'],
  ...['guardians', 'passkeys', 'contact', 'undelivered'],
]
const STAGE = 'undelivered'
const AT_ONCE = 100
/** Seconds after which nobody looks any more. */
const LONGEST = 10 * 86_400

/** What was not delivered. */
interface Failure {
  readonly id: string
  readonly account: string
  readonly kind: string
  /** What the same address has in common. */
  readonly address: string
  readonly isIt: (address: string) => boolean
}

/** Tells of everything that was not delivered and that nobody was told of yet. */
export async function tellUndelivered(context: Context, times: Times): Promise<void> {
  for (const failure of [...(await failedMails(context)), ...(await failedWebhooks(context))]) {
    const { id, account, kind } = failure
    const told = await transact(context.db, async (tx) => {
      const others = await tellOthers(tx, context, failure, times)
      if (others === undefined) return undefined
      await touchRecoveries(tx, [account])
      await tellOperator(tx, context, 'mail.undelivered', { account, kind })
      return others
    })
    if (told === undefined) continue
    context.log.error(
      { account, kind, id, told, alert: 'notice_undelivered' },
      'a security message was not delivered',
    )
  }
}

async function failedMails({ db, clock, config }: Context): Promise<Failure[]> {
  const rows = await db
    .select()
    .from(mails)
    .where(
      and(
        sql`${mails.state} in ('bounced', 'expired') and ${mails.isSecurity}`,
        gt(mails.createdAt, dateOf(clock, -LONGEST)),
        inArray(mails.kind, kinds),
        notExists(toldOf(db, mails.account, mails.id)),
      ),
    )
    .limit(AT_ONCE)
  return rows.map(({ id, account, kind, addressHash }) => ({
    ...{ id, account, kind, address: addressHash.slice(0, 16) },
    isIt: (address) => mailboxHash({ config }, address) === addressHash,
  }))
}

async function failedWebhooks({ db, clock, config }: Context): Promise<Failure[]> {
  const rows = await db
    .select()
    .from(webhooks)
    .where(
      and(
        eq(webhooks.state, 'failed'),
        gt(webhooks.endedAt, dateOf(clock, -LONGEST)),
        isNotNull(webhooks.account),
        notExists(toldOf(db, webhooks.account, webhooks.id)),
      ),
    )
    .limit(AT_ONCE)
  return rows.map(({ id, account, type, sealedUrl }) => {
    const url = openField({ config }, urlField(id), sealedUrl)
    return {
      ...{ id, account: account ?? '', kind: type.replace('notice.', ''), address: new URL(url).host },
      isIt: (address) => address === url,
    }
  })
}

const toldOf = (
  db: Database,
  account: typeof mails.account | typeof webhooks.account,
  id: typeof mails.id | typeof webhooks.id,
) =>
  db
    .select()
    .from(notices)
    .where(and(eq(notices.account, account), eq(notices.subject, id), eq(notices.stage, STAGE)))

/** How many others are told; undefined where somebody else has told them. */
async function tellOthers(
  tx: Database,
  context: Context,
  failure: Failure,
  times: Times,
): Promise<number | undefined> {
  const { id, account, kind } = failure
  if (!(await isFirst(tx, context, { account, subject: id, stage: STAGE }))) return undefined
  const [row] = await tx.select().from(accounts).where(eq(accounts.address, account))
  // What tells of a failure and fails itself is told to operators alone.
  if (!row || kind === STAGE) return 0
  const { recoveries } = await readHistory(tx, account)
  const [running] = recoveries.filter(({ networks }) => networks.some((on) => isLive(on, times)))
  const about = { account, subject: running?.hash ?? 'account', stage: `${STAGE}-${failure.address}` }
  if (!(await isFirst(tx, context, about))) return 0
  const everybody = await recipientsOf(tx, context, { account, isSecurity: true })
  const to = othersOf(everybody, failure)
  const words = wordsOf(context, { name: row.name, running })
  const data = { notDelivered: kind, running: running ? [running.hash] : [] }
  await send(tx, context, {
    ...{ account: account as Address, kind: STAGE, isSecurity: true, life: LIFE },
    words,
    to,
    data,
  })
  return to.mailboxes.length + to.webhooks.length
}

async function isFirst(
  tx: Database,
  { clock }: Context,
  { account, ...mark }: { account: string; subject: string; stage: string },
): Promise<boolean> {
  return keepMarks(tx, account, [mark], dateOf(clock))
}

const othersOf = (everybody: Recipients, { isIt }: Failure): Recipients => ({
  ...everybody,
  mailboxes: everybody.mailboxes.filter((mailbox) => !isIt(mailbox)),
  webhooks: everybody.webhooks.filter((url) => !isIt(url)),
})

function wordsOf(
  { config: { origin } }: Pick<Context, 'config'>,
  { name, running }: { name: string; running: Recovery | undefined },
): Words {
  const account = `${maskedName(name)} at ${new URL(origin).host}`
  return {
    title: `A message about ${account} was not delivered`,
    paragraphs: [
      'We wrote to another address on file about the security of this account, and nobody took the message. You are told instead.',
      running
        ? 'A recovery of this account is running. If that is not you, stop it: it needs one passkey prompt and no sign-in.'
        : 'Look at your account, and at who is told of it.',
    ],
    facts: [['Account', maskedName(name)]],
    action: running
      ? { label: 'It wasn’t me – stop it', url: `${origin}/object/${running.hash}` }
      : { label: 'Look at your account', url: `${origin}/account/contacts` },
    footer: [never],
  }
}
