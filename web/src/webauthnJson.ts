import { z } from 'zod'

/** PublicKeyCredentialCreationOptionsJSON (WebAuthn Level 3 §5.1.8), as much as the browser is given. */
export const creationOptionsSchema = z.looseObject({
  rp: z.looseObject({ id: z.string(), name: z.string() }),
  user: z.looseObject({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  excludeCredentials: z.array(z.looseObject({ id: z.string() })).optional(),
  timeout: z.number().optional(),
})

/** PublicKeyCredentialRequestOptionsJSON (WebAuthn Level 3 §5.1.9). */
export const requestOptionsSchema = z.looseObject({
  rpId: z.string(),
  challenge: z.string(),
  allowCredentials: z.array(z.looseObject({ id: z.string() })).optional(),
  timeout: z.number().optional(),
})

/** An answer of an authenticator, as the server takes it and as drafts keep it. */
export const credentialJsonSchema = z.looseObject({ id: z.string(), type: z.literal('public-key') })

/** @see creationOptionsSchema */
export type CreationOptions = z.infer<typeof creationOptionsSchema>
/** @see requestOptionsSchema */
export type RequestOptions = z.infer<typeof requestOptionsSchema>
/** @see credentialJsonSchema */
export type CredentialJson = z.infer<typeof credentialJsonSchema>
