import { and, desc, eq, sql } from 'drizzle-orm'
import { mailPageSchema, mailSchema } from 'sparekey/admin-schema'
import type { Hex } from 'viem'
import { z } from 'zod'
import { mailAddressField } from '../../mail/outbox.ts'
import { openField } from '../../seal.ts'
import { accounts } from '../../tables/accounts.ts'
import { mails } from '../../tables/mailboxes.ts'
import { adminEndpoint } from '../endpoint.ts'
import { masked } from '../mask.ts'
import { cursorSchema, keyIn, momentKey, PAGE, pageOf, textKey } from '../page.ts'
import { noteView } from '../views.ts'

/** GET /api/mails */
export const getMails = adminEndpoint({
  name: 'GET /api/mails',
  summary: 'Mails and what became of them, the newest first.',
  query: z.strictObject({ state: mailSchema.shape.state.optional(), cursor: cursorSchema }),
  status: 200,
  answer: mailPageSchema,
  errors: ['path_invalid'],
  async handle({ query: { state, cursor }, session }, context) {
    const { db, app } = context
    const key = keyIn(cursor, z.tuple([momentKey, textKey]))
    const rows = await db
      .select({ mail: mails, name: accounts.name })
      .from(mails)
      .leftJoin(accounts, eq(accounts.address, mails.account))
      .where(
        and(
          state && eq(mails.state, state),
          key && sql`(${mails.createdAt}, ${mails.id}) < (${key[0].toISOString()}::timestamptz, ${key[1]})`,
        ),
      )
      .orderBy(desc(mails.createdAt), desc(mails.id))
      .limit(PAGE + 1)
    await noteView(context, { by: session.name, action: 'mails.viewed', details: { state: state ?? '' } })
    return pageOf(
      rows,
      ({ mail, name }) => ({
        ...{ id: mail.id, kind: mail.kind, isSecurity: mail.isSecurity, state: mail.state },
        account: name === null ? null : { name, address: mail.account as Hex },
        address: masked(openField(app, mailAddressField(mail.id), mail.sealedAddress)),
        ...{ attempts: mail.attempts, reply: mail.reply, createdAt: mail.createdAt.toISOString() },
        sentAt: mail.sentAt?.toISOString() ?? null,
      }),
      ({ mail }) => [mail.createdAt.toISOString(), mail.id],
    )
  },
})
