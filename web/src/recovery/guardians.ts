// Who can help, and what each choice means for the waiting time, as the policy on the networks says.
import { addresses, delayOf, type Policy, type PublicKey, parsePasskeySigner } from 'sparekey'
import type { ApprovalJson } from 'sparekey/schema'
import type { Hex } from 'viem'
import { formatDelay } from '../formatTime.ts'

/** A guardian as the networks know it: what it is called stays with the owner. */
export interface ReadGuardian {
  readonly index: number
  readonly signer: Hex
  readonly kind: 'address' | 'passkey' | 'other'
  /** Seconds of waiting if it alone approves; undefined if that is not enough. */
  readonly alone: number | undefined
}

/** The guardians of a policy. */
export function readGuardians(policy: Policy): ReadGuardian[] {
  return policy.guardians.map(({ signer }, index) => ({
    index,
    signer,
    kind: signer.length === 42 ? 'address' : keyOf(signer) ? 'passkey' : 'other',
    alone: delayOf(policy, [index]),
  }))
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
export function guardianTitle({ kind }: Pick<ReadGuardian, 'kind'>): string {
  if (kind === 'address') return 'A wallet or a passphrase'
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

/** Whose approvals count on one network, by index. */
export function approvedOn(chainId: number, policy: Policy, approvals: readonly ApprovalJson[]): number[] {
  return policy.guardians.flatMap(({ signer }, index) =>
    approvals.some((one) => isSigner(one.signer, signer) && (one.chainId ?? chainId) === chainId)
      ? [index]
      : [],
  )
}

/** Whether two signers are the same bytes. */
export function isSigner(one: Hex, other: Hex): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** "Signed for Base, missing for Arbitrum." Undefined where it is signed everywhere, or nowhere. */
export function missingSentence(
  signer: Hex,
  approvals: readonly ApprovalJson[],
  networks: readonly { readonly chainId: number; readonly name: string }[],
): string | undefined {
  const own = approvals.filter((one) => isSigner(one.signer, signer))
  const isSigned = (chainId: number) => own.some((one) => one.chainId === null || one.chainId === chainId)
  const signed = networks.filter(({ chainId }) => isSigned(chainId)).map(({ name }) => name)
  const missing = networks.filter(({ chainId }) => !isSigned(chainId)).map(({ name }) => name)
  if (signed.length === 0 || missing.length === 0) return undefined
  return `Signed for ${listed(signed)}, missing for ${listed(missing)}.`
}

/** "Base, Optimism and Arbitrum". */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(names)
}
