// The HTTP API, one function per endpoint. Every answer is parsed; every refusal is an ApiError with its code.
import {
  type ApprovalJson,
  accountSchema,
  configSchema,
  type GuardianLabel,
  gatheredRequestSchema,
  guardianLabelSchema,
  invitationSchema,
  passkeySchema,
  problemSchema,
  type RequestJson,
  sessionSchema,
  submissionSchema,
} from 'sparekey/schema'
import type { Hex } from 'viem'
import { z } from 'zod'
import { ApiError, ApiUnavailableError, UnexpectedAnswerError } from './apiErrors.ts'
import { type CredentialJson, creationOptionsSchema, requestOptionsSchema } from './webauthnJson.ts'

const nothingSchema = z.undefined()
const newPasskeyOptionsSchema = z.object({ options: creationOptionsSchema, label: z.string() })

const get = <S extends z.ZodType>(schema: S, path: string) => ask(schema, 'GET', path)
const post = <S extends z.ZodType>(schema: S, path: string, body: object = {}) =>
  ask(schema, 'POST', path, body)
const at = (...parts: string[]) => `/${parts.map(encodeURIComponent).join('/')}`

/** What the server can be asked. */
export const api = {
  config: () => get(configSchema, '/config'),
  account: (nameOrAddress: string) => get(accountSchema, at('accounts', nameOrAddress)),
  creations: (address: string) => get(z.array(submissionSchema), at('accounts', address, 'submissions')),
  liveRequests: (address: string) => get(z.array(gatheredRequestSchema), at('accounts', address, 'requests')),

  registrationOptions: (name: string) => post(creationOptionsSchema, '/registration/options', { name }),
  register: (body: { name: string; salt: Hex; credential: CredentialJson }) =>
    post(sessionSchema, '/registration', body),
  signInOptions: () => post(requestOptionsSchema, '/sign-in/options'),
  signIn: (credential: CredentialJson) => post(sessionSchema, '/sign-in', { credential }),
  session: () => get(sessionSchema, '/session'),
  signOut: () => ask(nothingSchema, 'DELETE', '/session'),

  passkeys: () => get(z.array(passkeySchema), '/passkeys'),
  passkeyOptions: (label: string) => post(creationOptionsSchema, '/passkeys/options', { label }),
  addPasskey: (body: { label: string; credential: CredentialJson }) => post(passkeySchema, '/passkeys', body),
  renamePasskey: (credentialId: string, label: string) =>
    ask(passkeySchema, 'PATCH', at('passkeys', credentialId), { label }),
  forgetPasskey: (credentialId: string) => ask(nothingSchema, 'DELETE', at('passkeys', credentialId)),

  guardians: () => get(z.array(guardianLabelSchema), '/guardians'),
  saveGuardians: (guardians: readonly GuardianLabel[]) =>
    ask(z.array(guardianLabelSchema), 'PUT', '/guardians', guardians),

  invitations: () => get(z.array(invitationSchema), '/invitations'),
  invite: (body: { id: Hex; expires: number; signature: Hex }) =>
    post(invitationSchema, '/invitations', body),
  invitation: (id: string) => get(invitationSchema, at('invitations', id)),
  invitationOptions: (id: string) => post(creationOptionsSchema, at('invitations', id, 'options')),
  acceptInvitation: (id: string, credential: CredentialJson) =>
    post(invitationSchema, at('invitations', id, 'accept'), { credential }),
  declineInvitation: (id: string) => post(invitationSchema, at('invitations', id, 'decline')),

  requestOptions: (account: string) => post(newPasskeyOptionsSchema, '/requests/options', { account }),
  makeRequest: (body: { request: RequestJson; credential: CredentialJson; label: string }) =>
    post(gatheredRequestSchema, '/requests', body),
  request: (hash: string) => get(gatheredRequestSchema, at('requests', hash)),
  approve: (hash: string, approval: ApprovalJson) =>
    post(gatheredRequestSchema, at('requests', hash, 'approvals'), approval),
  start: (hash: string) => post(gatheredRequestSchema, at('requests', hash, 'start')),
  accept: (hash: string, acceptance: Hex) =>
    post(gatheredRequestSchema, at('requests', hash, 'acceptance'), { acceptance }),
  cancel: (hash: string, body: { deadline: number; scopes: RequestJson['scopes']; signature: Hex }) =>
    post(gatheredRequestSchema, at('requests', hash, 'cancellation'), body),
}

async function ask<S extends z.ZodType>(
  schema: S,
  method: string,
  path: string,
  body?: object,
): Promise<z.infer<S>> {
  const response = await fetch(`/api${path}`, {
    method,
    credentials: 'same-origin',
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new ApiUnavailableError(cause)
  })
  const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => null)
  if (!response.ok) throw refusal(path, response, answer)
  const parsed = schema.safeParse(answer)
  if (!parsed.success) throw new UnexpectedAnswerError(path, parsed.error)
  return parsed.data
}

function refusal(path: string, response: Response, answer: unknown) {
  const problem = problemSchema.safeParse(answer)
  if (problem.success) {
    const seconds = Number(response.headers.get('retry-after'))
    return new ApiError(problem.data, seconds > 0 ? seconds : undefined)
  }
  // A proxy in front of a server that is down answers in HTML.
  return response.status >= 500
    ? new ApiUnavailableError(response.status)
    : new UnexpectedAnswerError(path, problem.error)
}
