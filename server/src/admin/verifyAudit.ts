// Goes through the whole audit log and says whether it is as it was written.
import { asc, gt } from 'drizzle-orm'
import type { Database } from '../db.ts'
import { audit } from '../tables/audit.ts'
import { type AuditHead, type AuditRow, auditHead, hashOf } from './audit.ts'

/** What was found: `problem` names the first line that is not as it was written. */
export interface AuditVerdict {
  readonly lines: number
  readonly head: AuditHead
  readonly problem?: string
}

const BATCH = 1_000

/**
 * Verifies every line, the order, the end, and what an anchor says of a line.
 * @param anchor an earlier end that was kept elsewhere; without one, cutting off the end and moving the mark of the end with it
 *   cannot be seen, and neither can a log that was written anew as a whole
 */
export async function verifyAudit(db: Database, anchor?: AuditHead): Promise<AuditVerdict> {
  let last: AuditHead = { n: 0, hash: '' }
  let missed = anchor?.n ? anchor : undefined
  for (;;) {
    const lines = await db.select().from(audit).where(gt(audit.n, last.n)).orderBy(asc(audit.n)).limit(BATCH)
    for (const line of lines) {
      const problem = wrongWith(line, last)
      if (problem) return { lines: last.n, head: last, problem }
      last = { n: line.n, hash: line.hash }
      if (anchor?.n !== line.n) continue
      if (anchor.hash !== line.hash)
        return { lines: last.n, head: last, problem: `line ${line.n} is another one than was kept` }
      missed = undefined
    }
    if (lines.length < BATCH) break
  }
  const problem = await wrongAtTheEnd(db, last, missed)
  return { lines: last.n, head: last, ...(problem && { problem }) }
}

function wrongWith(line: AuditRow, last: AuditHead): string | undefined {
  if (line.n !== last.n + 1) return `line ${last.n + 1} is missing`
  if (line.previous !== last.hash) return `line ${line.n} does not follow the one before it`
  return hashOf(line) === line.hash ? undefined : `line ${line.n} was changed`
}

async function wrongAtTheEnd(
  db: Database,
  last: AuditHead,
  missed: AuditHead | undefined,
): Promise<string | undefined> {
  const head = await auditHead(db)
  // A line may have been added since the last one was read.
  if (head.n < last.n) return `line ${last.n} stands after the end`
  if (head.n === last.n && head.hash !== last.hash) return `the end is not that of line ${last.n}`
  const [next] = await db.select({ n: audit.n }).from(audit).where(gt(audit.n, last.n)).limit(1)
  if (head.n > last.n && !next) return `line ${last.n + 1} is missing at the end`
  return missed && `line ${missed.n}, which was kept, is missing at the end`
}
