// What the server's answers must be like.
import {
  accountDetailSchema,
  accountPageSchema,
  adminConfigSchema,
  auditPageSchema,
  curvesSchema,
  enrolledSchema,
  enrolmentLinkSchema,
  healthSchema,
  historyPageSchema,
  mailPageSchema,
  operatorLinkSchema,
  operatorSchema,
  operatorSessionSchema,
  proposalSchema,
  proposalsSchema,
  queuePageSchema,
  settingsSchema,
  webhookSchema,
} from 'sparekey/admin-schema'
import { z } from 'zod'
import { creationOptionsSchema, requestOptionsSchema } from '../../web/src/webauthnJson.ts'

/** Answers by name. */
export const apiSchemas = {
  account: accountDetailSchema,
  accounts: accountPageSchema,
  audit: auditPageSchema,
  config: adminConfigSchema,
  creationOptions: creationOptionsSchema,
  curves: curvesSchema,
  enrolled: enrolledSchema,
  enrolmentLink: enrolmentLinkSchema,
  health: healthSchema,
  history: historyPageSchema,
  mails: mailPageSchema,
  nothing: z.undefined(),
  operatorLink: operatorLinkSchema,
  operators: z.array(operatorSchema),
  proposal: proposalSchema,
  proposals: proposalsSchema,
  queue: queuePageSchema,
  requestOptions: requestOptionsSchema,
  session: operatorSessionSchema,
  settings: settingsSchema,
  webhook: webhookSchema,
} as const
