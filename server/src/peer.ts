// Who is calling, for limits. The address is that of the connection; `X-Forwarded-For` is read only behind a proxy that the
// operator named, and then from the right, where that proxy wrote it (S-05).
import type { IncomingMessage } from 'node:http'
import { isIPv4, isIPv6 } from 'node:net'
import type { Config } from './config.ts'
import type { Http } from './endpoint.ts'

/** The caller's address, of which limits are counted: whole for IPv4, its /64 for IPv6. */
export function peerOf(http: Http, { trustedProxies }: Pick<Config, 'trustedProxies'>): string {
  const { incoming } = (http.env ?? {}) as { incoming?: IncomingMessage }
  let peer = plain(incoming?.socket?.remoteAddress ?? '')
  const trusted = new Set(trustedProxies.map(plain))
  const forwarded = (http.req.header('x-forwarded-for') ?? '').split(',').map((entry) => plain(entry.trim()))
  while (trusted.has(peer)) {
    const next = forwarded.pop()
    if (!next || !(isIPv4(next) || isIPv6(next))) break
    peer = next
  }
  return isIPv6(peer) ? network64(peer) : peer || 'unknown'
}

/** Whether a connection comes from a proxy that the operator named: what its headers say is then not the caller's word alone. */
export function isFromProxy(
  incoming: IncomingMessage | undefined,
  { trustedProxies }: Pick<Config, 'trustedProxies'>,
): boolean {
  return trustedProxies.map(plain).includes(plain(incoming?.socket?.remoteAddress ?? ''))
}

/** IPv4 written as IPv6 is IPv4. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '')

function network64(address: string): string {
  const [head = '', tail] = address.split('::')
  const left = head ? head.split(':') : []
  const right = tail ? tail.split(':') : []
  const middle = tail === undefined ? [] : Array(Math.max(0, 8 - left.length - right.length)).fill('0')
  const groups = [...left, ...middle, ...right].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group || '0', 16).toString(16)).join(':')}::/64`
}
