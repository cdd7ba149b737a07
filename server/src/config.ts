// The only reader of the environment in server/.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { addressSchema, bytes32Schema, type NetworkConfig, networkSchema } from 'sparekey/schema'
import type { Hex } from 'viem'
import { z } from 'zod'
import { Secret } from './secret.ts'
import { ConfigError } from './startErrors.ts'

/** The app at an OpenID issuer, and the contract that verifies its tokens. */
export interface OidcConfig {
  /** What people call it. */
  readonly name: string
  /** `https://accounts.google.com` for Google. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: Secret<string>
  /** OidcGuardian. */
  readonly guardian: Hex
  /** JSON of its tokens' headers, `$kid` for the key's name. */
  readonly headers: readonly string[]
  /** Publishes its keys on the networks; without it somebody else does. */
  readonly publisherKey?: Secret<Hex> | undefined
}

/** How e-mail is sent, and the contract that believes this server that somebody reads a mailbox. */
export interface EmailConfig {
  /** `smtp://` or `smtps://`, with user and password. */
  readonly smtpUrl: Secret<string>
  /** The one address that all mail comes from: `Sparekey <recovery@example.org>`. */
  readonly from: string
  /** EmailGuardian. */
  readonly guardian: Hex
  /** Signs attestations; the contract knows its address as an attester. */
  readonly attesterKey: Secret<Hex>
  /** Header in which a trusted proxy says where a caller is: a country's two letters, or a city. */
  readonly placeHeader?: string | undefined
}

/** How other servers are told. */
interface WebhookConfig {
  /** Seed of the Ed25519 key that signs what is sent. */
  readonly key: Secret<Hex>
  /** Whether HTTP and this computer will do: in the local stack only. */
  readonly isLocalAllowed: boolean
}

/** The dashboard, at an address of its own. */
export interface AdminConfig {
  /** Its origin, whole. */
  readonly origin: string
  /** Domain of the operators' passkeys. */
  readonly rpId: string
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
  /** Folder of the built dashboard; none is served without it. */
  readonly dir?: string | undefined
}

/** Everything that a server must be told. */
export interface Config {
  /** Domain of the passkeys. */
  readonly rpId: string
  /** The web app's origin, whole: scheme, host and port. */
  readonly origin: string
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
  readonly networks: readonly NetworkConfig[]
  /** The staked contract in front of the account factory. */
  readonly factoryStaker: Hex
  /** node-postgres when given, else PGlite in `dataDir`, else PGlite in memory. */
  readonly databaseUrl?: Secret<string> | undefined
  readonly dataDir?: string | undefined
  /** Pays the gas; it holds no role. */
  readonly relayerKey: Secret<Hex>
  /** Folder of the built web app; none is served without it. */
  readonly webDir?: string | undefined
  /** The OpenID issuer at which people sign in as guardians; none by default. */
  readonly oidc?: OidcConfig | undefined
  /** Guardians by e-mail, and mail to owners; none by default. */
  readonly email?: EmailConfig | undefined
  /** Signed messages to owners' and the operator's own servers; none by default. */
  readonly webhooks?: WebhookConfig | undefined
  /** Makes the hashes by which accounts are found, and the keys with which addresses are sealed; goes with `oidc`, `email`, `webhooks` and `admin`. */
  readonly lookupKey?: Secret<Hex> | undefined
  /** The operator's dashboard; none by default. */
  readonly admin?: AdminConfig | undefined
  /** Shown where products of others are named, after the sentence that they are others'. */
  readonly legalNotice?: string | undefined
  /** Proxies whose `X-Forwarded-For` is believed, as addresses; nobody's by default. */
  readonly trustedProxies: readonly string[]
  /** Multiplies all limits; for tests that call as fast as they can. */
  readonly rateFactor: number
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
}

/** Where drizzle-kit writes and the server reads its migrations. */
export const migrationsDir = fileURLToPath(new URL('../migrations', import.meta.url))

/** As OidcGuardian takes it. */
const headerSchema = z
  .string()
  .max(100)
  .regex(/^\{("(alg":"RS256|kid":"\$kid|typ":"JWT)",?)+\}$/)

const flat = z.object({
  SPAREKEY_ORIGIN: z.url({ protocol: /^https?$/ }).transform((text) => new URL(text).origin),
  SPAREKEY_RP_ID: z.string().min(1).optional(),
  SPAREKEY_HOST: z.string().default('127.0.0.1'),
  SPAREKEY_LISTEN_PORT: z.coerce.number().int().min(0).max(65535).default(4000),
  SPAREKEY_NETWORKS_FILE: z.string().min(1),
  SPAREKEY_FACTORY_STAKER: z.string().toLowerCase().pipe(addressSchema),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  SPAREKEY_DATA: z.string().min(1).default('.data'),
  SPAREKEY_RELAYER_KEY: bytes32Schema.optional(),
  SPAREKEY_RELAYER_KEY_FILE: z.string().min(1).optional(),
  SPAREKEY_WEB_DIR: z.string().min(1).optional(),
  // Without encryption only this machine's own, of the local stack.
  SPAREKEY_OIDC_ISSUER: z
    .url()
    .regex(/^(https:\/\/.*[^/]|http:\/\/localhost(:\d+)?)$/)
    .optional(),
  SPAREKEY_OIDC_NAME: z.string().min(1).max(40).default('Google'),
  SPAREKEY_OIDC_CLIENT_ID: z.string().min(1).optional(),
  SPAREKEY_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  SPAREKEY_OIDC_CLIENT_SECRET_FILE: z.string().min(1).optional(),
  SPAREKEY_OIDC_GUARDIAN: z.string().toLowerCase().pipe(addressSchema).optional(),
  SPAREKEY_OIDC_HEADERS: z
    .string()
    .default('{"alg":"RS256","kid":"$kid","typ":"JWT"}')
    .transform((text) => text.trim().split(/\s+/))
    .pipe(z.array(headerSchema).min(1).max(8)),
  SPAREKEY_LOOKUP_KEY: bytes32Schema.optional(),
  SPAREKEY_LOOKUP_KEY_FILE: z.string().min(1).optional(),
  SPAREKEY_KEY_PUBLISHER_KEY: bytes32Schema.optional(),
  SPAREKEY_KEY_PUBLISHER_KEY_FILE: z.string().min(1).optional(),
  SPAREKEY_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  SPAREKEY_SMTP_URL_FILE: z.string().min(1).optional(),
  SPAREKEY_MAIL_FROM: z
    .string()
    .max(200)
    .regex(/^[^<>"\r\n]+ <[^<>\s@]+@[^<>\s@]+>$/)
    .optional(),
  SPAREKEY_EMAIL_GUARDIAN: z.string().toLowerCase().pipe(addressSchema).optional(),
  SPAREKEY_ATTESTER_KEY: bytes32Schema.optional(),
  SPAREKEY_ATTESTER_KEY_FILE: z.string().min(1).optional(),
  SPAREKEY_PLACE_HEADER: z
    .string()
    .regex(/^[\w-]{1,60}$/)
    .optional(),
  SPAREKEY_WEBHOOK_KEY: bytes32Schema.optional(),
  SPAREKEY_WEBHOOK_KEY_FILE: z.string().min(1).optional(),
  SPAREKEY_WEBHOOK_LOCAL: z.enum(['yes', 'no']).default('no'),
  SPAREKEY_ADMIN_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .transform((text) => new URL(text).origin)
    .optional(),
  SPAREKEY_ADMIN_LISTEN_PORT: z.coerce.number().int().min(0).max(65535).default(4001),
  SPAREKEY_ADMIN_DIR: z.string().min(1).optional(),
  SPAREKEY_LEGAL_NOTICE: z.string().trim().max(500).optional(),
  SPAREKEY_TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((list) => list.split(',').flatMap((entry) => entry.trim() || [])),
  SPAREKEY_RATE_FACTOR: z.coerce.number().positive().default(1),
  SPAREKEY_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
})

/**
 * The settings of the environment, checked.
 * @throws ConfigError with the names of what is wrong; values are not repeated, because some are secret.
 */
export function configFromEnvironment(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = flat.safeParse(given)
  if (!parsed.success) throw new ConfigError(problemsOf(parsed.error))
  const env = parsed.data
  const hostname = new URL(env.SPAREKEY_ORIGIN).hostname
  const rpId = env.SPAREKEY_RP_ID ?? hostname
  if (hostname !== rpId && !hostname.endsWith(`.${rpId}`))
    throw new ConfigError([`SPAREKEY_RP_ID is ${rpId}, expected ${hostname} or a domain above it`])
  return {
    rpId,
    origin: env.SPAREKEY_ORIGIN,
    host: env.SPAREKEY_HOST,
    port: env.SPAREKEY_LISTEN_PORT,
    networks: networksIn(env.SPAREKEY_NETWORKS_FILE),
    factoryStaker: env.SPAREKEY_FACTORY_STAKER,
    databaseUrl: env.DATABASE_URL === undefined ? undefined : new Secret(env.DATABASE_URL),
    dataDir: resolve(env.SPAREKEY_DATA),
    relayerKey: keyOf(env, 'SPAREKEY_RELAYER_KEY', 'SPAREKEY_RELAYER_KEY_FILE'),
    webDir: env.SPAREKEY_WEB_DIR && resolve(env.SPAREKEY_WEB_DIR),
    oidc: oidcOf(env),
    email: emailOf(env),
    webhooks: webhooksOf(env),
    lookupKey: needsLookupKey(env)
      ? keyOf(env, 'SPAREKEY_LOOKUP_KEY', 'SPAREKEY_LOOKUP_KEY_FILE')
      : undefined,
    admin: adminOf(env),
    legalNotice: env.SPAREKEY_LEGAL_NOTICE,
    trustedProxies: env.SPAREKEY_TRUSTED_PROXIES,
    rateFactor: env.SPAREKEY_RATE_FACTOR,
    logLevel: env.SPAREKEY_LOG,
  }
}

/** Where the embedded database of a data directory lives. */
export const embeddedDatabaseDir = (dataDir: string): string => join(dataDir, 'postgres')

function networksIn(file: string): readonly NetworkConfig[] {
  const networks = z
    .array(networkSchema)
    .min(1)
    .refine((all) => new Set(all.map(({ chainId }) => chainId)).size === all.length, 'a chain comes twice')
    .safeParse(json(file))
  if (networks.success) return networks.data
  throw new ConfigError(problemsOf(networks.error).map((problem) => `SPAREKEY_NETWORKS_FILE: ${problem}`))
}

/** A key, given by exactly one of two variables: itself, or a file that holds it. */
function keyOf<
  Name extends
    | 'SPAREKEY_RELAYER_KEY'
    | 'SPAREKEY_LOOKUP_KEY'
    | 'SPAREKEY_KEY_PUBLISHER_KEY'
    | 'SPAREKEY_ATTESTER_KEY'
    | 'SPAREKEY_WEBHOOK_KEY',
>(env: z.infer<typeof flat>, name: Name, fileName: `${Name}_FILE`): Secret<Hex> {
  const [value, file] = [env[name], env[fileName as keyof typeof env]]
  const key =
    value ?? (typeof file === 'string' ? bytes32Schema.safeParse(text(file).trim()).data : undefined)
  if (key === undefined || (value !== undefined && file !== undefined))
    throw new ConfigError([
      `exactly one of ${name} and ${fileName} must hold 0x and 64 lower-case hex digits`,
    ])
  return new Secret(key)
}

function oidcOf(env: z.infer<typeof flat>): OidcConfig | undefined {
  const { SPAREKEY_OIDC_ISSUER: issuer, SPAREKEY_OIDC_CLIENT_ID: clientId } = env
  const { SPAREKEY_OIDC_CLIENT_SECRET: value, SPAREKEY_OIDC_CLIENT_SECRET_FILE: file } = env
  if (issuer === undefined) return undefined
  const secret = value ?? (file === undefined ? undefined : text(file).trim())
  const guardian = env.SPAREKEY_OIDC_GUARDIAN
  if (!clientId || !guardian || !secret || (value !== undefined && file !== undefined))
    throw new ConfigError([
      'with SPAREKEY_OIDC_ISSUER go SPAREKEY_OIDC_CLIENT_ID, SPAREKEY_OIDC_GUARDIAN, and exactly one of SPAREKEY_OIDC_CLIENT_SECRET and SPAREKEY_OIDC_CLIENT_SECRET_FILE',
    ])
  const publisher = ['SPAREKEY_KEY_PUBLISHER_KEY', 'SPAREKEY_KEY_PUBLISHER_KEY_FILE'] as const
  return {
    ...{ name: env.SPAREKEY_OIDC_NAME, issuer, clientId, clientSecret: new Secret(secret), guardian },
    headers: env.SPAREKEY_OIDC_HEADERS,
    ...(publisher.some((name) => env[name]) && { publisherKey: keyOf(env, ...publisher) }),
  }
}

const needsLookupKey = (env: z.infer<typeof flat>): boolean =>
  [env.SPAREKEY_OIDC_ISSUER, env.SPAREKEY_ADMIN_ORIGIN].some((url) => url !== undefined) ||
  hasMail(env) ||
  hasWebhooks(env)

const hasWebhooks = (env: z.infer<typeof flat>): boolean =>
  env.SPAREKEY_WEBHOOK_KEY !== undefined || env.SPAREKEY_WEBHOOK_KEY_FILE !== undefined

const hasMail = (env: z.infer<typeof flat>): boolean =>
  env.SPAREKEY_SMTP_URL !== undefined || env.SPAREKEY_SMTP_URL_FILE !== undefined

function emailOf(env: z.infer<typeof flat>): EmailConfig | undefined {
  if (!hasMail(env)) return undefined
  const { SPAREKEY_SMTP_URL: value, SPAREKEY_SMTP_URL_FILE: file } = env
  const { SPAREKEY_MAIL_FROM: from, SPAREKEY_EMAIL_GUARDIAN: guardian } = env
  const smtpUrl = value ?? z.url({ protocol: /^smtps?$/ }).safeParse(text(file ?? '').trim()).data
  if (!smtpUrl || !from || !guardian || (value !== undefined && file !== undefined))
    throw new ConfigError([
      'with exactly one of SPAREKEY_SMTP_URL and SPAREKEY_SMTP_URL_FILE go SPAREKEY_MAIL_FROM and SPAREKEY_EMAIL_GUARDIAN',
    ])
  const attesterKey = keyOf(env, 'SPAREKEY_ATTESTER_KEY', 'SPAREKEY_ATTESTER_KEY_FILE')
  return {
    ...{ smtpUrl: new Secret(smtpUrl), from, guardian, attesterKey },
    ...(env.SPAREKEY_PLACE_HEADER && { placeHeader: env.SPAREKEY_PLACE_HEADER }),
  }
}

function webhooksOf(env: z.infer<typeof flat>): WebhookConfig | undefined {
  if (!hasWebhooks(env)) return undefined
  const isLocalAllowed = env.SPAREKEY_WEBHOOK_LOCAL === 'yes'
  if (isLocalAllowed && env.SPAREKEY_ORIGIN.startsWith('https:'))
    throw new ConfigError(['SPAREKEY_WEBHOOK_LOCAL is yes, expected no where SPAREKEY_ORIGIN is https'])
  return { key: keyOf(env, 'SPAREKEY_WEBHOOK_KEY', 'SPAREKEY_WEBHOOK_KEY_FILE'), isLocalAllowed }
}

function adminOf(env: z.infer<typeof flat>): AdminConfig | undefined {
  const { SPAREKEY_ADMIN_ORIGIN: origin, SPAREKEY_ADMIN_LISTEN_PORT: port, SPAREKEY_ADMIN_DIR: dir } = env
  if (origin === undefined) return undefined
  // Cookies and passkeys know no ports: on the app's own host they would be the app's too.
  if (new URL(origin).hostname === new URL(env.SPAREKEY_ORIGIN).hostname)
    throw new ConfigError(['SPAREKEY_ADMIN_ORIGIN has the host of the app, expected one of its own'])
  const host = env.SPAREKEY_HOST
  return { origin, rpId: new URL(origin).hostname, host, port, dir: dir && resolve(dir) }
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new ConfigError([`${file} cannot be read`])
  }
}

function json(file: string): unknown {
  const content = text(file)
  try {
    return JSON.parse(content)
  } catch {
    throw new ConfigError([`${file} is not JSON`])
  }
}

function problemsOf(error: z.ZodError): string[] {
  return error.issues.map(({ path, code }) => `${path.join('.') || 'the whole'} is not as expected (${code})`)
}
