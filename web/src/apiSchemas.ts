// What the server's answers must be like. Loaded beside the first question, not before the first screen: checks are a third
// of its code, and an answer takes a journey anyway.
import {
  accountSchema,
  configSchema,
  gatheredRequestSchema,
  guardianLabelSchema,
  invitationSchema,
  passkeySchema,
  problemSchema,
  sessionSchema,
  submissionSchema,
} from 'sparekey/schema'
import { z } from 'zod'
import { creationOptionsSchema, requestOptionsSchema } from './webauthnJson.ts'

/** Answers by name. */
export const apiSchemas = {
  account: accountSchema,
  config: configSchema,
  creationOptions: creationOptionsSchema,
  guardians: z.array(guardianLabelSchema),
  invitation: invitationSchema,
  invitations: z.array(invitationSchema),
  newPasskeyOptions: z.object({ options: creationOptionsSchema, label: z.string() }),
  nothing: z.undefined(),
  passkey: passkeySchema,
  passkeys: z.array(passkeySchema),
  request: gatheredRequestSchema,
  requestOptions: requestOptionsSchema,
  requests: z.array(gatheredRequestSchema),
  session: sessionSchema,
  submissions: z.array(submissionSchema),
  problem: problemSchema,
} as const
