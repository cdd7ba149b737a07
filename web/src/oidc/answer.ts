// What an issuer's answer at our callback address may look like (RFC 6749 §4.1.2, RFC 9207). Anything else is nobody's answer.
import { z } from 'zod'

const letters = z.string().regex(/^[\x20-\x7e]{1,2048}$/)
const said = { state: letters.max(100), iss: z.string().max(300).optional() }

/** A code, or why there is none. */
export const answerSchema = z.union([
  z.strictObject({ ...said, code: letters }),
  z.strictObject({ ...said, error: letters }),
])

/** @see answerSchema */
export type Answer = z.infer<typeof answerSchema>

/** Members that mean something here; issuers add others, as Google its `authuser`. */
const meant = ['state', 'iss', 'code', 'error'] as const
/** Of flows that we never begin: whoever brings a token was not sent by us. */
const foreign = ['id_token', 'access_token', 'token', 'response', 'code_verifier']

/** Reads the address that somebody came back to; undefined if it is no answer. */
export function readAnswer({ search, hash }: Pick<Location, 'search' | 'hash'>): Answer | undefined {
  const query = new URLSearchParams(search)
  const isOnce = meant.every((name) => query.getAll(name).length <= 1)
  if (!isOnce || hash.length > 1 || foreign.some((name) => query.has(name))) return undefined
  const members = meant.flatMap((name) => (query.has(name) ? [[name, query.get(name)] as const] : []))
  return answerSchema.safeParse(Object.fromEntries(members)).data
}
