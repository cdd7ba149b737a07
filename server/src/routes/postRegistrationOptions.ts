import { type and, eq, lte, or } from 'drizzle-orm'
import { nameSchema } from 'sparekey/schema'
import { z } from 'zod'
import { isStandInName } from '../accounts.ts'
import { flowOf, issueChallenge } from '../challenges.ts'
import { dateOf } from '../clock.ts'
import { creationOptionsSchema } from '../credentials.ts'
import type { Database } from '../db.ts'
import { endpoint } from '../endpoint.ts'
import { Refusal } from '../errors.ts'
import { randomUserHandle } from '../random.ts'
import { accounts, reservations } from '../tables/accounts.ts'
import { creationOptions } from '../webauthn.ts'

/** Seconds for which a name is kept for the browser that asked first. */
const RESERVED = 600

/** POST /api/registration/options */
export const postRegistrationOptions = endpoint({
  name: 'POST /api/registration/options',
  summary: 'Keeps a name for 10 minutes and gives the options of the prompt that creates its first passkey.',
  body: z.strictObject({ name: nameSchema }),
  status: 200,
  answer: creationOptionsSchema,
  errors: ['name_taken'],
  async handle({ body, http }, context) {
    const { name } = body
    const { db, clock, config } = context
    const flow = flowOf(context, http)
    await reserve(db, { name, flow, now: dateOf(clock), expiresAt: dateOf(clock, RESERVED) })
    const userHandle = randomUserHandle()
    const scope = { purpose: 'registration', subject: name } as const
    const challenge = await issueChallenge(context, flow, scope, { userHandle })
    return creationOptions(config, { challenge, userHandle, userName: name })
  },
})

type Reservation = { name: string; flow: string; now: Date; expiresAt: Date }

async function reserve(db: Database, { name, flow, now, expiresAt }: Reservation): Promise<void> {
  if (isStandInName(name)) throw new Refusal('name_taken', { internal: 'kept for what the chains know' })
  const [owner] = await db.select({ name: accounts.name }).from(accounts).where(eq(accounts.name, name))
  if (owner) throw new Refusal('name_taken')
  const [reserved] = await db
    .insert(reservations)
    .values({ name, flow, expiresAt })
    .onConflictDoUpdate({
      target: reservations.name,
      set: { flow, expiresAt },
      setWhere: or(eq(reservations.flow, flow), lte(reservations.expiresAt, now)) as NonNullable<
        ReturnType<typeof and>
      >,
    })
    .returning()
  if (!reserved) throw new Refusal('name_taken', { internal: 'reserved by another browser' })
}
