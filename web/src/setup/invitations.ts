// Invitations to become a guardian with a passkey: signed by the owner, answered by a friend, compared by both.
import {
  addresses,
  encodeOwnerSignature,
  getChainTime,
  invitationDigest,
  messageDigest,
  type Passkey,
  passkeySigner,
  type ReadClient,
  signerFingerprint,
  signWithPasskey,
} from 'sparekey'
import { addressSchema, bytes32Schema, type InvitationJson, labelSchema } from 'sparekey/schema'
import { type Address, bytesToHex } from 'viem'
import { z } from 'zod'
import { api } from '../api.ts'
import { now } from '../clock.ts'
import type { DraftKind } from '../drafts.ts'
import type { ShownInvitation } from '../screens/Invitations.tsx'
import { type ChosenGuardian, isSame, lower } from './draft.ts'

const keptSchema = z.array(
  z.strictObject({ account: addressSchema, id: bytes32Schema, label: labelSchema, isHidden: z.boolean() }),
)

/** What this browser knows of invitations beside the server: whom they are for. */
export type KeptInvitations = z.infer<typeof keptSchema>

/** How they are kept; they outlive the set-up in which they were made. */
export const keptInvitations: DraftKind<KeptInvitations> = { name: 'invitations-1', schema: keptSchema }

/** Seconds for which a link works. */
const life = 7 * 86_400
const week = 7 * 86_400

/** Makes an invitation; one prompt. @throws what the passkey and the server throw */
export async function invite(
  account: Address,
  passkey: Passkey,
  clients: readonly ReadClient[],
): Promise<InvitationJson> {
  const id = bytesToHex(crypto.getRandomValues(new Uint8Array(32)))
  const expires = (await chainTime(clients)) + life
  const digest = invitationDigest({ account, id, expires })
  const challenge = messageDigest(addresses.passkeyValidator, account, digest)
  const signature = encodeOwnerSignature(passkey, await signWithPasskey(passkey, challenge))
  return api.invite({ id, expires, signature: lower(signature) })
}

/** The link that is sent. */
export function invitationLink(id: string, origin = globalThis.location.origin): string {
  return `${origin}/invite/${id}`
}

/** Invitations that need something: those of people who guard the account already, and old ones, are left out. */
export function shownInvitations(
  invitations: readonly InvitationJson[],
  kept: KeptInvitations,
  guardians: readonly ChosenGuardian[],
): ShownInvitation[] {
  const seconds = now() / 1000
  return invitations.flatMap((invitation): ShownInvitation[] => {
    const { id, expires } = invitation
    const known = kept.find((one) => isSame(one.id, id))
    const signer = signerOf(invitation)
    if (known?.isHidden || (signer && guardians.some((one) => isSame(one.signer, signer)))) return []
    const isExpired = invitation.state === 'open' && expires < seconds
    // Nobody wants to hear of what came to nothing weeks ago.
    if (invitation.state !== 'accepted' && expires + week < seconds) return []
    return [
      {
        id,
        label: known?.label ?? 'Somebody you invited',
        state: isExpired ? 'expired' : invitation.state,
        words: signer ? signerFingerprint(invitation.account.address, signer) : [],
      },
    ]
  })
}

/** The guardian that an accepted invitation brought. */
export function signerOf({ publicKey }: InvitationJson) {
  return publicKey ? lower(passkeySigner(addresses.passkeyValidator, publicKey)) : undefined
}

/** The first network that tells the time; the browser's clock where none does. */
async function chainTime(clients: readonly ReadClient[]): Promise<number> {
  return Promise.any(clients.map((client) => getChainTime(client))).catch(() => Math.floor(now() / 1000))
}
