// Tells one notice to everybody on file, in the transaction that writes down that it was told.
import { signerFingerprint } from 'sparekey'
import type { OperatorEvent } from 'sparekey/admin-schema'
import type { Address } from 'viem'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db.ts'
import { renderMail } from '../mail/layout.ts'
import { queueMail } from '../mail/outbox.ts'
import { tellOperator } from '../operatorWebhook.ts'
import { queueWebhook } from '../webhooks/queueWebhook.ts'
import type { Recipients } from './recipients.ts'
import type { Notice } from './stages.ts'
import { type About, type Words, wordsOf } from './words.ts'

/** Seconds after which a notice is too old to be sent: the next one says more. */
export const LIFE = 86_400
/** Seconds by which they go before codes, of which anybody can ask for many. */
const AHEAD = 3_600

/** What somebody is told with. */
type Teller = Pick<Context, 'config' | 'clock' | 'queue'>

/** Whether nobody can be without it: all about recoveries, and what is changed while one runs. */
export const isSecurity = (notice: Notice): boolean =>
  'recovery' in notice || notice.running.length > 0 || notice.changes.some(({ ended }) => ended.length > 0)

/** Queues mails and webhooks of a notice. */
export async function tell(
  tx: Database,
  context: Teller,
  { notice, about, to }: { notice: Notice; about: About; to: Recipients },
): Promise<void> {
  const words = wordsOf(notice, about)
  const { stage } = notice
  await send(tx, context, {
    account: about.account,
    kind: stage,
    isSecurity: isSecurity(notice),
    life: LIFE,
    words,
    to,
    data: dataOf(notice, about),
  })
  const type = operatorEvents[stage]
  if (type) await tellOperator(tx, context, type, { account: about.account, ...dataOf(notice, about) })
}

/** What the operator's own webhook can be told of, by the notice's name. */
const operatorEvents: Readonly<Record<string, OperatorEvent | undefined>> = {
  started: 'recovery.started',
  executed: 'recovery.executed',
  stopped: 'recovery.stopped',
}

/** One message for several addresses. */
export interface Message {
  readonly account: Address
  /** A notice's name. */
  readonly kind: string
  readonly isSecurity: boolean
  /** Seconds after which no mail of it is sent any more. */
  readonly life: number
  readonly words: Words
  readonly to: Recipients
  /** What other servers are told beside the words. */
  readonly data: object
}

/** Queues one message for everybody it goes to. */
export async function send(tx: Database, context: Teller, message: Message): Promise<void> {
  const { account, kind, isSecurity: isSafety, life, words, to, data } = message
  const content = renderMail(words)
  const [notBefore, expiresAt] = [dateOf(context.clock, -AHEAD), dateOf(context.clock, life)]
  for (const mailbox of to.mailboxes)
    await queueMail(tx, context, {
      account,
      kind,
      isSecurity: isSafety,
      to: mailbox,
      content,
      notBefore,
      expiresAt,
    })
  const { title, paragraphs, facts = [], action } = words
  const text = { title, paragraphs, facts: Object.fromEntries(facts), link: action.url }
  for (const url of to.webhooks) {
    const event = { type: `notice.${kind}`, data: { account, isSecurity: isSafety, ...data, ...text } }
    await queueWebhook(tx, context, { url, event, account })
  }
}

function dataOf(notice: Notice, { account, nameOf }: About): object {
  if (!('recovery' in notice)) {
    const changes = notice.changes.map(({ kind, chainId }) => ({ kind, chainId, network: nameOf(chainId) }))
    return { changes, running: notice.running.map(({ hash }) => hash) }
  }
  const { hash, newSigner, replace, networks } = notice.recovery
  return {
    ...{ requestHash: hash, newSigner, replace },
    fingerprint: signerFingerprint(account, newSigner).join(' '),
    networks: networks.map(({ chainId, state, readyAt, endAt }) => ({
      ...{ chainId, network: nameOf(chainId), state, readyAt, endAt },
    })),
  }
}
