// What lists are filtered by, as it stands in the address bar. What is no filter is left out.
import { auditQuerySchema, mailSchema, queueQuerySchema } from 'sparekey/admin-schema'
import { z } from 'zod'
import type { AuditFilter } from './screens/AuditLog.tsx'
import type { QueueFilter } from './screens/Recoveries.tsx'

const queue = z.object({
  sort: queueQuerySchema.shape.sort.unwrap().optional().catch(undefined),
  state: queueQuerySchema.shape.state.catch(undefined),
  concern: queueQuerySchema.shape.concern.catch(undefined),
})
const accounts = z.object({ text: z.string().max(60).optional().catch(undefined) })
const audit = z.object({
  show: auditQuerySchema.shape.show.unwrap().optional().catch(undefined),
  subject: auditQuerySchema.shape.subject.catch(undefined),
})
const mails = z.object({ state: mailSchema.shape.state.optional().catch(undefined) })

/** Of `/recoveries`. */
export const queueSearch = (search: unknown): QueueFilter => given(queue.parse(search))
/** Of `/accounts`. */
export const accountsSearch = (search: unknown): { text?: string } => given(accounts.parse(search))
/** Of `/audit`. */
export const auditSearch = (search: unknown): AuditFilter => given(audit.parse(search))
/** Of `/mail`. */
export const mailsSearch = (search: unknown): z.infer<typeof mails> => given(mails.parse(search))

function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never
}
