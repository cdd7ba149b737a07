import {
  BaseError,
  type ContractErrorArgs,
  type ContractErrorName,
  decodeErrorResult,
  type Hex,
  isHex,
} from 'viem'
import { SparekeyError } from './errors.ts'
import { formatUtc } from './formatUtc.ts'
import {
  accountAbi,
  accountFactoryAbi,
  emailGuardianAbi,
  factoryStakerAbi,
  oidcGuardianAbi,
  passkeyValidatorAbi,
  recoveryModuleAbi,
} from './generated/abis.ts'

/** Every ABI whose errors have a sentence. */
const contractErrorAbi = [
  ...recoveryModuleAbi,
  ...passkeyValidatorAbi,
  ...accountAbi,
  ...accountFactoryAbi,
  ...factoryStakerAbi,
  ...oidcGuardianAbi,
  ...emailGuardianAbi,
] as const

/** Name of an error that one of our contracts can revert with. */
export type ContractErrorNames = ContractErrorName<typeof contractErrorAbi>

/** What happened, and what to do. */
type Sentences = readonly [what: string, todo: string]

type SentenceOf<name extends ContractErrorNames> = (
  ...args: ContractErrorArgs<typeof contractErrorAbi, name> extends infer args extends readonly unknown[]
    ? args
    : []
) => Sentences

const states = ['not started', 'waiting', 'ready', 'expired', 'over']
/** As in Roles.sol. */
const roles = ['none', 'publisher', 'confirmer', 'revoker', 'attester']
const nth = (index: bigint) => `number ${index + 1n}`
const report = 'This should not happen; please report it.'
const readPolicy = 'Read the guardians from the network again.'
const gas = 'Send the transaction again with more gas.'

/** A new error in a contract breaks this record's type until it has its sentence. */
const sentences: { readonly [name in ContractErrorNames]: SentenceOf<name> } = {
  AlreadyOwner: () => [
    'This passkey can use the account already.',
    'Sign in with it; no recovery is needed.',
  ],
  ApprovalsNotAscending: (position) => [
    `Approval ${nth(position)} is out of order or given twice.`,
    'Give every guardian once, in the order of the policy.',
  ],
  ChainNotInScopes: (chainId) => [
    `This was not signed for the network ${chainId}.`,
    'Ask for a new approval that lists this network.',
  ],
  DeadlinePassed: (deadline, timestamp) => [
    `The last moment for this was ${formatUtc(deadline)}; the network's clock says ${formatUtc(timestamp)}.`,
    'Start again with a new request.',
  ],
  DeadlineTooFar: (deadline, max) => [
    `The deadline ${formatUtc(deadline)} is too far ahead.`,
    `Choose one no later than ${formatUtc(max)}.`,
  ],
  DelayTooLong: (tier, delay, max) => [
    `Waiting time ${nth(tier)} is ${delay} seconds.`,
    `Choose at most ${max} seconds (30 days).`,
  ],
  EpochExhausted: (account) => [`The account ${account} has used up its changes on this network.`, report],
  ForbiddenCall: (target, value) => [
    `The recovery would have called ${target} with ${value} wei, which no recovery may do.`,
    'Do not trust this policy: its rotator is none of ours, or the passkeys of this account were switched off.',
  ],
  ForbiddenGuardian: (guardian, signer) => [
    `Guardian ${nth(guardian)}, ${signer}, can never approve anything.`,
    'Choose a wallet that somebody controls.',
  ],
  GuardianNotSuspended: (guardian) => [
    `Guardian ${nth(guardian)} is in good standing.`,
    'Only a recovery approved by a suspended guardian can be ended this way.',
  ],
  GuardianSuspended: (guardian) => [
    `Guardian ${nth(guardian)} is suspended at present.`,
    'Use another guardian, or wait until it is restored.',
  ],
  GuardiansNotAscending: (guardian) => [
    `Guardian ${nth(guardian)} is out of order or given twice.`,
    'Sort the guardians by keccak256 of their signer and name each once.',
  ],
  InvalidGuardianKey: (guardian, key) => [
    `The passkey of guardian ${nth(guardian)} is malformed: ${key}.`,
    'Let this guardian make the passkey again.',
  ],
  InvalidScopeCount: (count, max) => [
    `The request lists ${count} networks.`,
    `List at least one and at most ${max}.`,
  ],
  InvalidSignerLength: (guardian, length) => [
    `Guardian ${nth(guardian)} has ${length} bytes.`,
    'An address has 20, a verifier with its key more.',
  ],
  InvalidWindow: (windowHours, min, max) => [
    `The time to finish a recovery is ${windowHours} hours.`,
    `Choose between ${min} and ${max} hours.`,
  ],
  NewSignerIsGuardian: (guardian) => [
    `The new passkey is guardian ${nth(guardian)} of this account.`,
    'Create a new passkey for the account.',
  ],
  NoGuardians: () => ['The policy has no guardian.', 'Choose at least one.'],
  NoSuchGuardian: (guardian, count) => [
    `There is no guardian ${nth(guardian)}; the account has ${count}.`,
    readPolicy,
  ],
  NoTiers: () => ['The policy has no waiting time.', 'Choose at least one.'],
  NotAccepted: () => ['The new passkey has not accepted this recovery.', 'Accept it with the new passkey.'],
  NotAnApprover: (_hash, guardian) => [
    `Guardian ${nth(guardian)} has not approved this recovery.`,
    'Name a guardian who has.',
  ],
  NotApproved: () => [
    'A guardian has not approved this recovery, or has approved another one.',
    'Compare the account, the new passkey and the networks, and ask this guardian again.',
  ],
  NotCancelled: () => [
    'This is not the signature of a passkey of the account.',
    'Confirm with a passkey that can still use the account.',
  ],
  NotEnoughWeight: (weight, needed) => [
    `The approvals so far count ${weight}; ${needed} are needed.`,
    'Ask one more guardian.',
  ],
  NotOwner: () => ['The new passkey would not have taken over, so nothing was changed.', report],
  NotReady: (_hash, ready, timestamp) => [
    `The waiting time ends at ${formatUtc(ready)}; the network's clock says ${formatUtc(timestamp)}.`,
    'Come back then, or ask more guardians to shorten it.',
  ],
  ObjectionTooLight: (weight, requestWeight) => [
    `The objections count ${weight}, the recovery ${requestWeight}.`,
    'Ask further guardians to object; more weight than the recovery has is needed.',
  ],
  PolicyAlreadySet: (account) => [
    `Recovery is set up for ${account} on this network already.`,
    'Change the guardians instead.',
  ],
  PolicyNotCanonical: () => [
    'The policy is not written in its one valid form.',
    'Encode it with encodePolicy.',
  ],
  PolicyNotSet: (account) => [
    `Recovery is not set up for ${account} on this network.`,
    'Without guardians nobody can open this account.',
  ],
  ProbeNeedsMoreGas: (available, needed) => [
    `The deployment had ${available} gas; ${needed} are needed.`,
    gas,
  ],
  RotatorWithoutCode: (rotator) => [
    `The contract ${rotator}, which says how passkeys are changed, is not on this network.`,
    'Deploy the contracts on this network first.',
  ],
  SafeCastOverflowedUintDowncast: (bits, value) => [`${value} does not fit into ${bits} bits.`, report],
  SameKeyTwice: (guardian, earlier) => [
    `Guardians ${nth(earlier)} and ${nth(guardian)} are one and the same passkey.`,
    'Name each guardian once.',
  ],
  ScopesNotAscending: (scope) => [
    `Network ${nth(scope)} is out of order or given twice.`,
    'Sort the networks by chain id and name each once.',
  ],
  TierDelaysNotDescending: (tier) => [
    `Waiting time ${nth(tier)} is not shorter than the one before.`,
    'More approval must mean less waiting.',
  ],
  TierOutOfReach: (tier, weight, total) => [
    `Waiting time ${nth(tier)} needs a weight of ${weight}; all guardians together have ${total}.`,
    'Lower it, or add a guardian.',
  ],
  TierWeightsNotAscending: (tier) => [
    `Waiting time ${nth(tier)} does not need more approval than the one before.`,
    'Sort the waiting times by weight.',
  ],
  TooLittleGas: (available, needed) => [
    `A guardian had to answer with ${available} gas; ${needed} are needed.`,
    gas,
  ],
  TooManyGuardians: (count, max) => [`The policy has ${count} guardians.`, `Choose at most ${max}.`],
  TooManyTiers: (count, max) => [`The policy has ${count} waiting times.`, `Choose at most ${max}.`],
  VerifierWithoutCode: (guardian, verifier) => [
    `The verifier ${verifier} of guardian ${nth(guardian)} is not on this network.`,
    'Deploy it on this network first, or choose another guardian.',
  ],
  WrongEpoch: (_account, given, current) => [
    `This was signed before the account changed (its count was ${given} and is ${current} now).`,
    'Start again with a new request.',
  ],
  WrongPolicy: () => ['These are not the account’s guardians on this network.', readPolicy],
  WrongState: (_hash, current, expected) => [
    `This recovery is ${states[current]}, not ${states[expected]}.`,
    current === 3 || current === 4
      ? 'Start again with a new request.'
      : 'Read its state from the network again.',
  ],
  ZeroTierWeight: (tier) => [
    `Waiting time ${nth(tier)} needs no approval at all.`,
    'Choose a weight above zero.',
  ],
  ZeroWeight: (guardian) => [`Guardian ${nth(guardian)} counts nothing.`, 'Choose a weight above zero.'],

  InvalidPublicKey: () => ['The public key of this passkey is malformed.', 'Create the passkey again.'],
  InvalidSigner: () => [
    'This is not a passkey of this account’s kind.',
    'Create a passkey for this account.',
  ],
  LastPasskey: () => ['This is the only passkey of the account.', 'Add another one before you remove it.'],
  PasskeyAlreadyAdded: () => ['This passkey can use the account already.', 'There is nothing to do.'],
  PasskeyUnknown: () => ['This passkey cannot use the account.', 'Choose one from the account’s list.'],
  PasskeysAlreadyInstalled: (account) => [
    `${account} has passkeys on this network already.`,
    'Add one instead.',
  ],
  PasskeysNotInstalled: (account) => [
    `${account} has no passkeys on this network.`,
    'Create the account on this network first.',
  ],

  AddressEmptyCode: (target) => [
    `There is no contract at ${target} on this network.`,
    'Check the addresses.',
  ],
  AccountUnauthorized: (sender) => [
    `${sender} may not act for this account.`,
    'Send it as an operation that a passkey of the account has confirmed.',
  ],
  ERC7579AlreadyInstalledModule: (_type, module) => [
    `${module} is installed already.`,
    'There is nothing to do.',
  ],
  ERC7579CannotDecodeFallbackData: () => ['The data for this fallback handler is too short.', report],
  ERC7579DecodingError: () => ['The calls of this operation are malformed.', report],
  ERC7579MismatchedModuleTypeId: (type, module) => [
    `${module} is no extension of type ${type}.`,
    'Choose another type.',
  ],
  ERC7579MissingFallbackHandler: (selector) => [
    `The account has no function ${selector}.`,
    'Check what is called.',
  ],
  ERC7579UninstalledModule: (_type, module) => [
    `${module} is not installed in this account.`,
    'Install it first; without it the account cannot be recovered.',
  ],
  ERC7579UnsupportedCallType: (type) => [`The account knows no calls of type ${type}.`, report],
  ERC7579UnsupportedExecType: (type) => [`The account knows no executions of type ${type}.`, report],
  ERC7579UnsupportedModuleType: (type) => [
    `The account knows no extensions of type ${type}.`,
    'Choose another type.',
  ],
  FailedCall: () => ['A call of this operation failed without giving a reason.', 'Check what is called.'],
  LastValidator: () => [
    'Nobody could use the account any more without its passkeys.',
    'Install another way to sign before you remove them.',
  ],
  NotFactory: () => ['Only the factory sets up a new account.', report],
  OutOfRangeAccess: () => ['The calls of this operation are malformed.', report],
  FailedDeployment: () => ['The account could not be created.', gas],
  InsufficientBalance: (balance, needed) => [`There are ${balance} wei; ${needed} are needed.`, 'Add funds.'],
  OwnableInvalidOwner: (owner) => [`${owner} cannot own this contract.`, 'Name the operator’s address.'],
  StakeNeedsOwner: () => ['The stake needs an owner.', 'Transfer the ownership instead.'],
  OwnableUnauthorizedAccount: (account) => [
    `${account} does not own this contract.`,
    'Use the operator’s wallet.',
  ],

  BlobNotStored: () => ['The key could not be stored on the network.', gas],
  InvalidDelay: (given, current, max) => [
    `New keys of this issuer wait ${current} seconds; ${given} is not longer, or too long.`,
    `Choose more, and at most ${max} (30 days).`,
  ],
  InvalidHeader: () => [
    'Tokens with this header are not taken.',
    'It is compact JSON with alg RS256, a kid, perhaps typ JWT, and nothing else.',
  ],
  InvalidHeaderNumber: (number, max) => [`There is no header number ${number}.`, `Choose 0 to ${max}.`],
  InvalidModulus: (length) => [
    `This is no RSA modulus of 2,048, 3,072 or 4,096 bits; it has ${length} bytes.`,
    'Compare it with the issuer’s JWKS document.',
  ],
  InvalidRole: (holder, role) => [
    `${holder} cannot have the role ${roles[role]}.`,
    'Name a role and an address.',
  ],
  KeyExists: (_issuer, label) => [`The key ${label} was published before.`, 'There is nothing to do.'],
  KeyIsRevoked: (_issuer, label) => [
    `The key ${label} was revoked and never returns.`,
    'Publish the issuer’s new key.',
  ],
  KeyUnknown: (_issuer, label) => [
    `The key ${label} is not on this network, or is another one.`,
    'Compare it with the issuer’s JWKS document, and publish it first.',
  ],
  RoleNeeded: (caller, role) => [
    `${caller} does not have the role ${roles[role]}, or not for a week yet.`,
    'Use the key that has it.',
  ],
  RoleTaken: (holder, role) => [
    `${holder} is ${role === 0 ? 'the owner' : roles[role]} already.`,
    'One address has one role.',
  ],
  RolesNeedOwner: () => ['Somebody must own the roles.', 'Hand them over instead.'],

  AttesterIsRevoked: (attester) => [
    `${attester} was revoked as an attester and never has a role again.`,
    'Name an address that was never used for this.',
  ],
  NotAnAttester: (account, role) => [
    `${account} is no attester and was none${role === 0 ? '' : `; it is ${roles[role]}`}.`,
    'Compare the address with the list of attesters.',
  ],
  TooManyAttesters: (max) => [
    `There are ${max} attesters already.`,
    'Take the role from one that is not needed any more.',
  ],
}

/** One of our contracts refused a call. */
export class ContractError extends SparekeyError {
  override readonly name = 'ContractError'
  /** `contract_` and the error's Solidity name, as `contract_NotReady`. */
  override readonly code: `contract_${ContractErrorNames}`
  /** The error's Solidity name. */
  readonly errorName: ContractErrorNames
  /** Its values, in the order of the ABI. */
  readonly args: readonly unknown[]

  constructor(errorName: ContractErrorNames, args: readonly unknown[], cause?: unknown) {
    const sentence = sentences[errorName] as (...args: readonly unknown[]) => Sentences
    const [what, details] = sentence(...args)
    super(what, { details, cause })
    this.code = `contract_${errorName}`
    this.errorName = errorName
    this.args = args
  }
}

/** A contract refused a call without one of our errors: another contract, or no reason at all. */
export class UnknownRevertError extends SparekeyError {
  override readonly name = 'UnknownRevertError'
  override readonly code = 'contract_unknown_revert'
  /** What the contract returned. */
  readonly data: Hex

  constructor(data: Hex, cause?: unknown) {
    super(`A contract refused this call without a reason that is known here (${data}).`, {
      details: 'Nothing has changed. Check that the contracts on this network are of this version.',
      cause,
    })
    this.data = data
  }
}

/** The error in a contract's revert data. */
export function decodeContractError(data: Hex, cause?: unknown): ContractError | UnknownRevertError {
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi: contractErrorAbi, data })
    if (!Object.hasOwn(sentences, errorName)) return new UnknownRevertError(data, cause)
    return new ContractError(errorName as ContractErrorNames, args as readonly unknown[], cause)
  } catch {
    return new UnknownRevertError(data, cause)
  }
}

/** The revert data inside an error that viem threw, wherever in its chain of causes; undefined if there is none. */
export function revertData(error: unknown): Hex | undefined {
  if (!(error instanceof BaseError)) return undefined
  let found: Hex | undefined
  error.walk((cause) => {
    const data = (cause as { data?: unknown }).data
    const nested = typeof data === 'object' && data !== null ? (data as { data?: unknown }).data : data
    if (isHex(nested)) found = nested
    return false
  })
  return found
}
