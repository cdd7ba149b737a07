// What a mail says of whoever asked for it: a few fixed words, chosen by what their browser and a trusted proxy say. Nothing
// of it is passed on as it came.
import type { IncomingMessage } from 'node:http'
import type { Config } from '../config.ts'
import type { Http } from '../endpoint.ts'
import { isFromProxy } from '../peer.ts'

/** Earlier ones first: Edge calls itself Chrome too, and everybody calls themselves Safari. */
const browsers = [
  ['Edge', /\bEdg(A|iOS)?\//],
  ['Opera', /\b(OPR|OPT)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(Chrome|CriOS)\//],
  ['Safari', /\bVersion\/[\d.]+ .*Safari\//],
] as const

const systems = [
  ['an iPhone', /\(iPhone;/],
  ['an iPad', /\(iPad;/],
  ['Android', /\bAndroid\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Windows', /\bWindows NT\b/],
  ['a Mac', /\bMacintosh;/],
  ['Linux', /\bLinux\b/],
] as const

/** `Chrome on Android`, from a User-Agent; what is not on the list is not said. */
export function deviceOf(userAgent = ''): string {
  const text = userAgent.slice(0, 500)
  const nameIn = (list: readonly (readonly [string, RegExp])[]) =>
    list.find(([, pattern]) => pattern.test(text))?.[0]
  const [browser, system] = [nameIn(browsers), nameIn(systems)]
  if (browser && system) return `${browser} on ${system}`
  return browser ?? (system ? `a browser on ${system}` : 'an unknown device')
}

/** What CLDR, and proxies, call an unknown place. */
const UNKNOWN = 'ZZ'
const countries = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })

/**
 * Where a caller is: a country's name for two letters, or the name of a city. Only as a trusted proxy's header says it, and
 * nothing that could be more than a name.
 */
export function placeOf(http: Http, config: Config): string | undefined {
  const { email, trustedProxies } = config
  const { incoming } = (http.env ?? {}) as { incoming?: IncomingMessage }
  if (!email?.placeHeader || !isFromProxy(incoming, { trustedProxies })) return undefined
  const said = http.req.header(email.placeHeader)?.trim() ?? ''
  if (/^[A-Z]{2}$/.test(said)) return said === UNKNOWN ? undefined : countries.of(said)
  return /^\p{Lu}[\p{L}\p{M}]+([ '-][\p{L}\p{M}]+){0,3}$/u.test(said) && said.length <= 40 ? said : undefined
}
