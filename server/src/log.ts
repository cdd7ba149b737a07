import { type Logger, pino, stdSerializers } from 'pino'
import type { Config } from './config.ts'

/** Never written, wherever they turn up; bodies and headers are not logged at all. */
const secrets = [
  'cookie',
  'authorization',
  'token',
  'credential',
  'signature',
  'privateKey',
  'relayerKey',
  'publisherKey',
  'lookupKey',
  'attesterKey',
  'webhookKey',
  'sealedUrl',
  'smtpUrl',
  'mailbox',
  'sealedAddress',
  'sealedContent',
  'clientSecret',
  'idToken',
  'databaseUrl',
]

/** An error as it is logged. Drizzle appends the values of a failed statement to its message: they are people's. */
export function errorForLog(error: Error): object {
  return JSON.parse(JSON.stringify(stdSerializers.err(error), withoutValues))
}

const withoutValues = (name: string, value: unknown) => {
  if (name === 'params') return undefined
  return typeof value === 'string' ? value.replaceAll(/^params: .*$/gm, 'params: [secret]') : value
}

/** A logger of JSON lines. */
export function createLog({ logLevel }: Pick<Config, 'logLevel'>): Logger {
  return pino({
    level: logLevel,
    base: null,
    serializers: { err: errorForLog },
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[secret]' },
  })
}
