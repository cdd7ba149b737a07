// The mail server itself: whatever the local stack sends to anybody ends here.
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { largest, type Mails } from './mails.ts'
import type { Manners } from './manners.ts'

/** A mail server that answers. */
export interface RunningSmtp {
  readonly port: number
  stop(): Promise<void>
}

/** What the other side is told, with the code of RFC 5321. */
class SmtpAnswer extends Error {
  override readonly name = 'SmtpAnswer'
  readonly responseCode: number
  constructor(responseCode: number, message: string) {
    super(message)
    this.responseCode = responseCode
  }
}

type Done = (error?: Error | null) => void

/** Starts it. @param parameters `port` 0 lets the system choose */
export async function startSmtp(parameters: {
  port: number
  mails: Mails
  manners: Manners
}): Promise<RunningSmtp> {
  const { port, mails, manners } = parameters
  const server = new SMTPServer({
    name: 'mail.localhost',
    // It listens to this machine only, so nothing has to be encrypted or known by password.
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: largest,
    closeTimeout: 500,
    onRcptTo: ({ address }, { envelope }, done: Done) => {
      const from = envelope.mailFrom ? envelope.mailFrom.address : ''
      done(answerTo(manners, from, address))
    },
    onData: (stream, session, done: Done) => {
      void receive({ stream, session, mails }).then(() => {
        const [how] = session.envelope.rcptTo.map(({ address }) => manners.towards(address))
        if (how !== 'silence') done()
      }, done)
      if (session.envelope.rcptTo.some(({ address }) => manners.towards(address) === 'reset'))
        for (const connection of server.connections) if (connection.id === session.id) connection.close()
    },
  })
  // Of connections that others broke.
  server.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen({ port, host: '127.0.0.1', exclusive: true }, resolve)
  })
  return {
    port: (server.server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

function answerTo(manners: Manners, from: string, to: string): SmtpAnswer | undefined {
  const manner = manners.towards(to)
  if (manner === 'defer') return new SmtpAnswer(451, '4.3.0 Not now, try again later')
  if (manner === 'refuse') return new SmtpAnswer(550, '5.1.1 No such mailbox')
  if (manner === 'greylist' && manners.isFirst(from, to))
    return new SmtpAnswer(450, '4.7.1 Greylisted, try again later')
  return undefined
}

async function receive(parameters: {
  stream: SMTPServerDataStream
  session: SMTPServerSession
  mails: Mails
}): Promise<void> {
  const { stream, session, mails } = parameters
  const { mailFrom, rcptTo } = session.envelope
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  if (stream.sizeExceeded) throw new SmtpAnswer(552, '5.3.4 Too large')
  await mails.receive({
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map(({ address }) => address),
    source: Buffer.concat(chunks).toString('utf8'),
  })
}
