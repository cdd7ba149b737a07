import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DevRequestError } from '../errors.ts'
import { Inbox } from './inbox.ts'
import { Mails } from './mails.ts'
import { Manners } from './manners.ts'
import { startSmtp } from './smtp.ts'

/** Mail that is received, and can be read. */
export interface RunningMail {
  /** Of the inbox. */
  readonly port: number
  readonly smtpPort: number
  stop(): Promise<void>
}

/**
 * Starts mail server and inbox.
 * @param parameters ports of 0 let the system choose; mail is kept in `folder`, the last `limit` of it (500)
 */
export async function startMail({
  port = 0,
  smtpPort = 0,
  folder,
  limit,
}: {
  port?: number
  smtpPort?: number
  folder: string
  limit?: number
}): Promise<RunningMail> {
  const manners = new Manners()
  const mails = await Mails.open(folder, limit)
  const smtp = await startSmtp({ port: smtpPort, mails, manners })
  const inbox = new Inbox(mails, manners)
  const server = createServer((request, response) => {
    inbox.answer(request, response).catch((error: unknown) => {
      const [status, text] =
        error instanceof DevRequestError
          ? [error.status, error.message]
          : [500, 'The inbox failed; see mail.log.']
      if (status === 500) console.error(error)
      if (!response.headersSent) response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
      response.end(text)
    })
  })
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ port, host: '127.0.0.1', exclusive: true }, resolve)
    })
  } catch (error) {
    await smtp.stop()
    throw error
  }
  return {
    port: (server.address() as AddressInfo).port,
    smtpPort: smtp.port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await Promise.all([closed, smtp.stop()])
    },
  }
}
