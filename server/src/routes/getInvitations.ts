import { desc, eq } from 'drizzle-orm'
import { invitationSchema } from 'sparekey/schema'
import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { invitationJson } from '../invitations.ts'
import { invitations } from '../tables/guardians.ts'

/** GET /api/invitations */
export const getInvitations = endpoint({
  name: 'GET /api/invitations',
  summary: 'The invitations of the account, newest first.',
  status: 200,
  answer: z.array(invitationSchema),
  errors: [],
  async handle({ session }, { db }) {
    const rows = await db
      .select()
      .from(invitations)
      .where(eq(invitations.account, session.account))
      .orderBy(desc(invitations.createdAt), invitations.id)
      .limit(100)
    return Promise.all(rows.map((row) => invitationJson(db, row)))
  },
})
