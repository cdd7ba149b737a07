import { eq } from 'drizzle-orm'
import { requestFromJson, requestHash } from 'sparekey'
import { gatheredRequestSchema, labelSchema, type RequestJson, requestSchema } from 'sparekey/schema'
import type { Hash, Hex } from 'viem'
import { z } from 'zod'
import { accountOf } from '../../accounts.ts'
import { consumeChallenge, wasConsumed } from '../../challenges.ts'
import { checkRequest } from '../../checkRequest.ts'
import { dateOf } from '../../clock.ts'
import type { Context } from '../../context.ts'
import { challengeIn, newCredentialSchema } from '../../credentials.ts'
import { type Transaction, transact } from '../../db.ts'
import { endpoint, type Http } from '../../endpoint.ts'
import { Refusal } from '../../errors.ts'
import { gathered, module } from '../../gathered.ts'
import { requireHelp } from '../../help.ts'
import { storePasskey } from '../../passkeys.ts'
import { enqueueRecovery } from '../../recoveries.ts'
import { findRequest } from '../../requestFacts.ts'
import { sendSession, startSession, useSession } from '../../sessions.ts'
import { newSignerOf } from '../../steps.ts'
import { requests } from '../../tables/requests.ts'
import { type VerifiedPasskey, verifyNewPasskey } from '../../webauthn.ts'

/** POST /api/requests */
export const postRequests = endpoint({
  name: 'POST /api/requests',
  summary:
    'Keeps a recovery request with its new passkey; the same again is the same request (its hash names it).',
  body: z.strictObject({ request: requestSchema, credential: newCredentialSchema, label: labelSchema }),
  status: 201,
  answer: gatheredRequestSchema,
  errors: [
    ...(['account_unknown', 'network_unknown', 'request_invalid', 'request_outdated'] as const),
    ...(['challenge_gone', 'credential_invalid', 'credential_known', 'chain_unavailable'] as const),
    ...(['account_locked', 'recovery_off'] as const),
  ],
  async handle({ body, http, peer, limitAccount }, context) {
    const { credential, label } = body
    const { config, db } = context
    const challenge = challengeIn(credential)
    const passkey = await verifyNewPasskey(config, credential, challenge)
    const { address } = await accountOf(db, body.request.account)
    await limitAccount(address)
    await requireHelp(context, address)
    if (newSignerOf(passkey.publicKey) !== body.request.newSigner)
      throw new Refusal('request_invalid', { internal: 'for another passkey than the one that came with it' })
    const request = requestFromJson(body.request)
    await checkRequest(context, request)
    const hash = requestHash(module, request)
    const session = await useSession(context, http)
    // Whoever only adds a passkey stays signed in: with none of the others in reach, that is all they have meanwhile.
    const isOwner = !request.replace && session?.kind === 'full' && session.account === address
    const token = await transact(db, async (tx) => {
      const entry = { hash, request: body.request, label, passkey, challenge }
      await store({ ...context, db: tx as Context['db'] }, tx, http, entry)
      if (isOwner) return undefined
      await enqueueRecovery(tx, context, { hash, account: address, http, peer })
      const { credentialId } = passkey
      const own = { kind: 'recovery', account: address as Hex, credentialId, requestHash: hash } as const
      return startSession(context, tx, http, own)
    })
    if (token) sendSession(context, http, token)
    return gathered(db, { hash })
  },
})

interface Entry {
  readonly hash: Hash
  readonly request: RequestJson
  readonly label: string
  readonly passkey: VerifiedPasskey
  readonly challenge: string
}

/** The challenge's row is locked from here on: of equal calls at once the others find what the first has stored (S-09). */
async function store(context: Context, tx: Transaction, http: Http, entry: Entry): Promise<void> {
  const { hash, request, label, passkey, challenge } = entry
  const scope = { purpose: 'request', subject: request.account } as const
  if (await wasConsumed(context, http, challenge, scope)) {
    const known = await findRequest(tx, hash)
    if (known?.credentialId === passkey.credentialId) return
  }
  const { userHandle = '' } = await consumeChallenge(context, http, challenge, scope)
  const { account } = request
  const { credentialId } = passkey
  await storePasskey(context, tx, passkey, { account, label, userHandle, requestHash: hash })
  const createdAt = dateOf(context.clock)
  await tx
    .insert(requests)
    .values({ hash, account, request, newPasskeyLabel: label, credentialId, createdAt })
    // A chain may have told of it first; then nobody knows its passkey yet.
    .onConflictDoUpdate({
      target: requests.hash,
      set: { newPasskeyLabel: label, credentialId },
      setWhere: eq(requests.credentialId, ''),
    })
}
