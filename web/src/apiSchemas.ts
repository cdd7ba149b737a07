// What the server's answers must be like. Loaded with the first answer, not before the first screen: checks are a third of
// its code.
import {
  accountSchema,
  codeSchema,
  configSchema,
  contactSchema,
  gatheredRequestSchema,
  guardianLabelSchema,
  idTokenSchema,
  invitationSchema,
  linkedSchema,
  oidcSchema,
  passkeySchema,
  sessionSchema,
  submissionSchema,
} from 'sparekey/schema'
import { z } from 'zod'
import { creationOptionsSchema, requestOptionsSchema } from './webauthnJson.ts'

/** Answers by name. */
export const apiSchemas = {
  accepted: z.object({}),
  account: accountSchema,
  accounts: z.array(accountSchema),
  code: codeSchema,
  config: configSchema,
  contact: contactSchema,
  contacts: z.array(contactSchema),
  creationOptions: creationOptionsSchema,
  guardians: z.array(guardianLabelSchema),
  idToken: idTokenSchema,
  invitation: invitationSchema,
  invitations: z.array(invitationSchema),
  linked: linkedSchema,
  newPasskeyOptions: z.object({ options: creationOptionsSchema, label: z.string() }),
  nothing: z.undefined(),
  oidc: oidcSchema,
  passkey: passkeySchema,
  passkeys: z.array(passkeySchema),
  request: gatheredRequestSchema,
  requestOptions: requestOptionsSchema,
  requests: z.array(gatheredRequestSchema),
  session: sessionSchema,
  submissions: z.array(submissionSchema),
} as const
