// What somebody has chosen so far. Kept after every step, so that nothing is lost with the tab; there is no secret in it:
// guardians are what will be public, and the salt too.
import { type Policy, policyCommitment } from 'sparekey'
import {
  addressSchema,
  bytes32Schema,
  type Config,
  type GuardianLabel,
  guardianLabelSchema,
  hexSchema,
} from 'sparekey/schema'
import { type Address, bytesToHex, type Hex } from 'viem'
import { z } from 'zod'
import type { DraftKind } from '../drafts.ts'

const chosenGuardianSchema = guardianLabelSchema.extend({
  /** Whether a person said what this is; a guardian read from the chain may be a wallet or a passphrase. */
  isKindKnown: z.boolean(),
})

const waySchema = z.enum(['balanced', 'simple', 'strict', 'custom'])

const customSchema = z.strictObject({
  /** How much each guardian counts, by its signer; 1 where it says nothing. */
  counts: z.record(z.string(), z.int().min(1).max(99)),
  steps: z.array(z.strictObject({ points: z.int().min(1), delay: z.int().min(0) })).max(4),
  windowHours: z.int(),
})

const setupSchema = z.strictObject({
  account: addressSchema,
  /** Commitment of the policy that this began with, 23 bytes; of nothing when there was none. */
  base: hexSchema,
  salt: bytes32Schema,
  guardians: z.array(chosenGuardianSchema),
  way: waySchema,
  custom: customSchema,
  /** A wallet that was connected and has not signed yet. */
  wallet: z.strictObject({ rdns: z.string(), name: z.string(), address: addressSchema }).nullable(),
  /** What was confirmed: what it sets, and on which networks. The networks say whether it was done. */
  sent: z
    .strictObject({ commitment: hexSchema, chainIds: z.array(z.int()), labelsSaved: z.boolean() })
    .nullable(),
})

/** A guardian that was chosen, and what its owner calls it. */
export type ChosenGuardian = z.infer<typeof chosenGuardianSchema>
/** How guardians get the account back. */
export type Way = z.infer<typeof waySchema>
/** An own way: how much each counts, what is enough, how long. */
export type CustomWay = z.infer<typeof customSchema>
/** @see setupSchema */
export type SetupDraft = z.infer<typeof setupSchema>

/** How set-up is kept. */
export const setupDraft: DraftKind<SetupDraft> = { name: 'setup-1', schema: setupSchema }

/** Commitment of an account without a policy. */
export const NO_POLICY: Hex = '0x0000000000000000000000000000000000000000000000'

const usualCustom: CustomWay = {
  counts: {},
  steps: [{ points: 1, delay: 72 * 3600 }],
  windowHours: 168,
}

/** A draft for an account without guardians. */
export function newDraft(account: Address): SetupDraft {
  return {
    account: lower(account),
    base: NO_POLICY,
    salt: bytesToHex(crypto.getRandomValues(new Uint8Array(32))),
    guardians: [],
    way: 'balanced',
    custom: usualCustom,
    wallet: null,
    sent: null,
  }
}

/** What is in use, and the names of its guardians. */
export interface InUse {
  readonly account: Address
  readonly policy: Policy
  readonly guardians: readonly ChosenGuardian[]
}

/**
 * A draft that begins with what is in use. The salt stays: the addresses of passphrase guardians depend on it.
 * @param way what the policy is, where it is one of ours
 */
export function draftOf({ account, policy, guardians }: InUse, way: Way): SetupDraft {
  const counts = Object.fromEntries(policy.guardians.map(({ signer, weight }) => [lower(signer), weight]))
  const isEditable = policy.guardians.every(({ weight }) => weight <= 99)
  return {
    ...newDraft(account),
    base: policyCommitment(policy),
    salt: lower(policy.salt),
    guardians: [...guardians],
    way,
    custom: isEditable
      ? {
          counts,
          steps: policy.tiers.map(({ weight, delay }) => ({ points: weight, delay })),
          windowHours: policy.windowHours,
        }
      : usualCustom,
  }
}

/** The draft with one more guardian, or with a new name for one that is there. */
export function withGuardian(draft: SetupDraft, guardian: ChosenGuardian): SetupDraft {
  const others = draft.guardians.filter(({ signer }) => !isSame(signer, guardian.signer))
  return { ...draft, guardians: [...others, { ...guardian, signer: lower(guardian.signer) }], sent: null }
}

/** The draft without a guardian. */
export function withoutGuardian(draft: SetupDraft, signer: Hex): SetupDraft {
  const guardians = draft.guardians.filter((one) => !isSame(one.signer, signer))
  return { ...draft, guardians, sent: null }
}

/** Whether two signers or addresses are the same bytes. */
export function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** Bytes as the server and drafts keep them. */
export function lower<T extends Hex>(bytes: T): T {
  return bytes.toLowerCase() as T
}

/** The policy's guardians with the names that are kept of them; the networks decide who is one. */
export function nameChosen(
  policy: Policy,
  labels: readonly GuardianLabel[],
  { oidc, email }: Pick<Config, 'oidc' | 'email'>,
): ChosenGuardian[] {
  return policy.guardians.map(({ signer }) => {
    const known = labels.find((one) => isSame(one.signer, signer))
    if (known) return { ...known, isKindKnown: true }
    if (oidc && lower(signer).startsWith(oidc.guardian))
      return { signer: lower(signer), kind: 'oidc', label: `${oidc.name} account`, isKindKnown: true }
    if (email && lower(signer).startsWith(email.guardian))
      return { signer: lower(signer), kind: 'email', label: 'An e-mail address', isKindKnown: true }
    return signer.length === 42
      ? { signer: lower(signer), kind: 'wallet', label: 'A wallet or a passphrase', isKindKnown: false }
      : { signer: lower(signer), kind: 'passkey', label: 'A passkey', isKindKnown: true }
  })
}
