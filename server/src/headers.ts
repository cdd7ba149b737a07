// Security headers of every answer, refusals included.
import type { Config } from './config.ts'

/** The headers of the app's side, as the configuration has it. */
export function securityHeaders({
  origin,
  networks,
}: Pick<Config, 'origin' | 'networks'>): Record<string, string> {
  return headersWith(origin, contentSecurityPolicy(networks))
}

/** The headers of the operator's side: its pages ask nobody but their own server, and run nothing but scripts. */
export function adminHeaders(origin: string): Record<string, string> {
  return headersWith(origin, policyOf({ 'script-src': ["'self'"], 'connect-src': ["'self'"] }))
}

function headersWith(origin: string, policy: string): Record<string, string> {
  return {
    'Content-Security-Policy': policy,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy':
      'publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    ...(origin.startsWith('https:') && {
      'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
    }),
  }
}

/** Nothing inline and nothing from elsewhere; Argon2id needs WebAssembly; pages ask chains and bundlers directly. */
function contentSecurityPolicy(networks: Config['networks']): string {
  const asked = networks
    .flatMap(({ rpcUrl, bundlerUrl }) => [rpcUrl, bundlerUrl])
    .map((url) => new URL(url).origin)
  return policyOf({
    'script-src': ["'self'", "'wasm-unsafe-eval'"],
    'connect-src': ["'self'", ...new Set(asked)],
  })
}

function policyOf(own: Record<'script-src' | 'connect-src', readonly string[]>): string {
  const directives = {
    'default-src': ["'self'"],
    ...own,
    'img-src': ["'self'", 'data:'],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  }
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ')
}
