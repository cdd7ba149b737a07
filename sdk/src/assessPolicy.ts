import { type Address, type Hex, isAddressEqual, size } from 'viem'
import { SparekeyError } from './errors.ts'
import {
  type GuardianDescriptor,
  type GuardianKind,
  isOperated,
  mailboxPairs,
  normaliseMailbox,
} from './guardianDescriptor.ts'
import { encodePublicKey, type PublicKey } from './p256.ts'
import { delayOf, FULL_DELAY, type Policy, signerHead, signerKey } from './policy.ts'
import { type ValidatePolicyContext, validatePolicy } from './validatePolicy.ts'

/** `refuse`: never sign this policy; `warn`: the owner should decide knowingly; `note`: worth a line. */
export type FindingSeverity = 'refuse' | 'warn' | 'note'

/** What can be found about a policy; stable identifiers. */
export type FindingCode =
  | 'invalid'
  | 'rotator-not-pinned'
  | 'verifier-not-pinned'
  | 'own-passkey'
  | 'operator-alone'
  | 'operator-needed'
  | 'one-guardian'
  | 'one-guardian-alone'
  | 'one-kind-at-once'
  | 'never-waits'
  | 'all-needed'
  | 'same-mailbox'
  | 'same-provider'
  | 'same-device'
  | 'short-window'

/** One thing that is worth knowing about a policy. */
export interface Finding {
  readonly code: FindingCode
  readonly severity: FindingSeverity
  /** For people, in the words of the screens. */
  readonly sentence: string
  /** Indices of the guardians in question; empty when it is about the whole policy. */
  readonly guardians: readonly number[]
}

/** What a policy is judged against. */
export interface AssessPolicyContext extends ValidatePolicyContext {
  /** What is known of the guardians, in any order; matched by signer. */
  readonly descriptors: readonly GuardianDescriptor[]
  /** The contracts that this release signs for. */
  readonly pinned: {
    readonly rotators: readonly Address[]
    /** By the kind of guardian that they verify. */
    readonly verifiers: Readonly<Record<'passkey' | 'oidc' | 'email', readonly Address[]>>
  }
  /** The passkeys that own the account now. */
  readonly ownPasskeys?: readonly PublicKey[]
}

/** Hours: a window shorter than this can pass over a long weekend. */
const SHORT_WINDOW_HOURS = 96

/** A policy whose guardians have been put beside what is known of them. */
interface Subject {
  readonly policy: Policy
  readonly context: AssessPolicyContext
  /** One per guardian of the policy, in its order. */
  readonly known: readonly GuardianDescriptor[]
}

/**
 * What is dangerous, weak or surprising about a policy, the worst first. Nothing here asks a chain or a server; a policy
 * with a finding of severity `refuse` must not be signed.
 */
export function assessPolicy(policy: Policy, context: AssessPolicyContext): Finding[] {
  const invalid = findInvalid(policy, context)
  if (invalid) return [invalid]
  const known = policy.guardians.map(({ signer }) => describe(signer, context))
  const subject = { policy, context, known }
  const order: FindingSeverity[] = ['refuse', 'warn', 'note']
  return checks
    .flatMap((check) => check(subject))
    .sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
}

const checks: readonly ((subject: Subject) => Finding[])[] = [
  findUnpinned,
  findOwnPasskeys,
  findOperator,
  findSingleGuardians,
  findOneKind,
  findTimes,
  findFallingTogether,
]

/** The rest presupposes a policy that the chain would take. */
function findInvalid(policy: Policy, context: AssessPolicyContext): Finding | undefined {
  try {
    validatePolicy(policy, context)
    return undefined
  } catch (error) {
    if (!(error instanceof SparekeyError)) throw error
    return { code: 'invalid', severity: 'refuse', sentence: error.message, guardians: [] }
  }
}

/** The verifier on chain decides about the kind, whatever the descriptor says; a server must not relabel its guardian. */
function describe(signer: Hex, context: AssessPolicyContext): GuardianDescriptor {
  const found = context.descriptors.find(
    (descriptor) => descriptor.signer.toLowerCase() === signer.toLowerCase(),
  )
  if (size(signer) === 20) {
    const kind = found?.kind === 'passphrase' ? 'passphrase' : 'wallet'
    return { ...found, kind, signer }
  }
  const kind = verifierKind(signer, context) ?? found?.kind ?? 'passkey'
  return { ...found, kind, signer }
}

function verifierKind(signer: Hex, { pinned }: AssessPolicyContext): GuardianKind | undefined {
  const kinds = ['passkey', 'oidc', 'email'] as const
  return kinds.find((kind) => includes(pinned.verifiers[kind], signerHead(signer)))
}

function findUnpinned({ policy, context }: Subject): Finding[] {
  const findings: Finding[] = []
  if (!includes(context.pinned.rotators, policy.rotator)) {
    findings.push({
      code: 'rotator-not-pinned',
      severity: 'refuse',
      sentence: `The contract ${policy.rotator} would decide who owns the account, and it is not a known one.`,
      guardians: [],
    })
  }
  for (const [index, { signer }] of policy.guardians.entries()) {
    if (size(signer) === 20 || verifierKind(signer, context)) continue
    findings.push({
      code: 'verifier-not-pinned',
      severity: 'refuse',
      sentence: `The contract ${signerHead(signer)} would speak for a guardian, and it is not a known one.`,
      guardians: [index],
    })
  }
  return findings
}

function findOwnPasskeys({ policy, context }: Subject): Finding[] {
  const own = (context.ownPasskeys ?? []).map((key) => encodePublicKey(key).toLowerCase())
  return policy.guardians.flatMap(({ signer }, index): Finding[] =>
    own.includes(signerKey(signer)?.toLowerCase() ?? '')
      ? [
          {
            code: 'own-passkey',
            severity: 'refuse',
            sentence: 'A passkey of this account is its own guardian: whoever loses or steals it has both.',
            guardians: [index],
          },
        ]
      : [],
  )
}

function findOperator({ policy, known }: Subject): Finding[] {
  const operated = indicesWhere(known, isOperated)
  if (operated.length === 0) return []
  const delay = delayOf(policy, operated)
  if (delay !== undefined && delay < FULL_DELAY) {
    const sentence = `The operator of this service alone could recover the account, ${after(delay)}. Let it wait 72 hours.`
    return [{ code: 'operator-alone', severity: 'refuse', sentence, guardians: operated }]
  }
  const others = indicesWhere(known, (guardian) => !isOperated(guardian))
  if (delayOf(policy, others) !== undefined) return []
  const sentence = 'Without the operator of this service nobody can recover the account.'
  return [{ code: 'operator-needed', severity: 'warn', sentence, guardians: operated }]
}

function findSingleGuardians({ policy, known }: Subject): Finding[] {
  const findings: Finding[] = []
  const all = known.map((_, index) => index)
  if (all.length === 1) {
    const sentence = 'There is only one guardian: if it is lost as well, nobody can open the account.'
    findings.push({ code: 'one-guardian', severity: 'warn', sentence, guardians: all })
  }
  const alone = (wanted: boolean) =>
    all.filter((index) => {
      const delay = delayOf(policy, [index])
      return delay !== undefined && (delay === 0) === wanted
    })
  const [atOnce, later] = [alone(true), alone(false)]
  if (atOnce.length > 0) {
    const sentence = `${listKinds(known, atOnce)} alone can take the account at once, without time to object.`
    findings.push({ code: 'one-guardian-alone', severity: 'warn', sentence, guardians: atOnce })
  }
  if (later.length > 0) {
    const sentence = `${listKinds(known, later)} alone can start a recovery; you have the waiting time to object.`
    findings.push({ code: 'one-guardian-alone', severity: 'note', sentence, guardians: later })
  }
  const needed = all.filter(
    (index) =>
      delayOf(
        policy,
        all.filter((other) => other !== index),
      ) === undefined,
  )
  if (all.length > 1 && needed.length === all.length) {
    const sentence = 'Every guardian is needed: if one of them is lost, nobody can open the account.'
    findings.push({ code: 'all-needed', severity: 'warn', sentence, guardians: all })
  }
  return findings
}

function findOneKind({ policy, known }: Subject): Finding[] {
  return [...new Set(known.map(({ kind }) => kind))].flatMap((kind): Finding[] => {
    const ofKind = indicesWhere(known, (guardian) => guardian.kind === kind)
    // A single one that is enough has been reported as such.
    const singly = ofKind.some((index) => delayOf(policy, [index]) === 0)
    if (singly || delayOf(policy, ofKind) !== 0) return []
    const sentence = `Guardians of one kind (${kindNames[kind]}) are enough at once: what breaks one may break all.`
    return [{ code: 'one-kind-at-once', severity: 'warn', sentence, guardians: ofKind }]
  })
}

function findTimes({ policy }: Subject): Finding[] {
  const findings: Finding[] = []
  if (policy.tiers[0]?.delay === 0) {
    const sentence = 'No recovery ever waits, so there is never time to object.'
    findings.push({ code: 'never-waits', severity: 'warn', sentence, guardians: [] })
  }
  if (policy.windowHours < SHORT_WINDOW_HOURS) {
    const sentence = `A recovery that is ready must be finished within ${policy.windowHours} hours.`
    findings.push({ code: 'short-window', severity: 'warn', sentence, guardians: [] })
  }
  return findings
}

function findFallingTogether({ known }: Subject): Finding[] {
  const findings: Finding[] = []
  const pairs = mailboxPairs(known)
  for (const [email, oidc] of pairs) {
    const sentence =
      'The e-mail address and the OpenID account are one mailbox: who has the one has the other.'
    findings.push({
      code: 'same-mailbox',
      severity: 'warn',
      sentence,
      guardians: [email, oidc].sort((a, b) => a - b),
    })
  }
  const gmail = indicesWhere(known, ({ kind, mailbox }) => kind === 'email' && isGmail(mailbox))
  const google = indicesWhere(
    known,
    ({ kind, issuer }) => kind === 'oidc' && issuer === 'https://accounts.google.com',
  )
  const shared = sharedProviders(known)
  for (const { provider, guardians } of shared) {
    const sentence = `${provider} knows all of these sign-ins: a problem there takes them together.`
    findings.push({ code: 'same-provider', severity: 'warn', sentence, guardians })
  }
  if (pairs.size === 0 && gmail.length > 0 && google.length > 0) {
    const sentence =
      'Google holds both the e-mail address and the sign-in: a problem there takes two guardians.'
    const guardians = [...gmail, ...google].sort((a, b) => a - b)
    findings.push({ code: 'same-provider', severity: 'note', sentence, guardians })
  }
  for (const device of new Set(known.map((guardian) => guardian.device))) {
    const together = indicesWhere(known, (guardian) => guardian.device === device)
    if (device === undefined || together.length < 2) continue
    const sentence = `${listKinds(known, together)} are all on ${device}: they are lost together.`
    findings.push({ code: 'same-device', severity: 'warn', sentence, guardians: together })
  }
  return findings
}

/** OpenID issuers that more than one guardian depends on. */
function sharedProviders(known: readonly GuardianDescriptor[]) {
  const oidc = known.filter(({ kind }) => kind === 'oidc')
  const issuerOf = ({ signer, provider, issuer }: GuardianDescriptor) => ({
    // The signer says whose it is, whatever is said beside it.
    label: signer.slice(42, 58).toLowerCase(),
    name: provider ?? issuer ?? 'One provider',
  })
  return [...new Set(oidc.map((one) => issuerOf(one).label))].flatMap((label) => {
    const guardians = indicesWhere(known, (one) => one.kind === 'oidc' && issuerOf(one).label === label)
    const [first] = guardians
    const provider = issuerOf(known[first ?? 0] as GuardianDescriptor).name
    return guardians.length > 1 ? [{ provider, guardians }] : []
  })
}

const kindNames: Readonly<Record<GuardianKind, string>> = {
  wallet: 'wallet',
  passphrase: 'passphrase',
  oidc: 'sign-in',
  email: 'e-mail address',
  passkey: 'passkey',
}

function listKinds(known: readonly GuardianDescriptor[], guardians: readonly number[]): string {
  const names = guardians.map((index) => `the ${nameOf(known[index])}`)
  const text = [...new Set(names)].join(' or ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function nameOf({ kind, provider }: Pick<GuardianDescriptor, 'kind' | 'provider'> = { kind: 'wallet' }) {
  return kind === 'oidc' && provider ? `${provider} account` : kindNames[kind]
}

function after(delay: number): string {
  return delay === 0 ? 'at once' : `after ${Math.floor(delay / 3600)} hours`
}

function isGmail(mailbox: string | undefined): boolean {
  return mailbox !== undefined && normaliseMailbox(mailbox).endsWith('@gmail.com')
}

function includes(addresses: readonly Address[], address: Address): boolean {
  return addresses.some((other) => isAddressEqual(other, address))
}

function indicesWhere<T>(items: readonly T[], fits: (item: T) => boolean): number[] {
  return items.flatMap((item, index) => (fits(item) ? [index] : []))
}
