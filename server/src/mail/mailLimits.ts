// How many mails can be caused. Whoever asks is counted and told; the account and the mailbox are counted only where a mail
// would really go out, and silently: so nobody learns by asking whether it would, and nobody who does not know the mailbox can
// use up what its owner needs.
import type { Context } from '../context.ts'
import { countWithin, isWithin, type Limit } from '../limits.ts'

/** What anybody can ask for, and what a signed-in owner does: strangers must not keep an owner from setting up. */
export type MailCause = 'asked' | 'linked'

const windows = [
  { most: 3, seconds: 15 * 60 },
  { most: 10, seconds: 86_400 },
] as const

type Parts = Pick<Context, 'clock' | 'config' | 'db'>

const stagesFor = (cause: MailCause, subjects: readonly string[]) =>
  windows.map((window) =>
    subjects.map((subject): Limit => ({ ...window, key: `mail ${cause} ${window.seconds} ${subject}` })),
  )

/**
 * Counts a call that may cause a mail for whoever makes it.
 * @param callers a network address, or an account and that
 * @throws Refusal (rate_limited)
 */
export function limitCaller(context: Parts, cause: MailCause, ...callers: readonly string[]): Promise<void> {
  const subjects = callers.map((caller) => `by ${caller}`)
  return countWithin(context, stagesFor(cause, subjects))
}

/**
 * Whether one more mail may go out. Where none would, the same is counted under other names.
 * @param subjects the account and the mailbox's hash
 */
export async function mayMail(
  context: Parts,
  { cause, subjects, isReal }: { cause: MailCause; subjects: readonly string[]; isReal: boolean },
): Promise<boolean> {
  const names = subjects.map((subject) => `${isReal ? 'to' : 'not to'} ${subject}`)
  return (await isWithin(context, stagesFor(cause, names))) && isReal
}
