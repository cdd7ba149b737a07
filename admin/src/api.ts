// The dashboard's HTTP API, one function per endpoint. Every answer is parsed; every refusal is an ApiError with its code.
import type { AccountRecovery, OperatorEvent, ProposalBody, Role, SettingsJson } from 'sparekey/admin-schema'
import type { z } from 'zod'
import { UnexpectedAnswerError } from '../../web/src/apiErrors.ts'
import { askServer } from '../../web/src/ask.ts'
import type { CredentialJson } from '../../web/src/webauthnJson.ts'
import { apiSchemas } from './apiSchemas.ts'
import { noteServerTime } from './serverClock.ts'

type Schemas = typeof apiSchemas
type Answer = keyof Schemas

const get = <A extends Answer>(answer: A, path: string) => ask(answer, 'GET', path)
const post = <A extends Answer>(answer: A, path: string, body: object = {}) => ask(answer, 'POST', path, body)
const at = (...parts: string[]) => `/${parts.map(encodeURIComponent).join('/')}`

/** What the server can be asked. */
export const api = {
  config: () => get('config', '/config'),

  enrolmentLink: (token: string) => post('enrolmentLink', '/enrolment/link', { token }),
  enrolmentOptions: (body: { token: string; name?: string }) =>
    post('creationOptions', '/enrolment/options', body),
  enrol: (body: { token: string; credential: CredentialJson }) => post('enrolled', '/enrolment', body),

  session: () => get('session', '/session'),
  signInOptions: () => post('requestOptions', '/sign-in/options'),
  signIn: (credential: CredentialJson) => post('session', '/sign-in', { credential }),
  confirmOptions: () => post('requestOptions', '/session/confirmation/options'),
  confirm: (credential: CredentialJson) => post('session', '/session/confirmation', { credential }),
  signOut: () => ask('nothing', 'DELETE', '/session'),

  health: () => get('health', '/health/networks'),
  curves: (days: number) => get('curves', `/curves${query({ days: String(days) })}`),
  queue: (filter: Query) => get('queue', `/queue${query(filter)}`),

  accounts: (filter: Query) => get('accounts', `/accounts${query(filter)}`),
  account: (address: string) => get('account', at('accounts', address)),
  history: (address: string, filter: Query) =>
    get('history', `${at('accounts', address, 'history')}${query(filter)}`),
  lock: (address: string, body: { reason: string; until: string }) =>
    post('lock', at('accounts', address, 'lock'), body),
  setAccountRecovery: (address: string, body: { recovery: AccountRecovery; reason: string }) =>
    ask('recovery', 'PUT', at('accounts', address, 'recovery'), body),

  proposals: () => get('proposals', '/proposals'),
  propose: (body: ProposalBody) => post('made', '/proposals', body),
  confirmProposal: (id: string) => post('nothing', at('proposals', id, 'confirmation')),
  withdrawProposal: (id: string) => ask('nothing', 'DELETE', at('proposals', id)),

  settings: () => get('settings', '/settings'),
  saveSettings: (settings: SettingsJson) => ask('settings', 'PUT', '/settings', settings),

  operators: () => get('operators', '/operators'),
  invite: (body: { name: string; role: Role }) => post('operatorLink', '/operators', body),

  removeOperator: (id: string) => ask('nothing', 'DELETE', at('operators', id)),

  webhook: () => get('webhook', '/webhook'),
  saveWebhook: (body: { url: string; events: readonly OperatorEvent[] }) =>
    ask('webhook', 'PUT', '/webhook', body),
  deleteWebhook: () => ask('nothing', 'DELETE', '/webhook'),
  testWebhook: () => post('made', '/webhook/test'),

  mails: (filter: Query) => get('mails', `/mails${query(filter)}`),
  audit: (filter: Query) => get('audit', `/audit${query(filter)}`),
}

/** Filters and the place in a list; what is empty is left out. */
export type Query = Readonly<Record<string, string | undefined>>

function query(filter: Query): string {
  const given = Object.entries(filter).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return given.length ? `?${new URLSearchParams(given)}` : ''
}

async function ask<A extends Answer>(
  expected: A,
  method: string,
  path: string,
  body?: object,
): Promise<z.infer<Schemas[A]>> {
  const parsed = apiSchemas[expected].safeParse(await askServer(method, path, body, noteServerTime))
  if (!parsed.success) throw new UnexpectedAnswerError(path, parsed.error)
  return parsed.data as z.infer<Schemas[A]>
}
