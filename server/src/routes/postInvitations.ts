import { addresses, type Invitation, invitationDigest, passkeyValidatorAbi } from 'sparekey'
import { bytes32Schema, deadlineSchema, hexSchema, invitationSchema } from 'sparekey/schema'
import type { Hex } from 'viem'
import { readContract } from 'viem/actions'
import { z } from 'zod'
import { askEach } from '../chains.ts'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import { endpoint } from '../endpoint.ts'
import { Refusal } from '../errors.ts'
import { findInvitation, invitationJson, secondsOf } from '../invitations.ts'
import { invitations } from '../tables/guardians.ts'

/** Seconds that an invitation may be open. */
const MAX_LIFE = 30 * 86_400
/** Seconds that a browser's clock may be ahead. */
const SKEW = 86_400

/** POST /api/invitations */
export const postInvitations = endpoint({
  name: 'POST /api/invitations',
  summary: "Keeps an invitation that the owner signed, for the friend's browser to fetch and check.",
  body: z.strictObject({ id: bytes32Schema, expires: deadlineSchema, signature: hexSchema }),
  status: 201,
  answer: invitationSchema,
  errors: ['invitation_invalid', 'invitation_exists', 'chain_unavailable'],
  async handle({ body, session }, context) {
    const { db, clock } = context
    const { id, expires, signature } = body
    const { account } = session
    const now = secondsOf(clock)
    if (expires <= now || expires > now + MAX_LIFE + SKEW)
      throw new Refusal('invitation_invalid', { internal: `expires ${expires} at ${now}` })
    await requireOwnersSignature(context, { account, id, expires }, signature)
    const values = { id, account, expires, signature, state: 'open', createdAt: dateOf(clock) } as const
    await db.insert(invitations).values(values).onConflictDoNothing()
    const row = await findInvitation(db, id)
    if (row.account !== account || row.expires !== expires) throw new Refusal('invitation_exists')
    return invitationJson(db, row)
  },
})

async function requireOwnersSignature(
  { chains }: Pick<Context, 'chains'>,
  invitation: Invitation,
  signature: Hex,
): Promise<void> {
  const digest = invitationDigest(invitation)
  const answers = await askEach(chains, (client) =>
    readContract(client, {
      abi: passkeyValidatorAbi,
      address: addresses.passkeyValidator,
      functionName: 'isOwnerSignature',
      args: [invitation.account, digest, signature],
    }),
  )
  if (answers.some((answer) => 'value' in answer && answer.value)) return
  const isDown = answers.some(({ ...answer }) => 'error' in answer && isUnavailable(answer.error))
  throw new Refusal(isDown ? 'chain_unavailable' : 'invitation_invalid', {
    internal: 'no network knows this signature as the owner’s',
  })
}

/** Undecodable bytes revert, which is an answer too. */
const isUnavailable = ({ code }: { code: string }) => code.startsWith('chain_')
