// What the local stack's own pages may ask.
import type { IncomingMessage } from 'node:http'
import { DevRequestError } from './errors.ts'

/**
 * Another website's page must not move this machine's stack or read its mail: not by a request, and not by a name that leads
 * here.
 *
 * @param names under which the page is opened, in front of the port
 * @param what the sentence's subject: `The dev bar`
 * @throws {@link DevRequestError}
 */
export function requireOwnPage(
  { headers }: IncomingMessage,
  { names, what }: { names: readonly string[]; what: string },
): void {
  const host = headers.host ?? ''
  if (!names.includes(host.replace(/:\d+$/, '')))
    throw new DevRequestError(403, `${what} answers at ${names[0]} only.`)
  if (headers.origin !== undefined && headers.origin !== `http://${host}`)
    throw new DevRequestError(403, `${what} answers its own pages only.`)
}

/** The body of a request. @throws {@link DevRequestError} */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  if (!request.headers['content-type']?.startsWith('application/json'))
    throw new DevRequestError(415, 'Send JSON.')
  let text = ''
  for await (const chunk of request) text += chunk
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    throw new DevRequestError(400, 'The body is no JSON.')
  }
}
