// Becoming an operator by a one-time link: look at it, make a passkey, and be one.
import { eq } from 'drizzle-orm'
import { enrolledSchema, enrolmentLinkSchema, linkTokenSchema } from 'sparekey/admin-schema'
import { labelSchema } from 'sparekey/schema'
import { z } from 'zod'
import { consumeChallenge, flowOf, issueChallenge } from '../../challenges.ts'
import { dateOf } from '../../clock.ts'
import { challengeIn, creationOptionsSchema, newCredentialSchema } from '../../credentials.ts'
import { isDuplicate, type Transaction, transact } from '../../db.ts'
import { Refusal } from '../../errors.ts'
import { randomToken, randomUserHandle, tokenHashOf } from '../../random.ts'
import { operators, proposals } from '../../tables/operators.ts'
import { creationOptions, type VerifiedPasskey, verifyNewPasskey } from '../../webauthn.ts'
import { HOST, lockAudit, record } from '../audit.ts'
import type { AdminContext } from '../context.ts'
import { adminEndpoint } from '../endpoint.ts'
import { findLink, type LinkRow, useLink } from '../links.ts'
import { type OperatorRow, operatorJson } from '../operators.ts'
import { PROPOSAL_LIFE } from '../proposals.ts'
import { operatorSessionJson, sendOperator, startOperator } from '../sessions.ts'

const tokenBody = z.strictObject({ token: linkTokenSchema })
/** The first operator says a name; the others were given theirs. */
const namedBody = tokenBody.extend({ name: labelSchema.optional() })

/** POST /api/enrolment/link */
export const postEnrolmentLink = adminEndpoint({
  name: 'POST /api/enrolment/link',
  summary: 'Whom a one-time link is for.',
  body: tokenBody,
  status: 200,
  answer: enrolmentLinkSchema,
  errors: ['link_gone'],
  async handle({ body }, context) {
    const { name, role, expiresAt } = await findLink(context.db, context, body.token)
    return { name, role, expiresAt: expiresAt.toISOString() }
  },
})

/** POST /api/enrolment/options */
export const postEnrolmentOptions = adminEndpoint({
  name: 'POST /api/enrolment/options',
  summary: "Options of the prompt that creates an operator's passkey.",
  body: namedBody,
  status: 200,
  answer: creationOptionsSchema,
  errors: ['link_gone', 'name_taken'],
  async handle({ body, http }, context) {
    const { db, config } = context
    const userName = await nameFor(await findLink(db, context, body.token), body.name)
    if ((await named(db, userName)).length > 0) throw new Refusal('name_taken')
    const userHandle = randomUserHandle()
    const scope = { purpose: 'enrolment', subject: tokenHashOf(body.token) } as const
    const challenge = await issueChallenge(context, flowOf(context, http), scope, { userHandle, userName })
    const known = await db.select({ credentialId: operators.credentialId }).from(operators)
    const exclude = known.map(({ credentialId }) => ({ credentialId, transports: [] }))
    return creationOptions(config, { challenge, userHandle, userName, exclude })
  },
})

async function nameFor({ name }: LinkRow, said: string | undefined): Promise<string> {
  if (name !== null && said === undefined) return name
  if (name === null && said !== undefined && said.toLowerCase() !== HOST) return said
  throw new Refusal('body_invalid', { at: 'name' })
}

const named = (db: AdminContext['db'], name: string) =>
  db.select({ id: operators.id }).from(operators).where(eq(operators.name, name))

/** POST /api/enrolment */
export const postEnrolment = adminEndpoint({
  name: 'POST /api/enrolment',
  summary:
    'Makes whoever holds the link an operator, once; whom an operator has invited, another one confirms first.',
  body: tokenBody.extend({ credential: newCredentialSchema }),
  status: 201,
  answer: enrolledSchema,
  errors: ['link_gone', 'challenge_gone', 'credential_invalid', 'credential_known', 'name_taken'],
  async handle({ body, http }, context) {
    const { config, db, clock } = context
    const challenge = challengeIn(body.credential)
    const scope = { purpose: 'enrolment', subject: tokenHashOf(body.token) } as const
    const { userHandle = '', userName = '' } = await consumeChallenge(context, http, challenge, scope)
    const passkey = await verifyNewPasskey(config, body.credential, challenge)
    const { row, started } = await transact(db, async (tx) => {
      // First: of two links for the first admin, used at once, one is.
      await lockAudit(tx)
      const link = await useLink(tx, context, body.token)
      const made = await store(tx, context, { link, passkey, userHandle, name: userName })
      const session = made.role ? await startOperator(context, tx, http, made.id) : undefined
      const details = { name: made.name, role: link.role, isConfirmed: made.role !== null }
      await record(tx, clock, { by: made.name, action: 'operator.enrolled', subject: made.id, details })
      return { row: made, started: session }
    })
    if (started) sendOperator(context, http, started.token)
    return {
      operator: operatorJson(row),
      session: started ? operatorSessionJson(context, row, started.session) : null,
    }
  },
})

interface NewOperator {
  readonly link: LinkRow
  readonly passkey: VerifiedPasskey
  readonly userHandle: string
  readonly name: string
}

/** Whom an operator has invited has no role yet, but a proposal to get it, which somebody else must confirm. */
async function store(
  tx: Transaction,
  { clock }: AdminContext,
  { link, passkey, userHandle, name }: NewOperator,
): Promise<OperatorRow> {
  if ((await named(tx, name)).length > 0) throw new Refusal('name_taken')
  const { credentialId, publicKey, signCount } = passkey
  const id = randomToken()
  const createdAt = dateOf(clock)
  const values = { id, name, role: link.invitedBy === null ? link.role : null, createdAt }
  const key = { credentialId, x: publicKey.x, y: publicKey.y, userHandle, signCount }
  const [row] = await tx
    .insert(operators)
    .values({ ...values, ...key })
    .returning()
    .catch((error: unknown) => {
      if (isDuplicate(error)) throw new Refusal('credential_known')
      throw error
    })
  if (!row) throw new Refusal('credential_known')
  if (link.invitedBy === null) return row
  const reason = `${name} was invited and has made a passkey.`
  await tx.insert(proposals).values({
    ...{ id: randomToken(), reason, proposedBy: link.invitedBy, createdAt },
    body: { kind: 'role', operatorId: id, role: link.role, reason },
    expiresAt: dateOf(clock, PROPOSAL_LIFE),
  })
  return row
}
