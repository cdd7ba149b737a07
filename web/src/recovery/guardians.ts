// Who can help, and what each choice means for the waiting time, as the policy on the networks says.
import {
  addresses,
  attestationEnd,
  delayOf,
  oidcApprovalEnd,
  type Policy,
  type PublicKey,
  parsePasskeySigner,
} from 'sparekey'
import type { ApprovalJson, Config } from 'sparekey/schema'
import type { Hex } from 'viem'
import { formatDelay } from '../formatTime.ts'

/** A guardian as the networks know it: what it is called stays with the owner. */
export interface ReadGuardian {
  readonly index: number
  readonly signer: Hex
  readonly kind: 'address' | 'passkey' | 'oidc' | 'email' | 'other'
  /** Seconds of waiting if it alone approves; undefined if that is not enough. */
  readonly alone: number | undefined
}

/** Who speaks for guardians that sign in elsewhere or read a mailbox. */
type Verifiers = Pick<Config, 'oidc' | 'email'>

/** The guardians of a policy. */
export function readGuardians(policy: Policy, verifiers: Verifiers): ReadGuardian[] {
  return policy.guardians.map(({ signer }, index) => ({
    index,
    signer,
    kind: kindOf(signer, verifiers),
    alone: delayOf(policy, [index]),
  }))
}

function kindOf(signer: Hex, { oidc, email }: Verifiers): ReadGuardian['kind'] {
  if (signer.length === 42) return 'address'
  if (oidc && signer.toLowerCase().startsWith(oidc.guardian)) return 'oidc'
  if (email && signer.toLowerCase().startsWith(email.guardian)) return 'email'
  return keyOf(signer) ? 'passkey' : 'other'
}

/** The public key of a guardian that is a passkey. */
export function keyOf(signer: Hex): PublicKey | undefined {
  try {
    return parsePasskeySigner(addresses.passkeyValidator, signer)
  } catch {
    return undefined
  }
}

/** What a guardian is called where nobody has told us more. */
export function guardianTitle({ kind }: Pick<ReadGuardian, 'kind'>, { oidc }: Verifiers): string {
  if (kind === 'address') return 'A wallet or a passphrase'
  if (kind === 'oidc') return `A ${oidc?.name} account`
  if (kind === 'email') return 'An e-mail address'
  return kind === 'passkey' ? 'A guardian’s passkey' : 'Another kind of guardian'
}

/** What one more approval of this guardian would mean. @param approved indices that have approved already */
export function effectOf(policy: Policy, index: number, approved: readonly number[] = []): string {
  const together = delayOf(policy, [...new Set([...approved, index])])
  const before = delayOf(policy, approved)
  if (together === undefined) return 'Helps, but needs at least one more.'
  if (together === before) return 'The waiting time stays as it is.'
  const who = approved.length ? 'With this one too' : 'Alone'
  return together === 0 ? `${who}: opens at once.` : `${who}: opens after ${formatDelay(together)}.`
}

/** A network, and its time in Unix seconds. */
export interface NetworkTime {
  readonly chainId: number
  readonly time: number
}

/** Whose approvals count on one network, by index. */
export function approvedOn(at: NetworkTime, policy: Policy, approvals: readonly ApprovalJson[]): number[] {
  return policy.guardians.flatMap(({ signer }, index) =>
    approvals.some((one) => isSigner(one.signer, signer) && counts(one, at)) ? [index] : [],
  )
}

/** Whether an approval is for this network, and neither a sign-in whose hour is over nor a code's whose day is. */
function counts(approval: ApprovalJson, at: NetworkTime): boolean {
  const { chainId } = approval
  return (chainId ?? at.chainId) === at.chainId && (endOfApproval(approval) ?? at.time) >= at.time
}

/** Last second in which an approval counts, Unix seconds; undefined for those that do not age. */
export function endOfApproval({ signer, signature }: Pick<ApprovalJson, 'signer' | 'signature'>) {
  if (signer.length === 42 || keyOf(signer)) return undefined
  return signer.length === agingSigners.email ? attestationEnd(signature) : oidcApprovalEnd(signature)
}

/** Letters of the signers whose approvals age: a contract of 20 bytes and a key of 40, or of 32. */
export const agingSigners = { signIn: 2 + 2 * 60, email: 2 + 2 * 52 } as const

/** Whether two signers are the same bytes. */
export function isSigner(one: Hex, other: Hex): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** One network in a sentence about where a guardian has approved. */
export interface ApprovedAt {
  readonly name: string
  readonly isApproved: boolean
}

/** "Signed for Base, missing for Arbitrum." Undefined where it is signed everywhere, or nowhere. */
export function missingSentence(networks: readonly ApprovedAt[]): string | undefined {
  const signed = networks.filter(({ isApproved }) => isApproved).map(({ name }) => name)
  const missing = networks.filter(({ isApproved }) => !isApproved).map(({ name }) => name)
  if (signed.length === 0 || missing.length === 0) return undefined
  return `Signed for ${listed(signed)}, missing for ${listed(missing)}.`
}

/** "Base, Optimism and Arbitrum". */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(names)
}
