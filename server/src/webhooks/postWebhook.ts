// One attempt to deliver a webhook. Somebody else chose the URL, so the name is looked up once, every address is checked, and the
// connection goes to the addresses that were checked: a name that means another one a moment later leads nowhere.
import { lookup } from 'node:dns/promises'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { SparekeyError } from 'sparekey'
import { hostOf, isAllowed, parseWebhookUrl } from './webhookUrl.ts'

/** What is sent. */
export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** How it is sent. */
export interface PostOptions {
  readonly isLocalAllowed: boolean
  /** All addresses of a name; the system's by default. */
  readonly resolve?: (name: string) => Promise<readonly string[]>
  /** Milliseconds for all of it. */
  readonly timeout?: number
}

/** Nobody has taken it. */
class WebhookFailedError extends SparekeyError {
  override readonly name = 'WebhookFailedError'
  override readonly code = 'webhook_failed'
  /** What it came to, without addresses. */
  readonly reply: string

  constructor(reply: string, cause?: unknown) {
    super(`The webhook was not taken: ${reply}.`, { cause })
    this.reply = reply
  }
}

const TIMEOUT = 10_000

/**
 * Posts once. Any status of 200 to 299 is a success; redirects are not followed, and what is answered is not read.
 * @returns the status
 * @throws WebhookFailedError
 */
export async function postWebhook(
  post: Post,
  { isLocalAllowed, resolve = addressesOf, timeout = TIMEOUT }: PostOptions,
): Promise<number> {
  const url = parseWebhookUrl(post.url, isLocalAllowed)
  if (!url) throw new WebhookFailedError('address refused')
  const signal = AbortSignal.timeout(timeout)
  const host = hostOf(url)
  const found = isIP(host) ? [host] : await inTime(resolve(host), signal)
  if (found.length === 0 || !found.every((address) => isAllowed(address, isLocalAllowed)))
    throw new WebhookFailedError('address refused')
  const status = await statusOf(url, post, { found, signal })
  if (status < 200 || status > 299) throw new WebhookFailedError(`status ${status}`)
  return status
}

const addressesOf = async (name: string) => (await lookup(name, { all: true })).map(({ address }) => address)

function inTime(addresses: Promise<readonly string[]>, signal: AbortSignal): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new WebhookFailedError('timeout')))
    addresses.then(resolve, (error: unknown) => reject(new WebhookFailedError('name not found', error)))
  })
}

function statusOf(
  url: URL,
  { headers, body }: Post,
  { found, signal }: { found: readonly string[]; signal: AbortSignal },
): Promise<number> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const checked = found.map((address) => ({ address, family: isIP(address) }))
  const onlyThese: LookupFunction = (_, { all }, answer) => {
    const [first] = checked
    if (all) answer(null, checked)
    else answer(null, first?.address ?? '', first?.family)
  }
  return new Promise((resolve, reject) => {
    const length = { 'content-length': String(Buffer.byteLength(body)) }
    const options = {
      method: 'POST',
      headers: { ...headers, ...length },
      agent: false,
      lookup: onlyThese,
      signal,
    }
    const request = send(url, options, (response) => {
      response.on('error', () => {}) // it is torn off
      response.destroy()
      resolve(response.statusCode ?? 0)
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      const reply = signal.aborted ? 'timeout' : (error.code ?? 'not reachable')
      reject(new WebhookFailedError(reply, error))
    })
    request.end(body)
  })
}
