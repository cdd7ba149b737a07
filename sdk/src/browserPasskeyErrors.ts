import { SparekeyError } from './errors.ts'

/** The person declined, closed the prompt, or no passkey fitted; browsers do not say which. */
export class PasskeyNotAllowedError extends SparekeyError {
  override readonly name = 'PasskeyNotAllowedError'
  override readonly code = 'passkey_not_allowed'

  constructor(cause?: unknown) {
    super('The passkey prompt was closed without an answer.', {
      details: 'Nothing has changed. Try again, or use another passkey.',
      cause,
    })
  }
}

/** Nobody answered the prompt in time. */
export class PasskeyTimeoutError extends SparekeyError {
  override readonly name = 'PasskeyTimeoutError'
  override readonly code = 'passkey_timeout'

  constructor(cause?: unknown) {
    super('The passkey prompt waited too long for an answer.', {
      details: 'Nothing has changed. Try again when your device or security key is at hand.',
      cause,
    })
  }
}

/** The authenticator already holds one of the excluded passkeys. */
export class PasskeyAlreadyExistsError extends SparekeyError {
  override readonly name = 'PasskeyAlreadyExistsError'
  override readonly code = 'passkey_exists'

  constructor(cause?: unknown) {
    super('This device or password manager already has a passkey of this account.', {
      details: 'Use that one, or make the new one on another device.',
      cause,
    })
  }
}

/** This browser, page or authenticator cannot do what is needed. */
export class PasskeyUnsupportedError extends SparekeyError {
  override readonly name = 'PasskeyUnsupportedError'
  override readonly code = 'passkey_unsupported'

  constructor(reason: string, cause?: unknown) {
    super(`Passkeys cannot be used here: ${reason}.`, {
      details: 'Open this page in an up-to-date browser, or use another device or security key.',
      cause,
    })
  }
}

/** The page's origin may not use passkeys of this relying party. */
export class PasskeyOriginError extends SparekeyError {
  override readonly name = 'PasskeyOriginError'
  override readonly code = 'passkey_origin'

  constructor(rpId: string, cause?: unknown) {
    super(`This page may not use passkeys of ${rpId}.`, {
      details: `Open the page on ${rpId}, over https.`,
      cause,
    })
  }
}

/** The caller ended the prompt through its AbortSignal. */
export class PasskeyAbortedError extends SparekeyError {
  override readonly name = 'PasskeyAbortedError'
  override readonly code = 'passkey_aborted'

  constructor(cause?: unknown) {
    super('The passkey prompt was cancelled.', { details: 'Nothing has changed.', cause })
  }
}

/** The browser or authenticator failed in a way that no specification names. */
export class PasskeyFailedError extends SparekeyError {
  override readonly name = 'PasskeyFailedError'
  override readonly code = 'passkey_failed'

  constructor(cause?: unknown) {
    super('The passkey prompt failed.', {
      details: 'Nothing has changed. Try again, or use another browser.',
      cause,
    })
  }
}

/** What happened around the failure, to tell a timeout from a refusal. */
export interface PromptOutcome {
  readonly rpId: string
  /** Milliseconds that the prompt was open. */
  readonly elapsed: number
  /** Milliseconds that it was allowed to be. */
  readonly timeout: number
}

/**
 * What a failure of `navigator.credentials` means (WebAuthn §5.1.3 and §5.1.4: which DOMException says what).
 * A timeout is a NotAllowedError like a refusal, so only the clock tells them apart.
 */
export function fromDomException(cause: unknown, outcome: PromptOutcome): SparekeyError {
  if (cause instanceof SparekeyError) return cause
  switch ((cause as { name?: unknown } | undefined)?.name) {
    case 'NotAllowedError':
      return outcome.elapsed >= outcome.timeout
        ? new PasskeyTimeoutError(cause)
        : new PasskeyNotAllowedError(cause)
    case 'TimeoutError':
      return new PasskeyTimeoutError(cause)
    case 'InvalidStateError':
      return new PasskeyAlreadyExistsError(cause)
    case 'NotSupportedError':
      return new PasskeyUnsupportedError('this authenticator has no ES256', cause)
    case 'ConstraintError':
      return new PasskeyUnsupportedError('this authenticator cannot store passkeys or verify its user', cause)
    case 'SecurityError':
      return new PasskeyOriginError(outcome.rpId, cause)
    case 'AbortError':
      return new PasskeyAbortedError(cause)
    default:
      return new PasskeyFailedError(cause)
  }
}
