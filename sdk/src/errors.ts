/** What an error may carry beside its sentence. */
export interface SparekeyErrorOptions {
  /** What was expected and what to do now, in one or two sentences. */
  details?: string
  /** What made this happen. */
  cause?: unknown
}

/**
 * What every failure of this package extends: one class per failure, each with a literal `name` and a stable `code`.
 * A class stands beside the function that throws it.
 */
export abstract class SparekeyError extends Error {
  /** The class's name; a literal, so that it survives minifiers. */
  abstract override readonly name: string
  /** Stable identifier for programs; never reused for something else. */
  abstract readonly code: string
  /** What was wrong, in one sentence. */
  readonly shortMessage: string
  /** What was expected and what to do now. */
  readonly details: string | undefined

  /** @param shortMessage what was wrong, in one sentence with its values. */
  constructor(shortMessage: string, options: SparekeyErrorOptions = {}) {
    const message = options.details ? `${shortMessage} ${options.details}` : shortMessage
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.shortMessage = shortMessage
    this.details = options.details
  }
}
