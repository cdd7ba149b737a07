import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../config.ts'
import { shiftedClock } from './clockShift.ts'
import { type Part, startPart } from './process.ts'

/** What {@link startMail} needs. */
export type MailParameters = {
  /** Of the inbox; 0 lets the system choose. */
  port: number
  /** Of the mail server; 0 lets the system choose. */
  smtpPort: number
  /** Directory for mail and logs. */
  dataDir: string
  signal?: AbortSignal | undefined
}

/** The part, whose port is the inbox's. */
export type MailPart = Part & { smtpPort: number }

/**
 * Starts the mail server with its inbox, in the chains' time.
 *
 * @throws what {@link startPart} throws.
 */
export async function startMail({ port, smtpPort, dataDir, signal }: MailParameters): Promise<MailPart> {
  const log = join(dataDir, 'logs', 'mail.log')
  const part = await startPart({
    name: 'mail',
    command: process.execPath,
    args: [
      ...['--max-semi-space-size=4', '--disable-warning=ExperimentalWarning'],
      ...shiftedClock(dataDir),
      join(root, 'dev', 'mail', 'main.ts'),
      ...[String(port), String(smtpPort), join(dataDir, 'mail')],
    ],
    cwd: dataDir,
    log,
    port,
    listening: /Listening on http:\/\/mail\.localhost:(\d+)/,
    signal,
  })
  const [, smtp] = /SMTP at 127\.0\.0\.1:(\d+)/.exec(readFileSync(log, 'utf8')) ?? []
  return { ...part, smtpPort: Number(smtp) }
}

/** Where people read mail. */
export const inboxUrl = ({ port }: Pick<Part, 'port'>): string => `http://mail.localhost:${port}`
