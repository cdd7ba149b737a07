// The inbox of the local stack, as somebody reads it who has the mailbox.
import { expect, inject } from 'vitest'
import type { Mail } from '../dev/mail/mails.ts'

export type { Mail } from '../dev/mail/mails.ts'

/** The mails of a mailbox, newest first. */
export async function mailsTo(mailbox: string): Promise<readonly Mail[]> {
  const response = await fetch(`${inject('inbox')}/mails?to=${encodeURIComponent(mailbox)}`)
  return ((await response.json()) as { mails: Mail[] }).mails
}

/** Waits for a mail with this subject that is newer than `after`; the newest one. */
export async function newMail(
  mailbox: string,
  subject: RegExp,
  { after = '', timeout = 30_000 }: { after?: string | undefined; timeout?: number } = {},
): Promise<Mail> {
  const find = async () =>
    (await mailsTo(mailbox)).find((mail) => mail.id > after && subject.test(mail.subject))
  await expect
    .poll(async () => (await find())?.subject, {
      ...{ timeout, interval: 250 },
      message: `a mail to ${mailbox} with subject ${subject}`,
    })
    .toMatch(subject)
  return (await find()) as Mail
}

/** The code in a mail, with the line breaks that it has there. */
export function codeIn({ text, subject }: Mail): string {
  const blocks = text.split(/\r?\n\s*\r?\n/).map((block) => block.trim())
  const code = blocks.find((block) => /^[1-9A-HJ-NP-Za-km-z]{115,116}$/.test(block.replaceAll(/\s/g, '')))
  if (code === undefined) expect.fail(`no code in “${subject}”`)
  return code
}

/** The links of a mail into the app, as paths. */
export function pathsIn({ text }: Pick<Mail, 'text'>): string[] {
  const links = text.match(/https?:\/\/[^\s<>"]+/g) ?? []
  return links
    .filter((link) => new URL(link).origin === inject('url'))
    .map((link) => new URL(link).pathname + new URL(link).search + new URL(link).hash)
}
