import { SparekeyError } from 'sparekey'
import type { Problem } from 'sparekey/schema'

/** The server refused, and said why (RFC 9457). */
export class ApiError extends SparekeyError {
  override readonly name = 'ApiError'
  override readonly code: string
  readonly status: number
  /** Seconds after which it may be asked again, where the server says so. */
  readonly retryAfter: number | undefined

  constructor(problem: Problem, retryAfter?: number) {
    super(problem.title, { details: problem.detail })
    this.code = problem.code
    this.status = problem.status
    this.retryAfter = retryAfter
  }
}

/** The server did not answer. */
export class ApiUnavailableError extends SparekeyError {
  override readonly name = 'ApiUnavailableError'
  override readonly code = 'server_unavailable'

  constructor(cause: unknown) {
    super('Our server does not answer.', {
      details: 'Nothing is lost. Check your connection and try again.',
      cause,
    })
  }
}

/** The server answered something that this page does not understand. */
export class UnexpectedAnswerError extends SparekeyError {
  override readonly name = 'UnexpectedAnswerError'
  override readonly code = 'server_answer'

  constructor(path: string, cause: unknown) {
    super('Our server gave an answer that this page does not understand.', {
      details: `Reload the page, it may be out of date. (${path})`,
      cause,
    })
  }
}

/** Whether asking again may help. */
export function isTransient(error: unknown): boolean {
  if (error instanceof ApiError) return error.status >= 500
  if (error instanceof ApiUnavailableError) return true
  return error instanceof SparekeyError && error.code === 'chain_unavailable'
}

/** Whether the server said this. */
export function isApiError(error: unknown, code: string): boolean {
  return error instanceof ApiError && error.code === code
}

/** Whether this is how the server refuses (RFC 9457). */
export function isProblem(answer: unknown): answer is Problem {
  const { code, title, detail, status } = Object(answer) as Partial<Problem>
  return typeof status === 'number' && [code, title, detail].every((text) => typeof text === 'string')
}
