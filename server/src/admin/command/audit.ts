// npm run audit -- verify [<line>:<hash>]: goes through the audit log, and prints where it ends. Kept elsewhere, that end shows
// later whether the log was cut off or written anew.
import { SparekeyError } from 'sparekey'
import { z } from 'zod'
import { verifyAudit } from '../verifyAudit.ts'
import type { CommandParts } from './operator.ts'

/** The log is not as it was written. */
class AuditBrokenError extends SparekeyError {
  override readonly name = 'AuditBrokenError'
  override readonly code = 'audit_broken'

  constructor(problem: string) {
    super(`The audit log is not as it was written: ${problem}.`)
  }
}

/** The command line is not one of those that are understood. */
class AuditUsageError extends SparekeyError {
  override readonly name = 'AuditUsageError'
  override readonly code = 'usage'

  constructor() {
    super('Usage: npm run audit -- verify [<line>:<hash> that was printed before]')
  }
}

const anchorSchema = z
  .string()
  .regex(/^\d+:[0-9a-f]{64}$/)
  .transform((text) => ({ n: Number(text.split(':')[0]), hash: text.split(':')[1] ?? '' }))

/**
 * Verifies the log.
 * @throws AuditBrokenError, AuditUsageError
 */
export async function runAudit(
  { context, print }: CommandParts,
  parameters: readonly string[],
): Promise<void> {
  const [command, text, ...rest] = parameters
  const anchor = text === undefined ? undefined : anchorSchema.safeParse(text).data
  if (command !== 'verify' || rest.length > 0 || (text !== undefined && !anchor)) throw new AuditUsageError()
  const { lines, head, problem } = await verifyAudit(context.db, anchor)
  if (problem) throw new AuditBrokenError(problem)
  print(`${lines} lines, each as it was written and in its order.`)
  print(`It ends with ${head.n}:${head.hash}`)
  print(anchor ? `Line ${anchor.n} is the one that was kept.` : unanchored)
}

const unanchored =
  'Without a line that was kept elsewhere, this cannot tell whether the end was cut off, or everything written anew.'
