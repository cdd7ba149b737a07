import { eq } from 'drizzle-orm'
import { addressSchema, sessionSchema } from 'sparekey/schema'
import type { Hex } from 'viem'
import { z } from 'zod'
import { accountOf } from '../accounts.ts'
import { consumeChallenge } from '../challenges.ts'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import { type AssertedCredential, assertedCredentialSchema, challengeIn } from '../credentials.ts'
import { transact } from '../db.ts'
import { endpoint } from '../endpoint.ts'
import { Refusal } from '../errors.ts'
import { requireHelp } from '../help.ts'
import { liveRequestOf } from '../liveRequest.ts'
import { ownsAccount } from '../ownership.ts'
import { findPasskey, type PasskeyRow, publicKeyOf } from '../passkeys.ts'
import { restorePasskey } from '../passkeysOnChain.ts'
import { noteDevice } from '../recoveries.ts'
import { sessionJson } from '../sessionJson.ts'
import { sendSession, startSession } from '../sessions.ts'
import { passkeys } from '../tables/passkeys.ts'
import { type KnownPasskey, verifyPasskey } from '../webauthn.ts'

const signInSchema = z.strictObject({
  credential: assertedCredentialSchema,
  /** Which account, where a passkey that the server knows from the chains alone owns several. */
  account: addressSchema.optional(),
})

type SignIn = z.infer<typeof signInSchema>

/** POST /api/sign-in */
export const postSignIn = endpoint({
  name: 'POST /api/sign-in',
  summary:
    'Signs in: fully if the passkey owns its account on a network, for its recovery if it is the new passkey of one.',
  body: signInSchema,
  status: 200,
  answer: sessionSchema,
  errors: [
    ...(['challenge_gone', 'credential_invalid', 'passkey_unknown', 'passkey_ended'] as const),
    ...(['account_ambiguous', 'credential_known', 'chain_unavailable'] as const),
    ...(['account_locked', 'recovery_off'] as const),
  ],
  async handle({ body, http, peer, limitAccount }, context) {
    const { credential } = body
    const challenge = challengeIn(credential)
    await consumeChallenge(context, http, challenge, { purpose: 'sign-in', subject: '' })
    const { passkey, signCount } = await verified(context, body, challenge)
    await limitAccount(passkey.account)
    const granted = await grant(context, passkey)
    const { token, session } = await transact(context.db, async (tx) => {
      await tx
        .update(passkeys)
        .set({
          signCount,
          lastUsedAt: dateOf(context.clock),
          ...(granted.kind === 'full' && { requestHash: null }),
        })
        .where(eq(passkeys.credentialId, passkey.credentialId))
      const { account, credentialId } = passkey
      if (granted.kind === 'full') await noteDevice(tx, context, { account, http, peer })
      const started = { ...granted, account: account as Hex, credentialId }
      return {
        token: await startSession(context, tx, http, started),
        session: await sessionJson(tx, started),
      }
    })
    sendSession(context, http, token)
    return session
  },
})

/** The generator of P-256: whom an unknown passkey is compared with, so that the answer comes as late (S-06). */
const nobody: Pick<PasskeyRow, 'x' | 'y' | 'credentialId' | 'signCount'> = {
  credentialId: '',
  x: '0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
  y: '0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
  signCount: 0,
}

async function verified(context: Context, { credential, account }: SignIn, challenge: string) {
  const passkey = await findPasskey(context.db, credential.id)
  const { credentialId, signCount, ...key } = passkey ?? nobody
  const known = { credentialId, signCount, publicKey: publicKeyOf(key) }
  const next = await countOf(context, credential, challenge, known)
  // Asked for known passkeys too, so that the answer comes as late.
  if (next === undefined) {
    const restored = await restorePasskey(context, credential, challenge, account)
    if (restored && !passkey) return restored
  }
  const { userHandle } = credential.response
  if (!passkey || next === undefined || (userHandle && userHandle !== passkey.userHandle))
    throw new Refusal('passkey_unknown', { internal: 'no such passkey, or not its signature or user handle' })
  return { passkey, signCount: next }
}

/** The new signature counter; nothing if the assertion does not verify. */
async function countOf(
  { config, log }: Context,
  credential: AssertedCredential,
  challenge: string,
  known: KnownPasskey,
): Promise<number | undefined> {
  try {
    return await verifyPasskey(config, credential, challenge, known)
  } catch (cause) {
    log.info({ err: cause }, 'the assertion does not verify')
    return undefined
  }
}

/** What a passkey may do now, as the chains say. */
async function grant(context: Context, passkey: PasskeyRow) {
  const account = await accountOf(context.db, passkey.account)
  if (await ownsAccount(context, account, publicKeyOf(passkey)))
    return { kind: 'full', requestHash: undefined } as const
  const requestHash = await liveRequestOf(context, passkey)
  if (!requestHash) throw new Refusal('passkey_ended')
  await requireHelp(context, passkey.account)
  return { kind: 'recovery', requestHash } as const
}
