// One good call per endpoint, with everything that it needs, and what becomes of it when it is repeated or somebody else
// makes it. The compiler misses an endpoint that has no row here.
import {
  addresses,
  createAccount,
  encodeOwnerSignature,
  invitationDigest,
  messageDigest,
  signAcceptance,
  signCancellation,
  signWithPasskey,
} from 'sparekey'
import type { Address } from 'viem'
import { getBlock } from 'viem/actions'
import { type Chains, done, newScene } from '../../sdk/test/chains.ts'
import type { EndpointName } from '../src/checks.ts'
import { asserted, created } from './authenticator.ts'
import type { Browser } from './Browser.ts'
import { ofMail } from './everyMailCall.ts'
import { ada, codeOf } from './oidc.ts'
import { type Asked, approvalBody, approve, askFor, requestBody } from './recovery.ts'
import { storeAccount } from './scene.ts'
import { newName, newPasskey, type Person, random32, register, type TestServer } from './server.ts'

/** A call that is about to be made. */
export interface Call {
  readonly browser: Browser
  readonly path: string
  readonly body?: unknown
  /** Whose things it is about. */
  readonly account?: string
}

type Refused = readonly [status: number, code: string]

/** What is expected of one endpoint. */
export interface Expected {
  readonly session: 'none' | 'any' | 'full'
  readonly status: number
  /** The very same call a second time. */
  readonly again: number | Refused
  /** Tables that it may write to then. */
  readonly touches?: readonly string[]
  /** Somebody else's browser, signed in where one must be: may as well, gets something of its own, or is refused. */
  readonly other: 'may' | 'own' | Refused
  prepare(): Promise<Call>
}

const gone: Refused = [409, 'challenge_gone']
const missing: Refused = [404, 'passkey_missing']

/** The table; `server` and `chains` are filled when its calls are prepared. */
export function everyCall(server: TestServer, chains: Chains): Readonly<Record<EndpointName, Expected>> {
  return {
    ...ofAnybody(server),
    ...ofOwners(server),
    ...ofInvitations(server, chains),
    ...ofMail(server, chains),
    ...ofRequests(server, chains),
  }
}

const reading = { status: 200, again: 200 } as const

const ofAnybody = (server: TestServer) =>
  ({
    'GET /health': { ...open, prepare: async () => ({ browser: server.browser(), path: '/health' }) },
    'GET /ready': { ...open, prepare: async () => ({ browser: server.browser(), path: '/ready' }) },
    'GET /api/config': { ...open, prepare: async () => ({ browser: server.browser(), path: '/api/config' }) },
    'GET /api/oidc': { ...open, prepare: async () => ({ browser: server.browser(), path: '/api/oidc' }) },
    'POST /api/oidc/token': {
      // Whoever has code and verifier has begun it.
      ...{ session: 'none', status: 200, again: [400, 'oidc_refused'], other: 'may' },
      async prepare() {
        const browser = server.browser()
        return { browser, path: '/api/oidc/token', body: await codeOf(browser, ada) }
      },
    },
    'POST /api/oidc/accounts': {
      ...{ session: 'none', status: 200, again: [400, 'oidc_refused'], other: 'may' },
      async prepare() {
        const browser = server.browser()
        return { browser, path: '/api/oidc/accounts', body: await codeOf(browser, ada) }
      },
    },
    'POST /api/oidc/link': {
      ...{ session: 'full', status: 200, again: [400, 'oidc_refused'], other: 'may' },
      async prepare() {
        const person = await register(server)
        const body = { ...(await codeOf(person.browser, ada)), salt: random32() }
        return { browser: person.browser, path: '/api/oidc/link', body, account: addressOf(person) }
      },
    },
    'GET /api/accounts/:nameOrAddress': {
      ...open,
      prepare: async () => ({
        browser: server.browser(),
        path: `/api/accounts/${(await register(server)).name}`,
      }),
    },
    'GET /api/accounts/:address/submissions': {
      ...open,
      prepare: async () => ({
        browser: server.browser(),
        path: `/api/accounts/${addressOf(await register(server))}/submissions`,
      }),
    },
    'POST /api/registration/options': {
      ...{ session: 'none', status: 200, again: 200, touches: ['challenges', 'reservations'] },
      // The name is kept for the browser that asked first; whoever was refused has not touched it.
      other: 'may',
      prepare: async () => ({
        browser: server.browser(),
        path: '/api/registration/options',
        body: { name: newName() },
      }),
    },
    'POST /api/registration': {
      ...{ session: 'none', status: 201, again: gone, other: gone },
      async prepare() {
        const [browser, name] = [server.browser(), newName()]
        const { body: options } = await browser.post('/api/registration/options', { name })
        const body = { name, salt: random32(), credential: created(newPasskey(), options) }
        return { browser, path: '/api/registration', body }
      },
    },
    'POST /api/sign-in/options': {
      ...{ session: 'none', status: 200, again: 200, touches: ['challenges'], other: 'may' },
      prepare: async () => ({ browser: server.browser(), path: '/api/sign-in/options', body: {} }),
    },
    'POST /api/sign-in': {
      ...{ session: 'none', status: 200, again: gone, other: gone },
      async prepare() {
        const { passkey, userHandle } = await register(server)
        const browser = server.browser()
        const { body: options } = await browser.post('/api/sign-in/options')
        const body = { credential: await asserted(passkey, options, { userHandle }) }
        return { browser, path: '/api/sign-in', body }
      },
    },
  }) as const satisfies Partial<Record<EndpointName, Expected>>

const open = { ...reading, session: 'none', other: 'may' } as const

const ofOwners = (server: TestServer) => {
  const signedIn = (path: string, body?: unknown) => async (): Promise<Call> => {
    const person = await register(server)
    return { browser: person.browser, path, account: addressOf(person), ...(body !== undefined && { body }) }
  }
  const own = { ...reading, session: 'full', other: 'own' } as const
  return {
    'GET /api/session': { ...own, session: 'any', prepare: signedIn('/api/session') },
    'DELETE /api/session': {
      ...{ session: 'any', status: 204, again: [401, 'session_required'], other: 'own' },
      prepare: signedIn('/api/session'),
    },
    'GET /api/passkeys': { ...own, prepare: signedIn('/api/passkeys') },
    'POST /api/passkeys/options': {
      ...{ ...own, touches: ['challenges'] },
      prepare: signedIn('/api/passkeys/options', { label: 'Work laptop' }),
    },
    'POST /api/passkeys': {
      ...{ session: 'full', status: 201, again: gone, other: gone },
      prepare: () => furtherPasskey(server),
    },
    'PATCH /api/passkeys/:credentialId': {
      ...{ session: 'full', status: 200, again: 200, touches: ['passkeys'], other: missing },
      async prepare() {
        const person = await register(server)
        const path = `/api/passkeys/${person.passkey.credentialId}`
        return { browser: person.browser, path, body: { label: 'My phone' }, account: addressOf(person) }
      },
    },
    'DELETE /api/passkeys/:credentialId': {
      ...{ session: 'full', status: 204, again: missing, other: missing },
      async prepare() {
        const { browser, path, body, account } = await furtherPasskey(server)
        const { body: added } = await browser.post(path, body)
        return { browser, path: `${path}/${added.credentialId}`, ...(account && { account }) }
      },
    },
    'GET /api/guardians': { ...own, prepare: signedIn('/api/guardians') },
    'PUT /api/guardians': {
      ...{ ...own, touches: ['guardians'] },
      prepare: signedIn('/api/guardians', [
        { signer: `0x${'11'.repeat(20)}`, kind: 'passphrase', label: 'Sentence', passphraseVersion: 1 },
      ]),
    },
  } as const satisfies Partial<Record<EndpointName, Expected>>
}

async function furtherPasskey(server: TestServer): Promise<Call> {
  const person = await register(server)
  const { browser } = person
  const { body: options } = await browser.post('/api/passkeys/options', { label: 'Work laptop' })
  const body = { label: 'Work laptop', credential: created(newPasskey(), options) }
  return { browser, path: '/api/passkeys', body, account: addressOf(person) }
}

const ofInvitations = (server: TestServer, chains: Chains) => {
  const invite = (): Promise<Call> => invitation(server, chains)
  async function invited(step = ''): Promise<Call> {
    const { browser, path, body } = await invite()
    const { body: answer } = await browser.post(path, body)
    return { browser: server.browser(), path: `${path}/${answer.id}${step}`, ...(step && { body: {} }) }
  }
  return {
    'POST /api/invitations': {
      ...{ session: 'full', status: 201, again: 201, other: [400, 'invitation_invalid'] },
      prepare: invite,
    },
    'GET /api/invitations': {
      ...{ ...reading, session: 'full', other: 'own' },
      async prepare() {
        const { browser, path, body, account } = await invite()
        await browser.post(path, body)
        return { browser, path, ...(account && { account }) }
      },
    },
    'GET /api/invitations/:id': { ...open, prepare: () => invited() },
    'POST /api/invitations/:id/options': {
      ...{ session: 'none', status: 200, again: 200, touches: ['challenges'], other: 'may' },
      prepare: () => invited('/options'),
    },
    'POST /api/invitations/:id/accept': {
      ...{ session: 'none', status: 200, again: [409, 'invitation_answered'], other: gone },
      async prepare() {
        const { browser, path } = await invited('/accept')
        const { body: options } = await browser.post(path.replace('accept', 'options'))
        return { browser, path, body: { credential: created(newPasskey(), options) } }
      },
    },
    'POST /api/invitations/:id/decline': {
      ...{ session: 'none', status: 200, again: [409, 'invitation_answered'], other: 'may' },
      prepare: () => invited('/decline'),
    },
  } as const satisfies Partial<Record<EndpointName, Expected>>
}

/** What the owner of a deployed account sends to invite a friend. */
async function invitation(server: TestServer, { one }: Chains): Promise<Call> {
  const person = await register(server)
  const { browser, passkey, session } = person
  const account = session.account.address as Address
  await done(one, createAccount(one, { publicKey: passkey, salt: session.account.salt }))
  const [id, expires] = [random32(), Math.floor(server.context.clock.now() / 1000) + 86_400]
  const digest = invitationDigest({ account, id, expires })
  const challenge = messageDigest(addresses.passkeyValidator, account, digest)
  const signature = encodeOwnerSignature(passkey, await signWithPasskey(passkey, challenge))
  return { browser, path: '/api/invitations', body: { id, expires, signature }, account }
}

const ofRequests = (server: TestServer, chains: Chains) => {
  const db = () => ({ db: server.context.db, browser: server.browser })
  const asked = async (): Promise<Asked> => askFor(db(), await newScene(chains.all))
  const step = (name: string, bodyOf: (asked: Asked) => Promise<unknown>) => async (): Promise<Call> => {
    const one = await asked()
    return { browser: one.browser, path: `${one.path}/${name}`, body: await bodyOf(one) }
  }
  // Whoever has the link may take these steps; what counts is the signature, and the chains have checked it.
  const public202 = { session: 'none', status: 202, again: 202, other: 'may' } as const
  return {
    'POST /api/requests/options': {
      ...{ session: 'none', status: 200, again: 200, touches: ['challenges'], other: 'may' },
      async prepare() {
        const account = addressOf(await register(server))
        return { browser: server.browser(), path: '/api/requests/options', body: { account } }
      },
    },
    'POST /api/requests': {
      // The browser that has made it gets a new session instead of its former one.
      ...{ session: 'none', status: 201, again: 201, touches: ['sessions'], other: gone },
      async prepare() {
        const [browser, scene] = [server.browser(), await newScene(chains.all)]
        await storeAccount(server.context.db, scene)
        return { browser, path: '/api/requests', body: await requestBody(browser, scene) }
      },
    },
    'GET /api/requests/:hash': {
      ...open,
      prepare: async () => ({ browser: server.browser(), path: (await asked()).path }),
    },
    'POST /api/requests/:hash/approvals': {
      ...{ session: 'none', status: 200, again: 200, other: 'may' },
      prepare: step('approvals', ({ scene }) => approvalBody(scene, scene.wallets[0] as never)),
    },
    'POST /api/requests/:hash/start': {
      ...public202,
      prepare: step('start', async (one) => {
        await approve(one, one.scene.wallets.slice(0, 1))
        return {}
      }),
    },
    'POST /api/requests/:hash/acceptance': {
      ...public202,
      prepare: step('acceptance', async (one) => {
        await approve(one, one.scene.wallets)
        return { acceptance: await signAcceptance(one.scene.newKey, one.scene.hash) }
      }),
    },
    'POST /api/requests/:hash/cancellation': {
      ...public202,
      prepare: step('cancellation', ({ scene }) => cancellation(chains, scene)),
    },
    'GET /api/accounts/:address/requests': {
      ...{ ...reading, session: 'full', other: [403, 'session_insufficient'] },
      async prepare() {
        const person = await register(server)
        const account = addressOf(person)
        return { browser: person.browser, path: `/api/accounts/${account}/requests`, account }
      },
    },
  } as const satisfies Partial<Record<EndpointName, Expected>>
}

async function cancellation({ one }: Chains, { account, hash, request, owner }: Asked['scene']) {
  const deadline = Number((await getBlock(one)).timestamp) + 3600
  const { scopes } = request
  const signed = { account, requestHash: hash, scopes, deadline }
  return {
    deadline,
    scopes: scopes.map(({ chainId, epoch }) => ({ chainId: String(chainId), epoch })),
    signature: await signCancellation(owner.passkey, signed),
  }
}

const addressOf = ({ session }: Person): string => session.account.address
