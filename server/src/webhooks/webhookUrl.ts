import { isIP } from 'node:net'
import { isLoopback, isPublicAddress } from './publicAddress.ts'

/** Longer ones are refused. */
const LONGEST = 1000

/**
 * A URL that webhooks may go to, or undefined: HTTPS, without user and password. An address in it must be a public one; a name is
 * looked up whenever something is sent.
 * @param isLocalAllowed whether HTTP and this computer will do as well, for the local stack
 */
export function parseWebhookUrl(text: string, isLocalAllowed: boolean): URL | undefined {
  if (text.length > LONGEST || !URL.canParse(text)) return undefined
  const url = new URL(text)
  const isScheme = url.protocol === 'https:' || (isLocalAllowed && url.protocol === 'http:')
  if (!isScheme || url.username || url.password) return undefined
  const host = hostOf(url)
  return isIP(host) === 0 || isAllowed(host, isLocalAllowed) ? url : undefined
}

/** The host without the brackets that IPv6 has in URLs. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1')

/** Whether an IP address may be called. */
export const isAllowed = (address: string, isLocalAllowed: boolean): boolean =>
  isPublicAddress(address) || (isLocalAllowed && isLoopback(address))
