// One question to the server that this page came from. Every refusal is an ApiError with its code.
import { ApiError, ApiUnavailableError, isProblem, UnexpectedAnswerError } from './apiErrors.ts'

/**
 * Asks the server, with this browser's session.
 *
 * @param path below `/api`
 * @param onDate is told what the server's clock said
 * @returns what it answered, unchecked; undefined if it had nothing to say
 * @throws {@link ApiError} {@link ApiUnavailableError} {@link UnexpectedAnswerError}
 */
export async function askServer(
  method: string,
  path: string,
  body?: object,
  onDate?: (date: string | null) => void,
): Promise<unknown> {
  const response = await fetch(`/api${path}`, {
    method,
    credentials: 'same-origin',
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new ApiUnavailableError(cause)
  })
  onDate?.(response.headers.get('date'))
  const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => null)
  if (!response.ok) throw refusal(path, response, answer)
  return answer
}

function refusal(path: string, response: Response, answer: unknown) {
  if (isProblem(answer)) {
    const seconds = Number(response.headers.get('retry-after'))
    return new ApiError(answer, seconds > 0 ? seconds : undefined)
  }
  // A proxy in front of a server that is down answers in HTML.
  return response.status >= 500
    ? new ApiUnavailableError(response.status)
    : new UnexpectedAnswerError(path, answer)
}
