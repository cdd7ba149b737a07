import { type Address, bytesToHex, type Hex } from 'viem'
import { SparekeyError } from './errors.ts'
import { type GuardianDescriptor, isOperated, mailboxPairs } from './guardianDescriptor.ts'
import { delayOf, FULL_DELAY, type Guardian, type Policy, sortGuardians, type Tier } from './policy.ts'
import { validatePolicy } from './validatePolicy.ts'

/** Hours: the window unless somebody chooses otherwise, 7 days. */
export const DEFAULT_WINDOW_HOURS = 7 * 24

/** What a preset needs beside guardians. */
export interface PresetOptions {
  /** The contract that says which calls change the account's keys. */
  readonly rotator: Address
  /** 32 bytes; random when left out. A passphrase guardian was derived from one: hand in the same. */
  readonly salt?: Hex
  /** 48 to 720; 168 when left out. */
  readonly windowHours?: number
}

/** A preset in which the operator's guardians alone could recover in under 72 hours. */
export class OperatorAloneError extends SparekeyError {
  override readonly name = 'OperatorAloneError'
  override readonly code = 'policy_operator_alone'

  constructor(delay: number) {
    const when = delay === 0 ? 'at once' : `in ${delay / 3600} hours`
    super(`Whoever runs this service could take the account alone, ${when}.`, {
      details: 'Add a passphrase, a wallet or a passkey, or choose a way that waits 72 hours.',
    })
  }
}

/** A preset with more than one e-mail guardian that no OpenID guardian of the same mailbox stands beside. */
export class TooManyEmailGuardiansError extends SparekeyError {
  override readonly name = 'TooManyEmailGuardiansError'
  override readonly code = 'preset_too_many_emails'

  constructor(count: number) {
    super(`There are ${count} e-mail guardians.`, {
      details: 'All of them are the word of one operator, so a second would add nothing. Keep one.',
    })
  }
}

/** n, and whether there is an e-mail guardian with a weight of its own. */
interface Weighed {
  readonly guardians: Guardian[]
  /** Guardians other than e-mail, of weight 2 each; a pair of one mailbox is one of them. */
  readonly n: number
  readonly hasEmail: boolean
  readonly total: number
}

/**
 * One guardian waits 72 hours; all of them together (e-mail not needed) at once, if there are two or more.
 * Tiers: (1 → 72 h), and (2n → 0) if n ≥ 2.
 * @throws what `validatePolicy` throws, OperatorAloneError, TooManyEmailGuardiansError
 */
export function balanced(guardians: readonly GuardianDescriptor[], options: PresetOptions): Policy {
  return preset(guardians, options, ({ n }) => [
    { weight: 1, delay: FULL_DELAY },
    ...(n >= 2 ? [{ weight: 2 * n, delay: 0 }] : []),
  ])
}

/**
 * Any one guardian at once; e-mail waits 72 hours. Tiers: (1 → 72 h) if there is e-mail, and (2 → 0) if there is anything
 * else.
 * @throws what `validatePolicy` throws, OperatorAloneError, TooManyEmailGuardiansError
 */
export function simple(guardians: readonly GuardianDescriptor[], options: PresetOptions): Policy {
  return preset(guardians, options, ({ n, hasEmail }) => [
    ...(hasEmail ? [{ weight: 1, delay: FULL_DELAY }] : []),
    ...(n >= 1 ? [{ weight: 2, delay: 0 }] : []),
  ])
}

/**
 * All guardians together, and 72 hours. Tiers: (total → 72 h).
 * @throws what `validatePolicy` throws, OperatorAloneError, TooManyEmailGuardiansError
 */
export function strict(guardians: readonly GuardianDescriptor[], options: PresetOptions): Policy {
  return preset(guardians, options, ({ total }) => [{ weight: total, delay: FULL_DELAY }])
}

function preset(
  descriptors: readonly GuardianDescriptor[],
  options: PresetOptions,
  tiersFor: (weighed: Weighed) => Tier[],
): Policy {
  const weighed = weigh(descriptors)
  const policy: Policy = {
    salt: options.salt ?? bytesToHex(crypto.getRandomValues(new Uint8Array(32))),
    guardians: weighed.guardians,
    tiers: tiersFor(weighed),
    windowHours: options.windowHours ?? DEFAULT_WINDOW_HOURS,
    rotator: options.rotator,
  }
  validatePolicy(policy)
  checkOperator(policy, descriptors)
  return policy
}

/**
 * Guardians other than e-mail weigh 2, e-mail 1. E-mail and OpenID of one mailbox share the weight of one guardian, 1 each:
 * whoever holds the mailbox has both, and must not get further than any other single guardian does.
 */
function weigh(descriptors: readonly GuardianDescriptor[]): Weighed {
  const pairs = mailboxPairs(descriptors)
  const paired = new Set(pairs.values())
  const emails = descriptors.filter(({ kind }) => kind === 'email').length
  // Two of weight 1 would stand in for a guardian of weight 2, and both are the operator's word.
  if (emails - pairs.size > 1) throw new TooManyEmailGuardiansError(emails)
  const guardians = descriptors.map(({ kind, signer }, index) => ({
    signer,
    weight: kind === 'email' || paired.has(index) ? 1 : 2,
  }))
  return {
    guardians: sortGuardians(guardians),
    n: descriptors.length - emails,
    hasEmail: emails > 0,
    total: guardians.reduce((sum, { weight }) => sum + weight, 0),
  }
}

function checkOperator(policy: Policy, descriptors: readonly GuardianDescriptor[]): void {
  const operated = new Set(descriptors.filter(isOperated).map(({ signer }) => signer.toLowerCase()))
  const delay = delayOf(
    policy,
    policy.guardians.flatMap(({ signer }, index) => (operated.has(signer.toLowerCase()) ? [index] : [])),
  )
  if (delay !== undefined && delay < FULL_DELAY) throw new OperatorAloneError(delay)
}
