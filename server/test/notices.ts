// People who are told, and what they were told, for tests of notices.
import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import type { Hex } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { ownPasskey, salt } from '../../sdk/test/samples.ts'
import type { Config } from '../src/config.ts'
import type { Context } from '../src/context.ts'
import { transact } from '../src/db.ts'
import { addContact } from '../src/mail/contactChanges.ts'
import { saveMailbox } from '../src/mail/emailLinks.ts'
import { mailboxHash, openMail } from '../src/mail/outbox.ts'
import { Notices } from '../src/notices/noticesJob.ts'
import { Secret } from '../src/secret.ts'
import { accounts } from '../src/tables/accounts.ts'
import { guardians } from '../src/tables/guardians.ts'
import { mails } from '../src/tables/mailboxes.ts'
import { webhooks } from '../src/tables/webhooks.ts'
import { emailConfig, newMailbox } from './mail.ts'

const network = {
  ...{ fromBlock: '0', tokens: [] },
  ...{ rpcUrl: 'http://127.0.0.1:1', bundlerUrl: 'http://127.0.0.1:2' },
}

/** Mail, webhooks, and two networks that nobody serves: the server's clock is theirs. */
export const noticesConfig = (): Partial<Config> => ({
  email: emailConfig(),
  webhooks: { key: new Secret(generatePrivateKey()), isLocalAllowed: true },
  networks: [
    { ...network, chainId: 31337, name: 'Localhost One' },
    { ...network, chainId: 31338, name: 'Localhost Two' },
  ],
})

/** Somebody with an account of whom the networks tell. */
export interface Told {
  readonly account: Hex
  readonly name: string
  readonly mailbox: string
}

let people = 0

/** Keeps an account, with a mailbox that is told and no guardian. */
export async function newTold(context: Context, options: { contact?: boolean } = {}): Promise<Told> {
  const account = `0x${randomBytes(20).toString('hex')}` as const
  const name = `wilhelmina-${++people}`
  const { x, y } = ownPasskey
  await context.db.insert(accounts).values({
    ...{ address: account, name, userHandle: `${account} handle`, salt, firstX: x, firstY: y },
    createdAt: new Date(0),
  })
  const mailbox = newMailbox()
  if (options.contact !== false) await addMailbox(context, account, mailbox)
  return { account, name, mailbox }
}

/** Adds a mailbox or a webhook that is told. */
export const addMailbox = (context: Context, account: Hex, address: string) =>
  transact(context.db, (tx) => addContact(tx, context, { account, kind: 'email', address }))
export const addWebhook = (context: Context, account: Hex, address: string) =>
  transact(context.db, (tx) => addContact(tx, context, { account, kind: 'webhook', address }))

/** Makes a mailbox a guardian that is set up. */
export async function addGuardian(context: Context, account: Hex, address: string): Promise<void> {
  const signer = `0x${randomBytes(52).toString('hex')}`
  const addressHash = mailboxHash(context, address)
  await saveMailbox(context.db, context, { ...{ account, address, salt, signer }, addressHash } as never)
  await context.db
    .insert(guardians)
    .values({ account, signer, kind: 'email', label: 'My mailbox', position: 0 })
    .onConflictDoNothing()
}

/** Everything that an address was told, oldest first; not that somebody is told from now on. */
export async function mailsTo(context: Pick<Context, 'config' | 'db'>, address: string) {
  const rows = await context.db
    .select()
    .from(mails)
    .where(eq(mails.addressHash, mailboxHash(context, address)))
    .orderBy(mails.createdAt)
  return rows.flatMap((row) => {
    const content = openMail(context, row)?.content
    const { id, kind, isSecurity } = row
    return kind === 'contact' ? [] : [{ id, kind, isSecurity, subject: '', text: '', html: '', ...content }]
  })
}

/** What they were about. */
export const kindsTo = async (context: Pick<Context, 'config' | 'db'>, address: string) =>
  (await mailsTo(context, address)).map(({ kind }) => kind)

/** All webhooks of an account. */
export const webhooksOf = async ({ db }: Pick<Context, 'db'>, account: Hex) =>
  (await db.select().from(webhooks).where(eq(webhooks.account, account)).orderBy(webhooks.createdAt)).map(
    ({ id, type, body }) => ({ id, type, ...JSON.parse(body ?? '{}') }),
  )

/** A context that keeps what it logs. */
export function withLines(context: Context): { context: Context; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = []
  const stream = new Writable({
    write(line, _, done) {
      lines.push(JSON.parse(String(line)))
      done()
    },
  })
  return { context: { ...context, log: pino({ level: 'info' }, stream) }, lines }
}

/** Passes until nothing is due any more, and the moment in which networks are waited for is over. */
export async function tellAll(
  context: Context,
  skip: (seconds: number) => void,
  notices = new Notices(context),
) {
  for (let round = 0; round < 2; round++) {
    while (await notices.pass());
    skip(5)
  }
  while (await notices.pass());
}
