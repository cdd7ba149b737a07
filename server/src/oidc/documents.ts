import { SparekeyError } from 'sparekey'

/** Why a document of an issuer is not used. */
export type DocumentProblem = 'unreachable' | 'redirected' | 'status' | 'not-json' | 'too-large'

const sentences: Record<DocumentProblem, string> = {
  unreachable: 'did not answer',
  redirected: 'leads elsewhere',
  status: 'was refused',
  'not-json': 'is not JSON',
  'too-large': 'is too large',
}

/** An issuer's document that could not be had; what is known from before goes on. */
export class DocumentError extends SparekeyError {
  override readonly name = 'DocumentError'
  override readonly code = 'issuer_document'
  readonly problem: DocumentProblem

  constructor(url: string, problem: DocumentProblem, cause?: unknown) {
    super(`${url} ${sentences[problem]}.`, { cause })
    this.problem = problem
  }
}

/** Google's are 5 kB. */
const MOST_BYTES = 262_144
const PATIENCE = 10_000

/**
 * GETs a JSON document: no redirects, no more than 256 kB, within ten seconds, never out of a cache.
 * @throws DocumentError
 */
export async function fetchDocument(url: string): Promise<unknown> {
  const answer = await fetch(url, {
    redirect: 'manual',
    cache: 'no-store',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(PATIENCE),
  }).catch((cause: unknown) => {
    throw new DocumentError(url, 'unreachable', cause)
  })
  if (answer.status >= 300 && answer.status < 400) throw await refused(answer, url, 'redirected')
  if (answer.status !== 200) throw await refused(answer, url, 'status')
  const type = answer.headers.get('content-type') ?? ''
  if (!/^application\/([\w.-]+\+)?json\b/.test(type)) throw await refused(answer, url, 'not-json')
  const text = await boundedText(answer, url)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DocumentError(url, 'not-json', cause)
  }
}

async function refused(answer: Response, url: string, problem: DocumentProblem): Promise<DocumentError> {
  await answer.body?.cancel()
  return new DocumentError(url, problem)
}

async function boundedText(answer: Response, url: string): Promise<string> {
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for await (const part of answer.body ?? []) {
      length += part.length
      // Leaving the loop ends the transfer.
      if (length > MOST_BYTES) throw new DocumentError(url, 'too-large')
      parts.push(part)
    }
  } catch (error) {
    throw error instanceof DocumentError ? error : new DocumentError(url, 'unreachable', error)
  }
  return Buffer.concat(parts).toString()
}
