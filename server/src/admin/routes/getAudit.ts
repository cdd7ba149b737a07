import { and, desc, eq, lt, notLike } from 'drizzle-orm'
import { auditPageSchema, auditQuerySchema } from 'sparekey/admin-schema'
import { z } from 'zod'
import { audit } from '../../tables/audit.ts'
import { auditHead } from '../audit.ts'
import { adminEndpoint } from '../endpoint.ts'
import { keyIn, PAGE, pageOf } from '../page.ts'

/** GET /api/audit */
export const getAudit = adminEndpoint({
  name: 'GET /api/audit',
  summary: 'The audit log, the newest first, and where it ends.',
  query: auditQuerySchema,
  status: 200,
  answer: auditPageSchema,
  errors: ['path_invalid'],
  async handle({ query: { cursor, show, subject } }, { db }) {
    const key = keyIn(cursor, z.tuple([z.int().positive()]))
    const head = await auditHead(db)
    const rows = await db
      .select()
      .from(audit)
      .where(
        and(
          key && lt(audit.n, key[0]),
          subject === undefined ? undefined : eq(audit.subject, subject),
          show === 'deeds' ? notLike(audit.action, '%.viewed') : undefined,
        ),
      )
      .orderBy(desc(audit.n))
      .limit(PAGE + 1)
    const page = pageOf(
      rows,
      ({ n, at, by, action, subject, details, hash }) => ({
        ...{ n, at: at.toISOString(), by, action, subject, hash, details: JSON.parse(details) },
      }),
      ({ n }) => [n],
    )
    return { ...page, head }
  },
})
