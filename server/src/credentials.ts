// What browsers send of passkeys, before anything of it is believed.
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { decodeBase64Url } from 'sparekey'
import { z } from 'zod'
import { Refusal } from './errors.ts'

const bytes = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\w-]+$/)

/** Ids have at most 1,023 bytes; longer ones are refused with a sentence, not with a shape. */
const id = bytes(1500)
/** Transports are hints for later prompts. */
const transports = z
  .array(z.string().regex(/^[\w-]{1,32}$/))
  .max(10)
  .default([])

/** Path of one passkey. */
export const passkeyParams = z.strictObject({ credentialId: id })

/** The answer of `navigator.credentials.create`, as @simplewebauthn/browser gives it. */
export const newCredentialSchema = z.object({
  id,
  rawId: id,
  type: z.literal('public-key'),
  response: z.object({ clientDataJSON: bytes(8192), attestationObject: bytes(32768), transports }),
})

/** The answer of `navigator.credentials.get`, as @simplewebauthn/browser gives it. */
export const assertedCredentialSchema = z.object({
  id,
  rawId: id,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: bytes(8192),
    authenticatorData: bytes(4096),
    signature: bytes(256),
    userHandle: bytes(128).nullish(),
  }),
})

/** Options of a creation prompt, as browsers take them (WebAuthn Level 3 §5.1.8). */
export const creationOptionsSchema = z.looseObject({
  challenge: z.string(),
  rp: z.looseObject({ id: z.string().optional(), name: z.string() }),
  user: z.looseObject({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.looseObject({ type: z.literal('public-key'), alg: z.int() })),
}) as unknown as z.ZodType<PublicKeyCredentialCreationOptionsJSON>

/** Options of an assertion prompt, as browsers take them (WebAuthn Level 3 §5.1.10). */
export const requestOptionsSchema = z.looseObject({
  challenge: z.string(),
  rpId: z.string().optional(),
  userVerification: z.string().optional(),
}) as unknown as z.ZodType<PublicKeyCredentialRequestOptionsJSON>

/** @see newCredentialSchema */
export type NewCredential = z.infer<typeof newCredentialSchema>
/** @see assertedCredentialSchema */
export type AssertedCredential = z.infer<typeof assertedCredentialSchema>

const clientDataSchema = z.looseObject({ challenge: bytes(86) })

/**
 * The challenge that an answer says it is for, after a look at where it was asked for (W-12).
 * @throws Refusal (credential_invalid)
 */
export function challengeIn({ response }: NewCredential | AssertedCredential): string {
  const { challenge, crossOrigin, topOrigin } = clientDataOf(response.clientDataJSON)
  if ((crossOrigin !== undefined && crossOrigin !== false) || topOrigin !== undefined)
    throw new Refusal('credential_invalid', { internal: 'asked for inside a frame of another site' })
  return challenge
}

function clientDataOf(encoded: string) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(decodeBase64Url(encoded))
    return clientDataSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new Refusal('credential_invalid', { internal: 'clientDataJSON is malformed', cause })
  }
}
