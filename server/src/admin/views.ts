import type { Context } from '../context.ts'
import { transact } from '../db.ts'
import { type AuditEvent, record } from './audit.ts'

/** Notes that somebody has looked at people's data, before they are shown any. */
export async function noteView(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  event: AuditEvent & { readonly action: `${string}.viewed` },
): Promise<void> {
  await transact(db, (tx) => record(tx, clock, event))
}
