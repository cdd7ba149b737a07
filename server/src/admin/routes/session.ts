// Signing in, being asked once more, and signing out.
import { eq } from 'drizzle-orm'
import { operatorSessionSchema } from 'sparekey/admin-schema'
import { z } from 'zod'
import { consumeChallenge, flowOf, issueChallenge } from '../../challenges.ts'
import {
  type AssertedCredential,
  assertedCredentialSchema,
  challengeIn,
  requestOptionsSchema,
} from '../../credentials.ts'
import { transact } from '../../db.ts'
import { Refusal } from '../../errors.ts'
import { publicKeyOf } from '../../passkeys.ts'
import { operators } from '../../tables/operators.ts'
import { requestOptions, verifyPasskey } from '../../webauthn.ts'
import { lockAudit, record } from '../audit.ts'
import type { AdminContext } from '../context.ts'
import { adminEndpoint } from '../endpoint.ts'
import type { OperatorRow } from '../operators.ts'
import {
  confirmOperator,
  endOperator,
  operatorSessionJson,
  sendOperator,
  startOperator,
} from '../sessions.ts'

const credentialBody = z.strictObject({ credential: assertedCredentialSchema })

/** POST /api/sign-in/options */
export const postSignInOptions = adminEndpoint({
  name: 'POST /api/sign-in/options',
  summary: 'Options of the prompt with which an operator signs in.',
  body: z.strictObject({}),
  status: 200,
  answer: requestOptionsSchema,
  errors: [],
  async handle({ http }, context) {
    const scope = { purpose: 'operator', subject: '' } as const
    return requestOptions(context.config, await issueChallenge(context, flowOf(context, http), scope))
  },
})

/** POST /api/sign-in */
export const postSignIn = adminEndpoint({
  name: 'POST /api/sign-in',
  summary: 'Signs an operator in; nobody can be locked out by somebody else’s tries.',
  body: credentialBody,
  status: 200,
  answer: operatorSessionSchema,
  errors: ['challenge_gone', 'credential_invalid', 'operator_unknown', 'operator_waiting'],
  async handle({ body: { credential }, http }, context) {
    const challenge = challengeIn(credential)
    await consumeChallenge(context, http, challenge, { purpose: 'operator', subject: '' })
    const { row, signCount } = await verified(context, credential, challenge)
    if (row.endedAt) throw new Refusal('operator_unknown', { internal: 'was removed' })
    if (!row.role) throw new Refusal('operator_waiting')
    const { token, session } = await transact(context.db, async (tx) => {
      await lockAudit(tx)
      const started = await startOperator(context, tx, http, row.id)
      await tx.update(operators).set({ signCount }).where(eq(operators.id, row.id))
      await record(tx, context.clock, { by: row.name, action: 'operator.signed-in', subject: row.id })
      return started
    })
    sendOperator(context, http, token)
    return operatorSessionJson(context, row, session)
  },
})

/** The generator of P-256: whom an unknown passkey is compared with, so that the answer comes as late. */
const nobody: Pick<OperatorRow, 'x' | 'y' | 'credentialId' | 'signCount'> = {
  credentialId: '',
  x: '0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
  y: '0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
  signCount: 0,
}

async function verified(
  { config, db, log }: AdminContext,
  credential: AssertedCredential,
  challenge: string,
) {
  const [row] = await db.select().from(operators).where(eq(operators.credentialId, credential.id))
  const { credentialId, signCount, ...key } = row ?? nobody
  const known = { credentialId, signCount, publicKey: publicKeyOf(key) }
  const next = await verifyPasskey(config, credential, challenge, known).catch((cause: unknown) => {
    log.info({ err: cause }, 'the assertion does not verify')
    return undefined
  })
  const { userHandle } = credential.response
  if (!row || next === undefined || (userHandle && userHandle !== row.userHandle))
    throw new Refusal('operator_unknown', {
      internal: 'no such passkey, or not its signature or user handle',
    })
  return { row, signCount: next }
}

/** GET /api/session */
export const getSession = adminEndpoint({
  name: 'GET /api/session',
  summary: 'Who is signed in.',
  status: 200,
  answer: operatorSessionSchema,
  errors: [],
  async handle({ session }, context) {
    return operatorSessionJson(context, session.row, session)
  },
})

/** DELETE /api/session */
export const deleteSession = adminEndpoint({
  name: 'DELETE /api/session',
  summary: 'Signs this browser out.',
  status: 204,
  errors: [],
  async handle({ session, http }, context) {
    await endOperator(context, http, session)
  },
})

/** POST /api/session/confirmation/options */
export const postConfirmationOptions = adminEndpoint({
  name: 'POST /api/session/confirmation/options',
  summary: 'Options of the prompt that confirms who is signed in.',
  body: z.strictObject({}),
  status: 200,
  answer: requestOptionsSchema,
  errors: [],
  async handle({ http, session }, context) {
    const scope = { purpose: 'confirmation', subject: session.id } as const
    return requestOptions(context.config, await issueChallenge(context, flowOf(context, http), scope))
  },
})

/** POST /api/session/confirmation */
export const postConfirmation = adminEndpoint({
  name: 'POST /api/session/confirmation',
  summary: 'Confirms by the passkey who is signed in; for 5 minutes nothing asks again.',
  body: credentialBody,
  status: 200,
  answer: operatorSessionSchema,
  errors: ['challenge_gone', 'credential_invalid', 'operator_unknown'],
  async handle({ body: { credential }, http, session }, context) {
    const challenge = challengeIn(credential)
    await consumeChallenge(context, http, challenge, { purpose: 'confirmation', subject: session.id })
    const { row, signCount } = await verified(context, credential, challenge)
    if (row.id !== session.id) throw new Refusal('operator_unknown', { internal: 'another one’s passkey' })
    const confirmedAt = await transact(context.db, async (tx) => {
      await lockAudit(tx)
      await tx.update(operators).set({ signCount }).where(eq(operators.id, row.id))
      return confirmOperator(context, tx, session)
    })
    return operatorSessionJson(context, row, { ...session, confirmedAt })
  },
})
