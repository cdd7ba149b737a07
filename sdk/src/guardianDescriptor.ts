import type { Hex } from 'viem'

/**
 * What kind of guardian a person chose. On chain only the signer is known; kind and the rest are kept by the server and
 * in the recovery kit.
 */
export type GuardianKind = 'wallet' | 'passphrase' | 'oidc' | 'email' | 'passkey'

/** A guardian as a person chose it: what presets weigh and `assessPolicy` judges. */
export interface GuardianDescriptor {
  readonly kind: GuardianKind
  /** ERC-7913 signer. */
  readonly signer: Hex
  /** E-mail address: where codes go (`email`), or the address of the OpenID account (`oidc`). */
  readonly mailbox?: string
  /** OpenID issuer, `https://accounts.google.com` for Google. */
  readonly issuer?: string
  /** What people call that issuer: "Google". */
  readonly provider?: string
  /**
   * Only for `oidc`: somebody other than the operator confirms or can revoke the issuer's keys on chain. Without that the
   * operator could approve in its place, and it counts as one of the operator's guardians.
   */
  readonly independent?: boolean
  /** Any name of the device or password manager that holds it; equal names fall together. */
  readonly device?: string
}

/**
 * Whether the operator could approve in this guardian's place: e-mail always, OpenID unless somebody independent
 * confirms or can revoke its keys (design: "The operator's guardians").
 */
export function isOperated(guardian: Pick<GuardianDescriptor, 'kind' | 'independent'>): boolean {
  return guardian.kind === 'email' || (guardian.kind === 'oidc' && guardian.independent !== true)
}

/**
 * One spelling for all addresses that reach one mailbox: lower case, without `+tag`; for Gmail also without dots and with
 * one domain. For comparing only, never for sending.
 */
export function normaliseMailbox(address: string): string {
  const lower = address.trim().toLowerCase()
  const at = lower.lastIndexOf('@')
  if (at === -1) return lower
  const [name = ''] = lower.slice(0, at).split('+')
  const domain = lower.slice(at + 1)
  const isGmail = domain === 'gmail.com' || domain === 'googlemail.com'
  return isGmail ? `${name.replaceAll('.', '')}@gmail.com` : `${name}@${domain}`
}

/**
 * Pairs of an e-mail guardian and an OpenID guardian of the same mailbox: who has the one has the other. Each guardian is
 * in at most one pair.
 * @returns index of the e-mail guardian → index of the OpenID guardian
 */
export function mailboxPairs(guardians: readonly GuardianDescriptor[]): Map<number, number> {
  const pairs = new Map<number, number>()
  for (const [email, guardian] of guardians.entries()) {
    const { kind, mailbox } = guardian
    if (kind !== 'email' || mailbox === undefined) continue
    const partner = guardians.findIndex(
      (other, index) =>
        other.kind === 'oidc' &&
        other.mailbox !== undefined &&
        normaliseMailbox(other.mailbox) === normaliseMailbox(mailbox) &&
        ![...pairs.values()].includes(index),
    )
    if (partner !== -1) pairs.set(email, partner)
  }
  return pairs
}
