import { createTransport } from 'nodemailer'
import { AppAnswerError } from '../errors.ts'
import type { MailPart } from '../parts/mail.ts'
import type { Part } from '../parts/process.ts'

/**
 * Sends a mail and reads it in the inbox.
 *
 * @throws {@link AppAnswerError} and what the mail server refuses with
 */
export async function askMail(parts: readonly Part[]): Promise<Record<string, unknown>> {
  const part = parts.find((one): one is MailPart => 'smtpPort' in one)
  const to = `check-${crypto.randomUUID()}@mail.example`
  const transport = createTransport({ host: '127.0.0.1', port: part?.smtpPort ?? 0 })
  const message = { from: 'check@mail.example', to, subject: 'Check', text: 'Is anybody there?' }
  await transport.sendMail(message).finally(() => transport.close())
  // Node knows no names under localhost.
  const inbox = `http://127.0.0.1:${part?.port}/mails?to=${to}`
  const { mails } = (await (await fetch(inbox)).json()) as { mails: { subject: string }[] }
  if (mails.length !== 1) throw new AppAnswerError(inbox, `${mails.length} mails`)
  return { smtp: `127.0.0.1:${part?.smtpPort}`, received: mails[0]?.subject }
}
