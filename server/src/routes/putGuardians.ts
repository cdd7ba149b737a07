import { eq } from 'drizzle-orm'
import { MAX_GUARDIANS } from 'sparekey'
import { type GuardianLabel, guardianLabelSchema } from 'sparekey/schema'
import { z } from 'zod'
import { transact } from '../db.ts'
import { endpoint } from '../endpoint.ts'
import { Refusal } from '../errors.ts'
import { guardianLabelsOf } from '../guardianLabels.ts'
import { dropMailboxes } from '../mail/emailLinks.ts'
import { dropLinks } from '../oidc/links.ts'
import { settingsOf } from '../settings.ts'
import { accounts } from '../tables/accounts.ts'
import { guardians } from '../tables/guardians.ts'

const body = z
  .array(guardianLabelSchema)
  .max(MAX_GUARDIANS)
  .refine((all) => new Set(all.map(({ signer }) => signer)).size === all.length)

/** PUT /api/guardians */
export const putGuardians = endpoint({
  name: 'PUT /api/guardians',
  summary: 'Replaces what the guardians are called; who they are, the chains say.',
  body,
  status: 200,
  answer: z.array(guardianLabelSchema),
  errors: ['kind_off'],
  handle({ body: labels, session: { account } }, { db }) {
    return transact(db, async (tx) => {
      // Two tabs at once: one after the other, and the last one wins whole.
      await tx.select().from(accounts).where(eq(accounts.address, account)).for('update')
      const { kinds } = (await settingsOf(tx)).recovery
      const former = await tx.delete(guardians).where(eq(guardians.account, account)).returning()
      // Those that are there already may stay, whatever can be added now.
      const isKept = ({ signer, kind }: GuardianLabel) =>
        former.some((one) => one.signer === signer && one.kind === kind)
      const added = labels.find((label) => !kinds.includes(label.kind) && !isKept(label))
      if (added) throw new Refusal('kind_off', { internal: added.kind })
      const kept = labels.map(({ signer }) => signer)
      await dropLinks(tx, account, kept)
      await dropMailboxes(tx, account, { former: former.map(({ signer }) => signer), kept })
      if (labels.length > 0)
        await tx.insert(guardians).values(labels.map((label, position) => ({ ...label, account, position })))
      return guardianLabelsOf(tx, account)
    })
  },
})
