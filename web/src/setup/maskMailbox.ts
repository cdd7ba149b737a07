/** Letters that a label has at most. */
const most = 64

/** A mailbox as its owner knows it again and nobody else can write to it: "a•••@example.org". */
export function maskMailbox(mailbox: string): string {
  const domain = mailbox.slice(mailbox.lastIndexOf('@') + 1)
  const head = `${mailbox.slice(0, 1)}•••@`
  const room = most - head.length
  return head + (domain.length > room ? `…${domain.slice(1 - room)}` : domain)
}
