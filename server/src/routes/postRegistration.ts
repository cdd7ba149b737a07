import { and, eq, gt } from 'drizzle-orm'
import { getAccountAddress } from 'sparekey'
import { bytes32Schema, nameSchema, sessionSchema } from 'sparekey/schema'
import type { Hex } from 'viem'
import { z } from 'zod'
import { consumeChallenge, flowOf } from '../challenges.ts'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import { challengeIn, newCredentialSchema } from '../credentials.ts'
import { type Transaction, transact } from '../db.ts'
import { endpoint } from '../endpoint.ts'
import { Refusal } from '../errors.ts'
import { storePasskey } from '../passkeys.ts'
import { noteDevice } from '../recoveries.ts'
import { sessionJson } from '../sessionJson.ts'
import { sendSession, startSession } from '../sessions.ts'
import { queueSubmissions } from '../submissions.ts'
import { accounts, reservations } from '../tables/accounts.ts'
import { type VerifiedPasskey, verifyNewPasskey } from '../webauthn.ts'

/** POST /api/registration */
export const postRegistration = endpoint({
  name: 'POST /api/registration',
  summary: 'Creates an account with its first passkey; it is deployed on every network at once.',
  body: z.strictObject({ name: nameSchema, salt: bytes32Schema, credential: newCredentialSchema }),
  status: 201,
  answer: sessionSchema,
  errors: ['challenge_gone', 'credential_invalid', 'credential_known', 'name_taken'],
  async handle({ body, http, peer }, context) {
    const { name, salt, credential } = body
    const { config, db } = context
    const challenge = challengeIn(credential)
    const { userHandle = '' } = await consumeChallenge(context, http, challenge, {
      purpose: 'registration',
      subject: name,
    })
    const passkey = await verifyNewPasskey(config, credential, challenge)
    const flow = flowOf(context, http)
    const { token, session } = await transact(db, async (tx) => {
      const account = await storeAccount(context, tx, { name, salt, flow, userHandle, passkey })
      await storePasskey(context, tx, passkey, { account, label: name, userHandle })
      await noteDevice(tx, context, { account, http, peer })
      const chainIds = config.networks.map(({ chainId }) => chainId)
      await queueSubmissions(tx, { action: 'create', account, chainIds, peer })
      const { credentialId } = passkey
      const started = { kind: 'full', account, credentialId, requestHash: undefined } as const
      return {
        token: await startSession(context, tx, http, started),
        session: await sessionJson(tx, started),
      }
    })
    sendSession(context, http, token)
    return session
  },
})

interface NewAccount {
  readonly name: string
  readonly salt: Hex
  readonly flow: string
  readonly userHandle: string
  readonly passkey: VerifiedPasskey
}

async function storeAccount(
  { clock }: Pick<Context, 'clock'>,
  tx: Transaction,
  { name, salt, flow, userHandle, passkey }: NewAccount,
): Promise<Hex> {
  const { publicKey } = passkey
  const [reserved] = await tx
    .delete(reservations)
    .where(
      and(
        eq(reservations.name, name),
        eq(reservations.flow, flow),
        gt(reservations.expiresAt, dateOf(clock)),
      ),
    )
    .returning()
  if (!reserved) throw new Refusal('name_taken', { internal: 'the reservation is over' })
  const address = getAccountAddress({ publicKey, salt }).toLowerCase() as Hex
  const [row] = await tx
    .insert(accounts)
    .values({
      ...{ address, name, userHandle, salt },
      ...{ firstX: publicKey.x, firstY: publicKey.y, createdAt: dateOf(clock) },
    })
    .onConflictDoNothing()
    .returning()
  if (row) return address
  const [taken] = await tx.select({ name: accounts.name }).from(accounts).where(eq(accounts.name, name))
  throw new Refusal(taken ? 'name_taken' : 'credential_known')
}
