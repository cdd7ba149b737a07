// The HTTP API, one function per endpoint. Every answer is parsed; every refusal is an ApiError with its code.
import type { ApprovalJson, GuardianLabel, RequestJson } from 'sparekey/schema'
import type { Hex } from 'viem'
import type { z } from 'zod'
import { ApiUnavailableError, UnexpectedAnswerError } from './apiErrors.ts'
import type { apiSchemas } from './apiSchemas.ts'
import { askServer } from './ask.ts'
import type { CredentialJson } from './webauthnJson.ts'

type Schemas = typeof apiSchemas
type Answer = keyof Schemas

const get = <A extends Answer>(answer: A, path: string) => ask(answer, 'GET', path)
const post = <A extends Answer>(answer: A, path: string, body: object = {}) => ask(answer, 'POST', path, body)
const at = (...parts: string[]) => `/${parts.map(encodeURIComponent).join('/')}`

/** What the server can be asked. */
export const api = {
  config: () => get('config', '/config'),
  account: (nameOrAddress: string) => get('account', at('accounts', nameOrAddress)),
  creations: (address: string) => get('submissions', at('accounts', address, 'submissions')),
  liveRequests: (address: string) => get('requests', at('accounts', address, 'requests')),

  registrationOptions: (name: string) => post('creationOptions', '/registration/options', { name }),
  register: (body: { name: string; salt: Hex; credential: CredentialJson }) =>
    post('session', '/registration', body),
  signInOptions: () => post('requestOptions', '/sign-in/options'),
  signIn: (credential: CredentialJson, account?: Hex) =>
    post('session', '/sign-in', { credential, ...(account && { account }) }),
  session: () => get('session', '/session'),
  signOut: () => ask('nothing', 'DELETE', '/session'),

  passkeys: () => get('passkeys', '/passkeys'),
  passkeyOptions: (label: string) => post('creationOptions', '/passkeys/options', { label }),
  addPasskey: (body: { label: string; credential: CredentialJson }) => post('passkey', '/passkeys', body),
  renamePasskey: (credentialId: string, label: string) =>
    ask('passkey', 'PATCH', at('passkeys', credentialId), { label }),
  forgetPasskey: (credentialId: string) => ask('nothing', 'DELETE', at('passkeys', credentialId)),

  guardians: () => get('guardians', '/guardians'),
  saveGuardians: (guardians: readonly GuardianLabel[]) => ask('guardians', 'PUT', '/guardians', guardians),

  oidc: () => get('oidc', '/oidc'),
  idToken: (body: { code: string; codeVerifier: string }) => post('idToken', '/oidc/token', body),
  linkIdentity: (body: { code: string; codeVerifier: string; salt: Hex }) =>
    post('idToken', '/oidc/link', body),
  accountsOf: (body: { code: string; codeVerifier: string }) => post('accounts', '/oidc/accounts', body),

  emailCode: (body: { requestHash: Hex; address: string; publicKey: Hex }) =>
    post('code', '/email/codes', body),
  proveCode: (id: string, signature: Hex) =>
    post('request', at('email', 'codes', id, 'proof'), { signature }),
  findByEmail: (address: string) => post('accepted', '/email/accounts', { address }),
  linkEmail: (body: { purpose: 'guardian' | 'contact'; address: string; publicKey: Hex }) =>
    post('code', '/email/links', body),
  proveLink: (id: string, signature: Hex) => post('linked', at('email', 'links', id, 'proof'), { signature }),
  contacts: () => get('contacts', '/contacts'),
  addWebhook: (url: string) => post('contact', '/contacts', { url }),
  removeContact: (id: string) => ask('nothing', 'DELETE', at('contacts', id)),
  unsubscribe: (token: string) => post('nothing', '/email/unsubscribe', { token }),

  invitations: () => get('invitations', '/invitations'),
  invite: (body: { id: Hex; expires: number; signature: Hex }) => post('invitation', '/invitations', body),
  invitation: (id: string) => get('invitation', at('invitations', id)),
  invitationOptions: (id: string) => post('creationOptions', at('invitations', id, 'options')),
  acceptInvitation: (id: string, credential: CredentialJson) =>
    post('invitation', at('invitations', id, 'accept'), { credential }),
  declineInvitation: (id: string) => post('invitation', at('invitations', id, 'decline')),

  requestOptions: (account: string) => post('newPasskeyOptions', '/requests/options', { account }),
  makeRequest: (body: { request: RequestJson; credential: CredentialJson; label: string }) =>
    post('request', '/requests', body),
  request: (hash: string) => get('request', at('requests', hash)),
  approve: (hash: string, approval: ApprovalJson) =>
    post('request', at('requests', hash, 'approvals'), approval),
  start: (hash: string) => post('request', at('requests', hash, 'start')),
  accept: (hash: string, acceptance: Hex) =>
    post('request', at('requests', hash, 'acceptance'), { acceptance }),
  cancel: (hash: string, body: { deadline: number; scopes: RequestJson['scopes']; signature: Hex }) =>
    post('request', at('requests', hash, 'cancellation'), body),
}

async function ask<A extends Answer>(
  expected: A,
  method: string,
  path: string,
  body?: object,
): Promise<z.infer<Schemas[A]>> {
  const answer = await askServer(method, path, body)
  // Whoever is only told that nobody is signed in needs no checks of what else could be said.
  const { apiSchemas } = await import('./apiSchemas.ts').catch((cause: unknown) => {
    throw new ApiUnavailableError(cause)
  })
  const parsed = apiSchemas[expected].safeParse(answer)
  if (!parsed.success) throw new UnexpectedAnswerError(path, parsed.error)
  return parsed.data as z.infer<Schemas[A]>
}
