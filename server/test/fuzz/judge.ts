// What every answer must be like, whatever was asked.
import type { Made } from './calls.ts'
import { misfit } from './fits.ts'
import type { Received } from './send.ts'
import { type Operation, reached, type Surface } from './surface.ts'

/** What only somebody inside should read: stacks, statements, paths, names of parts. */
const internal = [
  /\bat .{1,80}:\d+:\d+|node_modules|\/(server|sdk)\/src\/|\w\.ts\b/,
  /\b(select|insert into|update|delete from)\b .*\b(from|values|set|where)\b|syntax error at|violates/i,
  /\b(pglite|postgres|drizzle|zod|hono|viem|pino|nodemailer)\b/i,
  /\bE(CONN|TIMEDOUT|PIPE|NOTFOUND)|\b(Type|Range|Syntax|Reference)Error\b|undefined is not|Cannot read/,
]
/** Tokens and keys, in which chance writes anything. */
const random = /[A-Za-z0-9_-]{30,}/g

/** Refused for any operation, before it is reached or because none is. */
const general = new Set([
  ...['not_found', 'method_not_allowed', 'path_invalid', 'address_invalid', 'body_too_large', 'rate_limited'],
])

const unavailable = new Set(['chain_unavailable', 'oidc_unavailable'])

/** Reads answers of one surface by its document. */
export class Judge {
  readonly #surface: Surface
  constructor(surface: Surface) {
    this.#surface = surface
  }

  /** What is wrong with an answer; undefined if nothing. */
  fault(made: Made, received: Received): string | undefined {
    const { status, text, headers } = received
    const operation = reached(this.#surface, made.method, made.path)
    if (saysInternal(text) && !isDocument(made)) return 'it says something internal'
    if (status >= 500) return this.#isUnavailable(received) ? undefined : `it failed with ${status}`
    if (status >= 300 && status < 400 && !isDocument(made)) return `it leads elsewhere (${status})`
    if (status >= 400) return this.#refusalFault(operation, received)
    if (!operation || made.method === 'HEAD' || status === 204) return undefined
    const documented = operation.responses[String(status)]
    if (!documented) return `${status} is not in the document`
    const schema = documented.content?.['application/json']?.schema
    if (!schema) return text === '' ? undefined : 'it answers something and the document knows nothing of it'
    if (!headers.get('content-type')?.startsWith('application/json')) return 'it is no JSON'
    const wrong = misfit(schema, JSON.parse(text))
    return wrong && `it does not fit its schema: ${wrong}`
  }

  #refusalFault(operation: Operation | undefined, { status, text, headers }: Received): string | undefined {
    // Node's own answers to what is no HTTP, and to HEAD, have no body.
    if (text === '') return undefined
    if (headers.get('content-type') !== 'application/problem+json')
      return 'it refuses, and not with a problem'
    const problem = JSON.parse(text) as { status: number; code: string }
    const wrong = misfit(this.#surface.document.components.schemas.Problem, problem)
    if (wrong) return `its problem does not fit the schema: ${wrong}`
    const { code, status: said } = problem
    if (said !== status) return `it says ${said} and is ${status}`
    if (!operation || general.has(code)) return undefined
    const documented = operation.responses[String(status)]?.description ?? ''
    return documented.includes(`\`${code}\``) ? undefined : `${code} is not in the document`
  }

  #isUnavailable({ status, text }: Received): boolean {
    if (this.#surface.isOnline || status !== 503) return false
    return text === '' || unavailable.has(codeOf(text) ?? '') || /"networks"/.test(text)
  }
}

/** The code of a refusal. */
export function codeOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { code?: string }).code
  } catch {
    return undefined
  }
}

function saysInternal(text: string): boolean {
  const words = text.replaceAll(random, '')
  return internal.some((pattern) => pattern.test(words))
}

/** The document and its page are about code. */
const isDocument = ({ path }: Made) => /^\/+api\/(docs|openapi)/i.test(path)
