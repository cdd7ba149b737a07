import { type Logger, pino } from 'pino'
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
  'databaseUrl',
]

/** A logger of JSON lines. */
export function createLog({ logLevel }: Pick<Config, 'logLevel'>): Logger {
  return pino({
    level: logLevel,
    base: null,
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[secret]' },
  })
}
