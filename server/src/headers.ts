// Security headers of every answer, refusals included.
import type { Config } from './config.ts'

/** The headers that follow from the configuration. */
export function securityHeaders({
  origin,
  networks,
}: Pick<Config, 'origin' | 'networks'>): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(networks),
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
  const directives = {
    'default-src': ["'self'"],
    'script-src': ["'self'", "'wasm-unsafe-eval'"],
    'connect-src': ["'self'", ...new Set(asked)],
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
