// One mail to one address over SMTP, and what became of it. What the other server says is kept as its numbers only: its words
// may quote addresses.
import { PassThrough } from 'node:stream'
import { createTransport, type Transporter } from 'nodemailer'
import type { EmailConfig } from '../config.ts'
import type { MailContent } from './layout.ts'
import { senderOf } from './sender.ts'

/** A mail as it goes out. */
export interface SmtpMail {
  /** Its Message-ID, before the `@`. */
  readonly id: string
  readonly to: string
  readonly content: MailContent
  readonly date: Date
  /** Where a mail program can unsubscribe by one POST; security mail has none. */
  readonly unsubscribeUrl?: string | undefined
}

/**
 * What became of one try:
 * - `sent`: the other server took it;
 * - `refused`: it never will; `deferred`: not now;
 * - `failed`: there was no talking to it, which is nobody's mailbox's fault;
 * - `unclear`: the whole mail was handed over, and then nothing was heard.
 */
export interface Outcome {
  readonly kind: 'sent' | 'refused' | 'deferred' | 'failed' | 'unclear'
  /** `550 5.1.1`, or a word where nothing was said. */
  readonly reply: string
  /** For the log; it may name addresses. */
  readonly cause?: unknown
}

const SECOND = 1000
/** A try ends after this, also where the other server says a little every now and then. */
const LONGEST_TRY = 60 * SECOND
const CONNECTIONS = 5

/** The mailer's connections. */
export class Smtp {
  readonly #transporter: Transporter
  readonly #from: string
  readonly #domain: string
  /** Message-IDs of what was handed over whole. */
  readonly #handedOver = new Set<string>()
  readonly #patience: number

  constructor(email: Pick<EmailConfig, 'smtpUrl' | 'from'>, { patience = 20 * SECOND } = {}) {
    this.#from = email.from
    this.#domain = senderOf(email).split('@')[1] as string
    this.#patience = patience
    this.#transporter = createTransport({
      ...serverOf(email.smtpUrl.reveal()),
      ...{ pool: true, maxConnections: CONNECTIONS, idleTimeout: 30 * SECOND },
      // What is tried again is decided by the table of mails, which all processes share.
      maxRequeues: 0,
      ...{ connectionTimeout: patience, greetingTimeout: patience, socketTimeout: patience },
      ...{ dnsTimeout: patience, disableFileAccess: true, disableUrlAccess: true },
    })
    this.#transporter.use('stream', ({ message }, done) => {
      const id = message.messageId()
      message.transform(() => {
        const passing = new PassThrough()
        passing.once('end', () => this.#handedOver.add(id))
        return passing
      })
      done()
    })
  }

  /** Tries once. */
  async send({ id, to, content, date, unsubscribeUrl }: SmtpMail): Promise<Outcome> {
    const messageId = `<${id}@${this.#domain}>`
    try {
      const { response = '' } = await this.#transporter.sendMail({
        ...{ ...content, from: this.#from, to: { name: '', address: to }, messageId, date },
        ...{ xMailer: false, textEncoding: 'quoted-printable' },
        headers: {
          'Auto-Submitted': 'auto-generated',
          ...(unsubscribeUrl !== undefined && {
            'List-Unsubscribe': `<${unsubscribeUrl}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }),
        },
        signal: AbortSignal.timeout(Math.min(LONGEST_TRY, this.#patience * 3)),
      })
      return { kind: 'sent', reply: numbersOf(response) }
    } catch (error) {
      return outcomeOf(error, this.#handedOver.has(messageId))
    } finally {
      this.#handedOver.delete(messageId)
    }
  }

  /** Ends the connections that nothing is sent on. */
  close(): void {
    this.#transporter.close()
  }
}

/** TLS always, but for a server on this computer. */
function serverOf(smtpUrl: string) {
  const url = new URL(smtpUrl)
  const { protocol, hostname, username, password } = url
  const secure = protocol === 'smtps:'
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return {
    ...{ host: hostname.replace(/^\[(.*)\]$/, '$1'), secure, port: Number(url.port) || (secure ? 465 : 587) },
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    ...(!secure && (isHere ? { ignoreTLS: true } : { requireTLS: true })),
  }
}

/** Steps whose refusal is about this mail. What is refused before them is about us. */
const aboutTheMail = new Set(['MAIL FROM', 'RCPT TO', 'DATA'])

function outcomeOf(cause: unknown, wasHandedOver: boolean): Outcome {
  const { responseCode, response, command, code } = cause as {
    responseCode?: number
    response?: string
    command?: string
    code?: string
  }
  if (responseCode === undefined)
    return { kind: wasHandedOver ? 'unclear' : 'failed', reply: wordOf(code), cause }
  const reply = numbersOf(response ?? String(responseCode))
  if (!aboutTheMail.has(command ?? '')) return { kind: 'failed', reply, cause }
  return { kind: responseCode >= 500 ? 'refused' : 'deferred', reply, cause }
}

/** Code and enhanced code (RFC 3463) of a reply. */
const numbersOf = (response: string): string =>
  /^(\d{3})(?:[ -](\d\.\d{1,3}\.\d{1,3}))?/.exec(response)?.slice(1).filter(Boolean).join(' ') ?? 'no reply'

const words: Readonly<Record<string, string>> = {
  ETIMEDOUT: 'no answer in time',
  EABORT: 'no answer in time',
  EDNS: 'no such server',
  ETLS: 'no encryption',
  EAUTH: 'login refused',
}
const wordOf = (code = ''): string => words[code] ?? 'connection lost'
