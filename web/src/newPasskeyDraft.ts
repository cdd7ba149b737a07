import { labelSchema } from 'sparekey/schema'
import { z } from 'zod'
import type { DraftKind } from './drafts.ts'
import { credentialJsonSchema } from './webauthnJson.ts'

const schema = z.object({ label: labelSchema, rpId: z.string(), credential: credentialJsonSchema })

/** A further passkey that was made, but that the server does not know yet. */
export type NewPasskeyDraft = z.infer<typeof schema>

/** @see NewPasskeyDraft */
export const newPasskeyDraft: DraftKind<NewPasskeyDraft> = { name: 'passkey-1', schema }
