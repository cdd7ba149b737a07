import { eq } from 'drizzle-orm'
import { MAX_GUARDIANS } from 'sparekey'
import { guardianLabelSchema } from 'sparekey/schema'
import { z } from 'zod'
import { transact } from '../db.ts'
import { endpoint } from '../endpoint.ts'
import { guardianLabelsOf } from '../guardianLabels.ts'
import { dropLinks } from '../oidc/links.ts'
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
  errors: [],
  handle({ body: labels, session: { account } }, { db }) {
    return transact(db, async (tx) => {
      // Two tabs at once: one after the other, and the last one wins whole.
      await tx.select().from(accounts).where(eq(accounts.address, account)).for('update')
      await tx.delete(guardians).where(eq(guardians.account, account))
      await dropLinks(
        tx,
        account,
        labels.map(({ signer }) => signer),
      )
      if (labels.length > 0)
        await tx.insert(guardians).values(labels.map((label, position) => ({ ...label, account, position })))
      return guardianLabelsOf(tx, account)
    })
  },
})
