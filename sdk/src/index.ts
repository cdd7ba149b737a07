// The package's entry: accounts owned by passkeys, their guardians, and recovery. Framework-free; needs only viem.
export { addPasskey } from './actions/addPasskey.ts'
export { approveByTransaction } from './actions/approveByTransaction.ts'
export { cancelRecoveries } from './actions/cancelRecoveries.ts'
export { cancelWithSignature } from './actions/cancelWithSignature.ts'
export { clearPolicy } from './actions/clearPolicy.ts'
export { createAccount } from './actions/createAccount.ts'
export { executeRecovery } from './actions/executeRecovery.ts'
export { findAccountsByGuardian } from './actions/findAccountsByGuardian.ts'
export { findAccountsByPasskey } from './actions/findAccountsByPasskey.ts'
export { getAccountAddress } from './actions/getAccountAddress.ts'
export { getAccountState } from './actions/getAccountState.ts'
export { getChainTime } from './actions/getChainTime.ts'
export { getOidcEntry } from './actions/getOidcEntry.ts'
export {
  getPolicy,
  PolicyNotFoundError,
  PolicyNotSetError,
} from './actions/getPolicy.ts'
export { getRecovery } from './actions/getRecovery.ts'
export { invalidateRecovery } from './actions/invalidateRecovery.ts'
export { isOwner } from './actions/isOwner.ts'
export { objectToRecovery } from './actions/objectToRecovery.ts'
export {
  type MissingChain,
  NothingToRecoverError,
  prepareRequest,
  RootKeyRemainsError,
} from './actions/prepareRequest.ts'
export { protectedNetworks } from './actions/protectedNetworks.ts'
export { recordApproval } from './actions/recordApproval.ts'
export { recover } from './actions/recover.ts'
export { removePasskey } from './actions/removePasskey.ts'
export { replacePasskeys } from './actions/replacePasskeys.ts'
export { republishPolicy } from './actions/republishPolicy.ts'
export {
  NothingToSignError,
  sendUserOperations,
} from './actions/sendUserOperations.ts'
export { setPolicy } from './actions/setPolicy.ts'
export { startRecovery } from './actions/startRecovery.ts'
export {
  UserOperationRevertedError,
  UserOperationTimeoutError,
  waitForUserOperation,
} from './actions/waitForUserOperation.ts'
export {
  type AssessPolicyContext,
  assessPolicy,
  type Finding,
  type FindingCode,
  type FindingSeverity,
} from './assessPolicy.ts'
export {
  type AttestedCredential,
  InvalidAttestedCredentialError,
  parseAttestedCredential,
} from './attestedCredential.ts'
export {
  decodeBase64Url,
  encodeBase64Url,
  InvalidBase64UrlError,
} from './base64url.ts'
export {
  type DiscoveredAssertion,
  getBrowserAssertion,
  type PasskeyHint,
  type PromptOptions,
} from './browserAssertion.ts'
export {
  browserPasskey,
  type CreatedPasskey,
  type CreatePasskeyParameters,
  createBrowserPasskey,
} from './browserPasskey.ts'
export {
  PasskeyAbortedError,
  PasskeyAlreadyExistsError,
  PasskeyFailedError,
  PasskeyNotAllowedError,
  PasskeyOriginError,
  PasskeyTimeoutError,
  PasskeyUnsupportedError,
} from './browserPasskeyErrors.ts'
export {
  BundlerRefusedError,
  BundlerUnavailableError,
} from './bundlerErrors.ts'
export {
  ChainRefusedError,
  ChainUnavailableError,
  ContractsMissingError,
  GasUnaffordableError,
  toChainError,
  WrongChainError,
} from './chainErrors.ts'
export {
  encodeAccountSignature,
  encodeBatchSignature,
  encodeOwnerSignature,
  encodeUserOperationSignature,
  InvalidNonceLaneError,
  InvalidValidUntilError,
  MAX_BATCH_LIFE,
  MerkleProofTooLongError,
  messageDigest,
  userOperationDigest,
  userOperationsDigest,
  validateValidUntil,
  validatorNonceKey,
  verificationDigest,
} from './challenges.ts'
export {
  InvalidChallengeError,
  InvalidClientDataError,
} from './clientData.ts'
export {
  ContractError,
  type ContractErrorNames,
  UnknownRevertError,
} from './contractErrors.ts'
export {
  type EcdsaSignature,
  InvalidSignatureError,
} from './derSignature.ts'
export {
  CodeElsewhereError,
  CodeMalformedError,
  codePublicKey,
  generateCodeKeys,
  InvalidCodeKeyError,
  isWholeCode,
  openCode,
  type SealedCode,
  sealCode,
} from './emailCode.ts'
export {
  type CodeContext,
  codeProofDigest,
  codeProofTypedData,
  verifyCodeProof,
} from './emailCodeProof.ts'
export {
  SparekeyError,
  type SparekeyErrorOptions,
} from './errors.ts'
export {
  fingerprint,
  signerFingerprint,
} from './fingerprint.ts'
export { gasLimit } from './gasLimit.ts'
export {
  accountAbi,
  accountFactoryAbi,
  emailGuardianAbi,
  factoryStakerAbi,
  oidcGuardianAbi,
  passkeyValidatorAbi,
  recoveryModuleAbi,
  rotatorAbi,
} from './generated/abis.ts'
export { addresses } from './generated/addresses.ts'
export type {
  GuardianDescriptor,
  GuardianKind,
} from './guardianDescriptor.ts'
export {
  type Argon2,
  type Argon2Input,
  type Argon2WorkerHandle,
  argon2InWorker,
  PassphraseAbortedError,
  PassphraseMemoryError,
  PassphraseWasmBlockedError,
  PassphraseWorkerError,
} from './guardians/argon2.ts'
export {
  checkPassphrase,
  type PassphraseProblem,
  type PassphraseVerdict,
} from './guardians/checkPassphrase.ts'
export {
  type Attestation,
  attestationDigest,
  attestationEnd,
  checkEmailApproval,
  type EmailApproval,
  EmailApprovalError,
  emailCommitment,
  emailSigner,
  encodeAttestation,
  InvalidAttestationError,
  InvalidEmailSignerError,
  MAX_ATTESTATION_LIFE,
  type Mailbox,
  parseEmailSigner,
  requireEmailGuardian,
} from './guardians/email.ts'
export { generatePassphrase } from './guardians/generatePassphrase.ts'
export {
  checkIdToken,
  type ExpectedIdToken,
  type IdToken,
  IdTokenError,
  type IdTokenProblem,
  type OidcIdentity,
  oidcKey,
  oidcNonce,
  parseIdToken,
} from './guardians/idToken.ts'
export type { IdTokenClaims } from './guardians/idTokenPayload.ts'
export {
  InvalidPassphraseError,
  normalisePassphrase,
} from './guardians/normalisePassphrase.ts'
export {
  type ApprovedBySignIn,
  approveWithIdToken,
  type ExpectedSignIn,
  linkWithIdToken,
  OidcKeyError,
  type OidcKeyProblem,
  type SignIn,
} from './guardians/oidc.ts'
export { encodeOidcApproval, oidcApprovalEnd } from './guardians/oidcApproval.ts'
export { oidcEntryCode, oidcEntryLabel } from './guardians/oidcEntry.ts'
export {
  approveWithPasskey,
  objectWithPasskey,
  type PasskeyContracts,
  passkeyGuardian,
} from './guardians/passkey.ts'
export {
  derivePassphraseGuardian,
  PASSPHRASE_VERSION,
  type PassphraseGuardian,
  type PassphraseParameters,
  passphraseParameters,
  passphraseSalt,
  WrongPassphraseError,
} from './guardians/passphrase.ts'
export { UnknownVerifierError } from './guardians/verifierCode.ts'
export {
  approveWithWallet,
  checkWalletApproval,
  checkWalletObjection,
  objectWithWallet,
  type VerifyContractSignature,
  type WalletClient,
  WrongWalletError,
} from './guardians/wallet.ts'
export { type Invitation, invitationDigest } from './invitation.ts'
export { canonicalMailbox } from './mailbox.ts'
export {
  InvalidMerkleLeavesError,
  merkleProof,
  merkleRoot,
  NoSuchMerkleLeafError,
  verifyMerkleProof,
} from './merkle.ts'
export {
  encodePublicKey,
  InvalidPublicKeyError,
  isOnCurve,
  type PublicKey,
  parsePublicKey,
} from './p256.ts'
export {
  NotAPasskeySignerError,
  type Passkey,
  parsePasskeySigner,
  passkeySigner,
  signWithPasskey,
  WrongPasskeyError,
} from './passkey.ts'
export {
  decodePolicy,
  delayOf,
  encodePolicy,
  FULL_DELAY,
  type Guardian,
  guardianHash,
  type Policy,
  PolicyNotCanonicalError,
  policyCommitment,
  policyHash,
  sortGuardians,
  type Tier,
} from './policy.ts'
export {
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
export {
  balanced,
  DEFAULT_WINDOW_HOURS,
  OperatorAloneError,
  type PresetOptions,
  simple,
  strict,
  TooManyEmailGuardiansError,
} from './presets.ts'
export { UnsupportedAlgorithmError } from './publicKey.ts'
export { onEachChain, type PerChain, requireChain } from './read.ts'
export {
  type Approval,
  acceptanceDigest,
  acceptanceTypedData,
  type Cancellation,
  cancellationDigest,
  cancellationTypedData,
  objectionDigest,
  objectionTypedData,
  type Request,
  recoveryTypedData,
  requestHash,
  type Scope,
} from './request.ts'
export { requestFromJson, requestToJson } from './requestJson.ts'
export { signAcceptance } from './signAcceptance.ts'
export { accountCancellation, signCancellation } from './signCancellation.ts'
export {
  type SoftwarePasskey,
  type SoftwarePasskeyParameters,
  softwarePasskey,
} from './softwarePasskey.ts'
export {
  type PasskeyAccount,
  toPasskeyAccount,
} from './toPasskeyAccount.ts'
export {
  MAX_DELAY,
  MAX_GUARDIANS,
  MAX_TIERS,
  MAX_WINDOW_HOURS,
  MIN_WINDOW_HOURS,
  type ValidatePolicyContext,
  validatePolicy,
} from './validatePolicy.ts'
export {
  DEFAULT_REQUEST_LIFE,
  DeadlinePassedError,
  DeadlineTooFarError,
  InvalidAccountError,
  InvalidNewSignerError,
  InvalidScopeCountError,
  InvalidScopeError,
  MAX_CANCELLATION_LIFE,
  MAX_REQUEST_LIFE,
  MAX_SCOPES,
  ScopesNotAscendingError,
  sortScopes,
  validateCancellation,
  validateDeadline,
  validateRequest,
  validateScopes,
} from './validateRequest.ts'
export { WalletFailedError, WalletRejectedError } from './walletErrors.ts'
export {
  type AssertionExpectation,
  InvalidAuthenticatorDataError,
  InvalidPackedSignatureError,
  packAssertion,
  possibleKeys,
  verifyAssertion,
  type WebAuthnAssertion,
  type WebAuthnSignature,
} from './webauthn.ts'
export {
  type Call,
  EventMissingError,
  type ReadClient,
  type Write,
  type WriteClient,
} from './write.ts'
