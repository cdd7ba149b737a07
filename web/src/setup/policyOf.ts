// From what somebody chose to a policy, and back.
import {
  addresses,
  assessPolicy,
  balanced,
  DEFAULT_WINDOW_HOURS,
  delayOf,
  type Finding,
  type GuardianDescriptor,
  type Policy,
  type PublicKey,
  policyHash,
  simple,
  sortGuardians,
  strict,
  validatePolicy,
} from 'sparekey'
import type { Config } from 'sparekey/schema'
import { keccak256, size, slice, stringToHex } from 'viem'
import type { ChosenGuardian, CustomWay, SetupDraft, Way } from './draft.ts'
import { lower } from './draft.ts'
import { atLeast, type MinimumDelay } from './minimumDelay.ts'

type Chosen = Pick<SetupDraft, 'salt' | 'guardians' | 'way' | 'custom'>

const presets = { balanced, simple, strict }

/**
 * The policy that was chosen.
 * @param minimum how long the operator lets each way wait at least; what would be faster waits as long
 * @throws what `validatePolicy` throws: the chain would refuse it
 */
export function policyOf(chosen: Chosen, minimum?: MinimumDelay): Policy {
  return atLeast(asChosen(chosen), minimum?.[chosen.way])
}

function asChosen(chosen: Chosen): Policy {
  const descriptors = chosen.guardians.map(toDescriptor)
  const options = { rotator: addresses.passkeyValidator, salt: chosen.salt }
  if (chosen.way !== 'custom') return presets[chosen.way](descriptors, options)
  const { counts, windowHours } = chosen.custom
  const policy: Policy = {
    ...options,
    guardians: sortGuardians(
      descriptors.map(({ signer }) => ({ signer, weight: counts[lower(signer)] ?? 1 })),
    ),
    tiers: stepsInOrder(chosen.custom).map(({ points, delay }) => ({ weight: points, delay })),
    windowHours,
  }
  validatePolicy(policy)
  return policy
}

/** What is wrong with a custom way, in the words of its screen; undefined if nothing is. */
export function customProblem(custom: CustomWay, total: number): string | undefined {
  const steps = stepsInOrder(custom)
  if (steps.length === 0) return 'Say at least once how many points are enough.'
  const beyond = steps.find(({ points }) => points > total)
  if (beyond)
    return `${beyond.points} points are asked for, and all guardians together have ${total}. Ask for less, or let guardians count more.`
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1]
    if (before && before.points === step.points)
      return `Two lines ask for ${points(step.points)}. Remove one.`
    if (before && before.delay <= step.delay)
      return `${points(step.points)} must wait less than ${points(before.points)}. Shorten the wait, or remove the line.`
  }
  return undefined
}

const points = (count: number) => (count === 1 ? '1 point' : `${count} points`)

/** The points of all guardians together. */
export function totalPoints({ guardians, custom }: Pick<SetupDraft, 'guardians' | 'custom'>): number {
  return guardians.reduce((sum, { signer }) => sum + (custom.counts[lower(signer)] ?? 1), 0)
}

/** Which of our ways a policy is; `custom` if it is none. */
export function wayOf(policy: Policy, guardians: readonly ChosenGuardian[], minimum?: MinimumDelay): Way {
  const isOurs = policy.rotator.toLowerCase() === addresses.passkeyValidator.toLowerCase()
  if (!isOurs || policy.windowHours !== DEFAULT_WINDOW_HOURS) return 'custom'
  const descriptors = guardians.map(toDescriptor)
  const options = { rotator: policy.rotator, salt: policy.salt }
  // With one guardian strict and balanced mean the same; then it is balanced.
  const ways = ['balanced', 'simple', 'strict'] as const
  const isWay = (way: (typeof ways)[number]) => {
    try {
      const preset = presets[way](descriptors, options)
      // What was chosen before the operator asked for longer waits is still that way.
      return isSamePolicy(preset, policy) || isSamePolicy(atLeast(preset, minimum?.[way]), policy)
    } catch {
      // Not every way goes with all guardians.
      return false
    }
  }
  return ways.find(isWay) ?? 'custom'
}

/** What is dangerous, weak or surprising about it. */
export function findingsOf(
  policy: Policy,
  guardians: readonly ChosenGuardian[],
  { ownPasskeys, account, oidc, email }: Circumstances,
): readonly Finding[] {
  const passkey = [addresses.passkeyValidator]
  const findings = assessPolicy(policy, {
    descriptors: guardians.map((one) => ({ ...toDescriptor(one), ...knownOf(one, oidc) })),
    ownPasskeys,
    account,
    module: addresses.recoveryModule,
    pinned: {
      rotators: passkey,
      // Linking has compared its code with what this version knows.
      verifiers: {
        passkey,
        oidc: oidc ? [oidc.guardian] : [],
        email: email ? [email.guardian] : [],
      },
    },
  })
  // Where one provider takes two guardians, people are told before they choose (D-16).
  return findings.map((one) => (one.code === 'same-provider' ? { ...one, severity: 'warn' } : one))
}

/** What a policy is judged beside. */
export interface Circumstances {
  readonly ownPasskeys: readonly PublicKey[]
  readonly account: `0x${string}`
  readonly oidc?: Config['oidc']
  readonly email?: Config['email']
}

/** Issuers that keep mailboxes too. */
const google = 'https://accounts.google.com'
const googleLabel = slice(keccak256(stringToHex(google)), 0, 8)

/** What is known of a guardian beside its kind: who keeps the mailbox, whose sign-in it is (D-16). */
function knownOf(
  { kind, signer, label }: ChosenGuardian,
  oidc: Config['oidc'],
): Pick<GuardianDescriptor, 'mailbox' | 'provider' | 'issuer'> {
  // A masked address still says whose mailbox it is.
  if (kind === 'email') return { mailbox: label }
  if (kind !== 'oidc' || !oidc) return {}
  const isGoogle = size(signer) >= 28 && slice(signer, 20, 28) === googleLabel
  return { provider: oidc.name, ...(isGoogle && { issuer: google }) }
}

/** One line of the picture: who, and how long they wait. */
export interface Row {
  readonly who: string
  readonly delay: number
}

const mostRows = 6

/** What one, two, all guardians can do and when. */
export function timelineRows(policy: Policy, nameOf: (signer: string) => string): readonly Row[] {
  const weights = new Set(policy.guardians.map(({ weight }) => weight))
  return weights.size === 1 ? rowsByCount(policy) : rowsByName(policy, nameOf)
}

/** All count the same, so only their number matters. */
function rowsByCount(policy: Policy): Row[] {
  const all = policy.guardians.length
  const rows: Row[] = []
  let from = 0
  for (let count = 1; count <= all; count++) {
    const delay = delayOf(policy, indices(count))
    const next = count < all ? delayOf(policy, indices(count + 1)) : undefined
    if (delay === undefined) continue
    from ||= count
    if (count < all && next === delay) continue
    rows.push({ who: groupName(from, count, all), delay })
    from = 0
  }
  return rows
}

function groupName(from: number, to: number, all: number): string {
  const words = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
  const word = (number: number) => words[number] ?? String(number)
  if (all === 1) return 'Your guardian'
  if (from === all) return all === 2 ? 'Both guardians together' : `All ${word(all)} guardians together`
  if (to === all || from === to) return from === 1 ? 'Any one guardian' : `Any ${word(from)} guardians`
  return to === from + 1
    ? `Any ${word(from)} or ${word(to)} guardians`
    : `Any ${word(from)} to ${word(to)} guardians`
}

/** Some count more: the smallest groups that are enough, the slowest first. */
function rowsByName(policy: Policy, nameOf: (signer: string) => string): Row[] {
  const all = policy.guardians.map((_, index) => index)
  const rows: Row[] = []
  for (const { weight, delay } of policy.tiers) {
    for (const group of smallestGroups(policy, all, weight)) {
      if (delayOf(policy, group) !== delay) continue
      rows.push({
        who: group.map((index) => nameOf(policy.guardians[index]?.signer ?? '')).join(' + '),
        delay,
      })
      if (rows.length === mostRows) return rows
    }
  }
  return rows
}

/** Groups that reach a weight and do not without any one of their members; small groups first. */
function smallestGroups(policy: Policy, all: readonly number[], weight: number): number[][] {
  const weightOf = (group: readonly number[]) =>
    group.reduce((sum, index) => sum + (policy.guardians[index]?.weight ?? 0), 0)
  const found: number[][] = []
  let groups: number[][] = all.map((index) => [index])
  while (groups.length > 0 && found.length < mostRows) {
    const enough = groups.filter((group) => weightOf(group) >= weight)
    const isLeast = (group: readonly number[]) =>
      group.every((left) => weightOf(group.filter((index) => index !== left)) < weight)
    found.push(...enough.filter(isLeast))
    const short = groups.filter((group) => weightOf(group) < weight)
    groups = short.flatMap((group) =>
      all.filter((index) => index > (group.at(-1) ?? -1)).map((index) => [...group, index]),
    )
  }
  return found
}

function toDescriptor({ kind, signer }: ChosenGuardian): GuardianDescriptor {
  return { kind, signer }
}

function stepsInOrder({ steps }: CustomWay) {
  return steps.toSorted((a, b) => a.points - b.points)
}

function isSamePolicy(one: Policy, other: Policy): boolean {
  return policyHash(one) === policyHash(other)
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
