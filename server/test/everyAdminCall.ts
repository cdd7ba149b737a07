// One good call per endpoint of the dashboard, with everything that it needs, and what becomes of it when it is repeated or support
// makes it. The compiler misses an endpoint that has no row here.
import type { Hex } from 'viem'
import type { AdminEndpointName } from '../src/admin/checks.ts'
import { makeLink } from '../src/admin/links.ts'
import { lockAccount } from '../src/admin/locks.ts'
import { propose } from '../src/admin/proposals.ts'
import { setOperatorWebhook } from '../src/operatorWebhook.ts'
import { asserted, created } from './authenticator.ts'
import type { Call } from './everyCall.ts'
import {
  adminOrigin,
  confirmAt,
  enrol,
  newOperatorPasskey,
  signInAt,
  type TestAdmin,
  type TestOperator,
  tokenIn,
} from './operators.ts'
import { register, type TestServer } from './server.ts'

type Refused = readonly [status: number, code: string]

/** Two admins and support. */
export interface Cast {
  readonly ada: TestOperator
  readonly cleo: TestOperator
  readonly sam: TestOperator
}

/** What is expected of one endpoint. */
export interface AdminExpected {
  readonly session: 'none' | 'any' | 'admin'
  readonly isFresh?: boolean
  readonly status: number
  /** The very same call a second time. */
  readonly again: number | Refused
  /** Tables that it may write to then. */
  readonly touches?: readonly string[]
  /** What support gets for the same, where both roles may call. */
  readonly support?: Refused
  prepare(): Promise<Call>
}

/** The table; what is handed in is filled when its calls are prepared. */
export function everyAdminCall(
  server: TestServer,
  { admin, cast }: { admin: TestAdmin; cast: Cast },
): Readonly<Record<AdminEndpointName, AdminExpected>> {
  const world = { server, admin, cast }
  return { ...ofAnybody(world), ...ofSessions(world), ...ofAdmins(world), ...ofBoth(world) }
}

interface World {
  readonly server: TestServer
  readonly admin: TestAdmin
  readonly cast: Cast
}

let names = 0
const newOperatorName = () => `Somebody ${++names}`
const gone: Refused = [409, 'challenge_gone']
const open = { session: 'none', status: 200, again: 200 } as const

const ofAnybody = ({ server, admin }: World) => {
  const link = async () =>
    tokenIn(
      (
        await makeLink(server.context.db, server.context, adminOrigin, {
          ...{ name: newOperatorName(), role: 'support' },
        })
      ).link,
    )
  const plain = (path: string) => async (): Promise<Call> => ({ browser: admin.browser(), path })
  return {
    'GET /health': { ...open, prepare: plain('/health') },
    'GET /api/config': { ...open, prepare: plain('/api/config') },
    'POST /api/enrolment/link': {
      ...open,
      prepare: async () => ({
        ...{ browser: admin.browser(), path: '/api/enrolment/link', body: { token: await link() } },
      }),
    },
    'POST /api/enrolment/options': {
      ...{ ...open, touches: ['challenges'] },
      prepare: async () => ({
        ...{ browser: admin.browser(), path: '/api/enrolment/options', body: { token: await link() } },
      }),
    },
    'POST /api/enrolment': {
      ...{ session: 'none', status: 201, again: gone },
      async prepare() {
        const [browser, token] = [admin.browser(), await link()]
        const { body: options } = await browser.post('/api/enrolment/options', { token })
        const credential = created(newOperatorPasskey(), options)
        return { browser, path: '/api/enrolment', body: { token, credential } }
      },
    },
  } as const satisfies Partial<Record<AdminEndpointName, AdminExpected>>
}

const ofSessions = ({ admin, cast }: World) => {
  const anew = async (): Promise<TestOperator> => {
    const browser = admin.browser()
    await signInAt(browser, cast.ada.passkey)
    return { ...cast.ada, browser }
  }
  return {
    'POST /api/sign-in/options': {
      ...{ ...open, touches: ['challenges'] },
      prepare: async () => ({ browser: admin.browser(), path: '/api/sign-in/options', body: {} }),
    },
    'POST /api/sign-in': {
      ...{ session: 'none', status: 200, again: gone },
      async prepare() {
        const browser = admin.browser()
        const { body: options } = await browser.post('/api/sign-in/options')
        const credential = await asserted(cast.ada.passkey, options)
        return { browser, path: '/api/sign-in', body: { credential } }
      },
    },
    'GET /api/session': {
      ...{ session: 'any', status: 200, again: 200 },
      prepare: async () => ({ browser: (await anew()).browser, path: '/api/session' }),
    },
    'DELETE /api/session': {
      ...{ session: 'any', status: 204, again: [401, 'session_required'] },
      prepare: async () => ({ browser: (await anew()).browser, path: '/api/session' }),
    },
    'POST /api/session/confirmation/options': {
      ...{ session: 'any', status: 200, again: 200, touches: ['challenges'] },
      prepare: async () => ({
        ...{ browser: (await anew()).browser, path: '/api/session/confirmation/options', body: {} },
      }),
    },
    'POST /api/session/confirmation': {
      ...{ session: 'any', status: 200, again: gone, support: [409, 'challenge_gone'] },
      async prepare() {
        const { browser, passkey } = await anew()
        const { body: options } = await browser.post('/api/session/confirmation/options')
        const credential = await asserted(passkey, options)
        return { browser, path: '/api/session/confirmation', body: { credential } }
      },
    },
  } as const satisfies Partial<Record<AdminEndpointName, AdminExpected>>
}

/** An operator whose passkey was just asked for. */
async function fresh(who: TestOperator): Promise<TestOperator> {
  await confirmAt(who.browser, who.passkey)
  return who
}

const hook = { url: 'https://hooks.example.org/sparekey', events: ['account.locked'] }

const ofAdmins = ({ server, admin, cast }: World) => {
  const read = { session: 'admin', status: 200, again: 200 } as const
  const write = { session: 'admin', isFresh: true } as const
  const byAda = (path: string, body?: unknown) => async (): Promise<Call> => ({
    ...{ browser: (await fresh(cast.ada)).browser, path, ...(body !== undefined && { body }) },
  })
  const withHook = (path: string, body?: unknown) => async () => {
    const { context } = server
    const webhook = { url: hook.url, events: ['account.locked' as const], changedAt: new Date(0) }
    await setOperatorWebhook(context.db, context, webhook)
    return byAda(path, body)()
  }
  return {
    'GET /api/operators': { ...read, prepare: byAda('/api/operators') },
    'POST /api/operators': {
      ...{ ...write, status: 201, again: 201, touches: ['operator_links', 'audit', 'audit_heads'] },
      prepare: async () => byAda('/api/operators', { name: newOperatorName(), role: 'support' })(),
    },
    'DELETE /api/operators/:id': {
      ...{ ...write, status: 204, again: [404, 'operator_missing'] },
      async prepare() {
        const { link } = await makeLink(server.context.db, server.context, adminOrigin, {
          ...{ name: newOperatorName(), role: 'support' },
        })
        const { answer } = await enrol(admin, link)
        return byAda(`/api/operators/${answer.body.operator.id}`)()
      },
    },
    'POST /api/proposals/:id/confirmation': {
      ...{ ...write, status: 204, again: [409, 'proposal_gone'] },
      prepare: async () => byAda(`/api/proposals/${await unlockProposal(server, cast)}/confirmation`, {})(),
    },
    'GET /api/settings': { ...read, prepare: byAda('/api/settings') },
    'PUT /api/settings': {
      ...{ ...write, status: 200, again: [409, 'settings_changed'] },
      async prepare() {
        const { body } = await cast.ada.browser.get('/api/settings')
        return byAda('/api/settings', body)()
      },
    },
    'GET /api/webhook': { ...read, prepare: byAda('/api/webhook') },
    'PUT /api/webhook': {
      ...{ ...write, status: 200, again: 200, touches: ['operator_webhooks', 'audit', 'audit_heads'] },
      prepare: byAda('/api/webhook', hook),
    },
    'DELETE /api/webhook': {
      ...{ ...write, status: 204, again: 204, touches: ['audit', 'audit_heads'] },
      prepare: withHook('/api/webhook'),
    },
    'POST /api/webhook/test': {
      ...{ ...write, status: 202, again: 202, touches: ['webhooks', 'audit', 'audit_heads'] },
      prepare: withHook('/api/webhook/test', {}),
    },
  } as const satisfies Partial<Record<AdminEndpointName, AdminExpected>>
}

async function lockedAccount(server: TestServer): Promise<Hex> {
  const { context } = server
  const { session } = await register(server)
  const account = session.account.address
  const until = new Date(context.clock.now() + 3_600_000)
  await lockAccount(context.db, context, { account, reason: 'mailbox taken', until, by: 'Ada' })
  return account
}

/** Made by the second admin, so that the first one can confirm it. */
async function unlockProposal(server: TestServer, { cleo }: Cast): Promise<string> {
  const { context } = server
  const body = { kind: 'unlock', account: await lockedAccount(server), reason: 'mailbox is back' } as const
  return propose(context.db, context, { body, by: cleo.operator })
}

const ofBoth = ({ server, cast }: World) => {
  const read = { session: 'any', status: 200, again: 200 } as const
  // Whoever looks at people's data leaves a line in the log.
  const view = { ...read, touches: ['audit', 'audit_heads'] } as const
  const write = { session: 'any', isFresh: true } as const
  const ada = (path: string, body?: unknown) => async (): Promise<Call> => ({
    ...{ browser: (await fresh(cast.ada)).browser, path, ...(body !== undefined && { body }) },
  })
  const account = async () => (await register(server)).session.account.address
  return {
    'GET /api/proposals': { ...read, prepare: ada('/api/proposals') },
    'POST /api/proposals': {
      ...{ ...write, status: 201, again: 201, touches: ['proposals', 'audit', 'audit_heads'] },
      prepare: async () =>
        ada('/api/proposals', {
          ...{ kind: 'unlock', account: await lockedAccount(server), reason: 'mailbox is back' },
        })(),
    },
    'DELETE /api/proposals/:id': {
      ...{ ...write, status: 204, again: [409, 'proposal_gone'], support: [403, 'role_insufficient'] },
      prepare: async () => ada(`/api/proposals/${await unlockProposal(server, cast)}`)(),
    },
    'GET /api/queue': { ...view, prepare: ada('/api/queue') },
    'GET /api/accounts': { ...view, prepare: ada('/api/accounts?query=per') },
    'GET /api/accounts/:address': {
      ...view,
      prepare: async () => ada(`/api/accounts/${await account()}`)(),
    },
    'GET /api/accounts/:address/history': {
      ...view,
      prepare: async () => ada(`/api/accounts/${await account()}/history`)(),
    },
    'POST /api/accounts/:address/lock': {
      ...{ ...write, status: 201, again: [409, 'lock_shorter'] },
      prepare: async () =>
        ada(`/api/accounts/${await account()}/lock`, {
          ...{ reason: 'mailbox taken' },
          until: new Date(server.context.clock.now() + 3_600_000).toISOString(),
        })(),
    },
    'PUT /api/accounts/:address/recovery': {
      ...{ ...write, status: 200, again: 200, touches: ['audit', 'audit_heads'] },
      support: [403, 'role_insufficient'],
      prepare: async () =>
        ada(`/api/accounts/${await account()}/recovery`, { recovery: 'off', reason: 'asked for it' })(),
    },
    'GET /api/mails': { ...view, prepare: ada('/api/mails') },
    'GET /api/health/networks': { ...read, prepare: ada('/api/health/networks') },
    'GET /api/curves': { ...read, prepare: ada('/api/curves') },
    'GET /api/audit': { ...read, prepare: ada('/api/audit') },
  } as const satisfies Partial<Record<AdminEndpointName, AdminExpected>>
}
