// A recovery that somebody began in this browser. The new passkey is kept before anything else can fail, so that none is
// made twice or left behind; there is no secret in it.
import {
  accountSchema,
  bytes32Schema,
  gatheredRequestSchema,
  hexSchema,
  requestSchema,
} from 'sparekey/schema'
import type { Hex } from 'viem'
import { z } from 'zod'
import { type DraftKind, readDraft, saveDraft } from '../drafts.ts'
import { credentialJsonSchema } from '../webauthnJson.ts'

/** Why an account cannot be opened. */
const reasonSchema = z.enum(['deleted', 'device', 'manager', 'hidden'])
/** @see reasonSchema */
export type Reason = z.infer<typeof reasonSchema>

const newPasskeySchema = z.object({
  rpId: z.string(),
  label: z.string(),
  publicKey: z.object({ x: bytes32Schema, y: bytes32Schema }),
  credential: credentialJsonSchema,
})

const recoverySchema = z.object({
  reason: reasonSchema.optional(),
  account: accountSchema.optional(),
  passkey: newPasskeySchema.optional(),
  request: requestSchema.optional(),
  hash: bytes32Schema.optional(),
})

/** What somebody has said and made so far. */
export type RecoveryDraft = z.infer<typeof recoverySchema>

/** How a recovery is kept. */
export const recoveryDraft: DraftKind<RecoveryDraft> = { name: 'recovery-1', schema: recoverySchema }
/** How a further passkey is kept that guardians let in: beside a recovery, which it must not end. */
export const additionDraft: DraftKind<RecoveryDraft> = { name: 'addition-1', schema: recoverySchema }

/** Where somebody has begun a request in this browser, and what was kept. */
export function beganHere(hash: string) {
  for (const kind of [recoveryDraft, additionDraft]) {
    const draft = readDraft(kind)
    if (draft?.hash === hash) return { kind, draft }
  }
  return undefined
}

const copySchema = z.object({ gathered: gatheredRequestSchema, acceptance: hexSchema.optional() })

/** What was gathered for a request, as this browser last saw it: enough to go on without our server. */
export type RequestCopy = z.infer<typeof copySchema>

/** How a request's copy is kept. */
export function copyOf(hash: string): DraftKind<RequestCopy> {
  return { name: `request-1-${hash}`, schema: copySchema }
}

/** Keeps what the server told; an acceptance that was signed here stays beside it. */
export function keepCopy(gathered: RequestCopy['gathered'], acceptance?: Hex): void {
  const kind = copyOf(gathered.hash)
  const signed = acceptance ?? readDraft(kind)?.acceptance
  saveDraft(kind, { gathered, ...(signed && { acceptance: signed as `0x${string}` }) })
}
