import { join } from 'node:path'
import { root } from '../config.ts'
import { shiftedClock } from './clockShift.ts'
import { type Part, startPart } from './process.ts'

/** What {@link startIssuer} needs. */
export type IssuerParameters = {
  /** Address of the app, where people come back to. */
  appOrigin: string
  /** 0 lets the system choose. */
  port: number
  /** Directory for its keys and logs. */
  dataDir: string
  signal?: AbortSignal | undefined
}

/**
 * Starts "Dev Google", in the chains' time: its tokens say when they were made.
 *
 * @throws what {@link startPart} throws.
 */
export function startIssuer({ appOrigin, port, dataDir, signal }: IssuerParameters): Promise<Part> {
  return startPart({
    name: 'issuer',
    command: process.execPath,
    args: [
      ...['--max-semi-space-size=4', '--disable-warning=ExperimentalWarning'],
      ...shiftedClock(dataDir),
      join(root, 'dev', 'issuer', 'main.ts'),
      ...[String(port), appOrigin, join(dataDir, 'issuer-keys.json')],
    ],
    cwd: dataDir,
    log: join(dataDir, 'logs', 'issuer.log'),
    port,
    listening: /Listening on http:\/\/localhost:(\d+)/,
    signal,
  })
}

/** The issuer's origin, and `iss` in its tokens. */
export const issuerUrl = ({ port }: Pick<Part, 'port'>): string => `http://localhost:${port}`
