import { type Address, getAddress, isAddressEqual, size, zeroAddress } from 'viem'
import { InvalidPublicKeyError, parsePublicKey } from './p256.ts'
import { guardianHash, type Policy, signerHead, signerKey, type Tier } from './policy.ts'
import {
  DuplicateGuardianError,
  ForbiddenGuardianError,
  GuardiansNotAscendingError,
  InvalidDelayError,
  InvalidGuardianKeyError,
  InvalidGuardianWeightError,
  InvalidSaltError,
  InvalidSignerLengthError,
  InvalidTierWeightError,
  InvalidWindowError,
  NoGuardiansError,
  NoTiersError,
  RotatorWithoutCodeError,
  SameKeyTwiceError,
  TierDelaysNotDescendingError,
  TierOutOfReachError,
  TierWeightsNotAscendingError,
  TooManyGuardiansError,
  TooManyTiersError,
  VerifierWithoutCodeError,
} from './policyErrors.ts'

/** Most guardians of one policy. */
export const MAX_GUARDIANS = 16
/** Most tiers of one policy. */
export const MAX_TIERS = 4
/** Seconds: the longest delay of a tier. */
export const MAX_DELAY = 30 * 86_400
/** Hours: the shortest window. */
export const MIN_WINDOW_HOURS = 48
/** Hours: the longest window. */
export const MAX_WINDOW_HOURS = 720
const MAX_GUARDIAN_WEIGHT = 0xffff
/** EIP-1352 keeps the addresses up to here for precompiles. */
const LAST_RESERVED_ADDRESS = 0xffffn

/** EntryPoint v0.6 to v0.9; whoever may act as one acts for every account. */
const entryPoints: readonly Address[] = [
  '0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789',
  '0x0000000071727De22E5E9d8BAf0edAc6f37da032',
  '0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108',
  '0x433709009B8330FDa32311DF1C2AFA402eD8D009',
]

/** What of the chain is known where a policy is checked; what is left out is not checked. */
export interface ValidatePolicyContext {
  /** The account whose policy it is to be. */
  readonly account?: Address
  /** RecoveryModule. */
  readonly module?: Address
  /** Whether an address is a contract on every chain in question. */
  readonly hasCode?: (address: Address) => boolean
}

/**
 * Checks a policy as PolicyRules.sol does, so that a mistake is named before anything is signed.
 * @throws the first rule that it breaks, as one of the classes in policyErrors.ts
 */
export function validatePolicy(policy: Policy, context: ValidatePolicyContext = {}): void {
  const { salt, rotator, windowHours } = policy
  if (size(salt) !== 32) throw new InvalidSaltError(size(salt))
  if (isAddressEqual(rotator, zeroAddress) || context.hasCode?.(getAddress(rotator)) === false) {
    throw new RotatorWithoutCodeError(rotator)
  }
  const total = checkGuardians(policy, context)
  checkTiers(policy.tiers, total)
  if (!Number.isInteger(windowHours) || windowHours < MIN_WINDOW_HOURS || windowHours > MAX_WINDOW_HOURS) {
    throw new InvalidWindowError(windowHours, MIN_WINDOW_HOURS, MAX_WINDOW_HOURS)
  }
}

function checkGuardians(policy: Policy, context: ValidatePolicyContext): number {
  const { guardians } = policy
  if (guardians.length === 0) throw new NoGuardiansError()
  if (guardians.length > MAX_GUARDIANS) throw new TooManyGuardiansError(guardians.length, MAX_GUARDIANS)
  let total = 0
  let previous = '0x'
  for (const [index, { signer, weight }] of guardians.entries()) {
    if (!Number.isInteger(weight) || weight < 1 || weight > MAX_GUARDIAN_WEIGHT) {
      throw new InvalidGuardianWeightError(index, weight, MAX_GUARDIAN_WEIGHT)
    }
    const hash = guardianHash(signer)
    if (hash === previous) throw new DuplicateGuardianError(index, index - 1)
    if (hash < previous) throw new GuardiansNotAscendingError(index)
    previous = hash
    total += weight
    checkSigner(policy, index, context)
  }
  return total
}

function checkSigner(policy: Policy, index: number, context: ValidatePolicyContext): void {
  const signer = policy.guardians[index]?.signer ?? '0x'
  if (size(signer) < 20) throw new InvalidSignerLengthError(index, size(signer))
  const head = signerHead(signer)
  const key = signerKey(signer)
  if (key === undefined) {
    if (isForbidden(policy, head, context)) throw new ForbiddenGuardianError(index, head)
    return
  }
  if ([context.account, context.module].some((party) => party !== undefined && isAddressEqual(party, head))) {
    throw new ForbiddenGuardianError(index, head)
  }
  if (isAddressEqual(head, zeroAddress) || context.hasCode?.(head) === false) {
    throw new VerifierWithoutCodeError(index, head)
  }
  if (size(key) !== 64) return
  try {
    parsePublicKey(key)
  } catch (error) {
    if (error instanceof InvalidPublicKeyError) throw new InvalidGuardianKeyError(index, key)
    throw error
  }
  const earlier = policy.guardians
    .slice(0, index)
    .findIndex((other) => signerKey(other.signer)?.toLowerCase() === key.toLowerCase())
  if (earlier !== -1) throw new SameKeyTwiceError(index, earlier)
}

function isForbidden(
  { rotator, guardians }: Policy,
  signer: Address,
  context: ValidatePolicyContext,
): boolean {
  if (BigInt(signer) <= LAST_RESERVED_ADDRESS) return true
  const verifiers = guardians.flatMap((other) => (size(other.signer) > 20 ? [signerHead(other.signer)] : []))
  const parties = [...entryPoints, ...verifiers, rotator, context.account, context.module]
  return parties.some((party) => party !== undefined && isAddressEqual(party, signer))
}

function checkTiers(tiers: readonly Tier[], total: number): void {
  if (tiers.length === 0) throw new NoTiersError()
  if (tiers.length > MAX_TIERS) throw new TooManyTiersError(tiers.length, MAX_TIERS)
  for (const [index, { weight, delay }] of tiers.entries()) {
    if (!Number.isInteger(weight) || weight < 1) throw new InvalidTierWeightError(index, weight)
    if (weight > total) throw new TierOutOfReachError(index, weight, total)
    if (!Number.isInteger(delay) || delay < 0 || delay > MAX_DELAY)
      throw new InvalidDelayError(index, delay, MAX_DELAY)
    const before = tiers[index - 1]
    if (!before) continue
    if (weight <= before.weight) throw new TierWeightsNotAscendingError(index)
    if (delay >= before.delay) throw new TierDelaysNotDescendingError(index)
  }
}
