import type { Address, Hex } from 'viem'
import { SparekeyError } from './errors.ts'

/** A policy without guardians. */
export class NoGuardiansError extends SparekeyError {
  override readonly name = 'NoGuardiansError'
  override readonly code = 'policy_no_guardians'

  constructor() {
    super('There is no guardian.', { details: 'Choose at least one.' })
  }
}

/** More guardians than one request can count. */
export class TooManyGuardiansError extends SparekeyError {
  override readonly name = 'TooManyGuardiansError'
  override readonly code = 'policy_too_many_guardians'

  constructor(count: number, max: number) {
    super(`There are ${count} guardians.`, { details: `Choose at most ${max}.` })
  }
}

/** A guardian's weight that is zero or does not fit into 16 bits. */
export class InvalidGuardianWeightError extends SparekeyError {
  override readonly name = 'InvalidGuardianWeightError'
  override readonly code = 'policy_guardian_weight'

  constructor(guardian: number, weight: number, max: number) {
    super(`Guardian ${guardian} has the weight ${weight}.`, {
      details: `Expected an integer from 1 to ${max}.`,
    })
  }
}

/** Guardians that are not sorted by keccak256(signer). */
export class GuardiansNotAscendingError extends SparekeyError {
  override readonly name = 'GuardiansNotAscendingError'
  override readonly code = 'policy_guardians_order'

  constructor(guardian: number) {
    super(`Guardian ${guardian} is out of order.`, {
      details: 'Expected guardians ascending by keccak256(signer); `sortGuardians` sorts them.',
    })
  }
}

/** The same signer twice. */
export class DuplicateGuardianError extends SparekeyError {
  override readonly name = 'DuplicateGuardianError'
  override readonly code = 'policy_guardian_twice'

  constructor(guardian: number, earlier: number) {
    super(`Guardians ${earlier} and ${guardian} are the same.`, { details: 'Name each guardian once.' })
  }
}

/** One P-256 key behind two verifiers. */
export class SameKeyTwiceError extends SparekeyError {
  override readonly name = 'SameKeyTwiceError'
  override readonly code = 'policy_key_twice'

  constructor(guardian: number, earlier: number) {
    super(`Guardians ${earlier} and ${guardian} are the same passkey.`, {
      details: 'Name each passkey once.',
    })
  }
}

/** A signer shorter than an address. */
export class InvalidSignerLengthError extends SparekeyError {
  override readonly name = 'InvalidSignerLengthError'
  override readonly code = 'policy_signer_length'

  constructor(guardian: number, length: number) {
    super(`The signer of guardian ${guardian} has ${length} bytes.`, {
      details: 'Expected 20 (an address) or more (verifier ‖ key).',
    })
  }
}

/** An address that cannot be a guardian. */
export class ForbiddenGuardianError extends SparekeyError {
  override readonly name = 'ForbiddenGuardianError'
  override readonly code = 'policy_guardian_forbidden'

  constructor(guardian: number, signer: Address) {
    super(`Guardian ${guardian}, ${signer}, cannot be a guardian.`, {
      details:
        'It is the account itself, a contract that recoveries are made with, an EntryPoint, zero or a precompile. Choose another.',
    })
  }
}

/** A guardian's verifier that is no contract on this chain. */
export class VerifierWithoutCodeError extends SparekeyError {
  override readonly name = 'VerifierWithoutCodeError'
  override readonly code = 'policy_verifier_without_code'

  constructor(guardian: number, verifier: Address) {
    super(`The verifier ${verifier} of guardian ${guardian} does not exist on this network.`, {
      details: 'Leave this guardian out, or this network.',
    })
  }
}

/** A 64-byte key that is no point on P-256. */
export class InvalidGuardianKeyError extends SparekeyError {
  override readonly name = 'InvalidGuardianKeyError'
  override readonly code = 'policy_guardian_key'

  constructor(guardian: number, key: Hex) {
    super(`The key ${key} of guardian ${guardian} is not a point on P-256.`, {
      details: 'No signature could ever be valid for it. Make this guardian again.',
    })
  }
}

/** A salt that is not 32 bytes. */
export class InvalidSaltError extends SparekeyError {
  override readonly name = 'InvalidSaltError'
  override readonly code = 'policy_salt'

  constructor(length: number) {
    super(`The salt has ${length} bytes.`, { details: 'Expected 32 random bytes.' })
  }
}

/** A policy without tiers. */
export class NoTiersError extends SparekeyError {
  override readonly name = 'NoTiersError'
  override readonly code = 'policy_no_tiers'

  constructor() {
    super('It says nowhere how much approval is enough.', { details: 'Add at least one tier.' })
  }
}

/** More tiers than allowed. */
export class TooManyTiersError extends SparekeyError {
  override readonly name = 'TooManyTiersError'
  override readonly code = 'policy_too_many_tiers'

  constructor(count: number, max: number) {
    super(`There are ${count} tiers.`, { details: `Use at most ${max}.` })
  }
}

/** A tier that needs no approval, or whose weight does not fit into 32 bits. */
export class InvalidTierWeightError extends SparekeyError {
  override readonly name = 'InvalidTierWeightError'
  override readonly code = 'policy_tier_weight'

  constructor(tier: number, weight: number) {
    super(`Tier ${tier} needs the weight ${weight}.`, { details: 'Expected an integer of at least 1.' })
  }
}

/** A tier that all guardians together do not reach. */
export class TierOutOfReachError extends SparekeyError {
  override readonly name = 'TierOutOfReachError'
  override readonly code = 'policy_tier_out_of_reach'

  constructor(tier: number, weight: number, total: number) {
    super(`Tier ${tier} needs the weight ${weight}, and all guardians together have ${total}.`, {
      details: 'Add guardians, or ask for less.',
    })
  }
}

/** Tiers whose weights do not strictly rise. */
export class TierWeightsNotAscendingError extends SparekeyError {
  override readonly name = 'TierWeightsNotAscendingError'
  override readonly code = 'policy_tier_weights_order'

  constructor(tier: number) {
    super(`Tier ${tier} does not need more weight than the one before.`, { details: 'Sort tiers by weight.' })
  }
}

/** Tiers whose delays do not strictly fall. */
export class TierDelaysNotDescendingError extends SparekeyError {
  override readonly name = 'TierDelaysNotDescendingError'
  override readonly code = 'policy_tier_delays_order'

  constructor(tier: number) {
    super(`Tier ${tier} does not wait less than the one before.`, {
      details: 'More approval must mean less waiting.',
    })
  }
}

/** A delay that is longer than 30 days, negative or no integer. */
export class InvalidDelayError extends SparekeyError {
  override readonly name = 'InvalidDelayError'
  override readonly code = 'policy_delay'

  constructor(tier: number, delay: number, max: number) {
    super(`Tier ${tier} waits ${delay} seconds.`, { details: `Expected 0 to ${max} (30 days).` })
  }
}

/** A window outside 48 to 720 hours. */
export class InvalidWindowError extends SparekeyError {
  override readonly name = 'InvalidWindowError'
  override readonly code = 'policy_window'

  constructor(windowHours: number, min: number, max: number) {
    super(`The window is ${windowHours} hours.`, { details: `Expected ${min} to ${max} (2 to 30 days).` })
  }
}

/** A rotator that is no contract on this chain. */
export class RotatorWithoutCodeError extends SparekeyError {
  override readonly name = 'RotatorWithoutCodeError'
  override readonly code = 'policy_rotator_without_code'

  constructor(rotator: Address) {
    super(`The rotator ${rotator} does not exist on this network.`, { details: 'Leave this network out.' })
  }
}
