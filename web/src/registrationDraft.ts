import { bytes32Schema, nameSchema, publicKeySchema } from 'sparekey/schema'
import { z } from 'zod'
import type { DraftKind } from './drafts.ts'
import { credentialJsonSchema } from './webauthnJson.ts'

const schema = z.object({
  name: nameSchema,
  salt: bytes32Schema,
  rpId: z.string(),
  publicKey: publicKeySchema,
  credential: credentialJsonSchema,
})

/** A passkey that was made for an account which the server has not confirmed yet. */
export type RegistrationDraft = z.infer<typeof schema>

/** @see RegistrationDraft */
export const registrationDraft: DraftKind<RegistrationDraft> = { name: 'registration-1', schema }
