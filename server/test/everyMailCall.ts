// The rows of everyCall.ts that are about e-mail and contacts.
import { codePublicKey, generateCodeKeys } from 'sparekey'
import type { Address } from 'viem'
import type { Chains } from '../../sdk/test/chains.ts'
import type { EndpointName } from '../src/checks.ts'
import { unsubscribeToken } from '../src/mail/contactChanges.ts'
import type { Browser } from './Browser.ts'
import type { Call, Expected } from './everyCall.ts'
import { type AskedCode, askCode, askForMail, codeIn, mailTo, newMailbox, proofOf } from './mail.ts'
import { register, type TestServer } from './server.ts'

const gone = [409, 'code_gone'] as const
const missing = [404, 'contact_missing'] as const
/** Codes and mails are new ones every time. */
const sending = { status: 202, again: 202, touches: ['codes', 'mails'] } as const

export const ofMail = (server: TestServer, chains: Chains) =>
  ({
    'POST /api/email/codes': {
      ...{ ...sending, session: 'none', other: 'may' },
      async prepare() {
        const { browser, scene } = await askForMail(server, chains)
        const publicKey = await codePublicKey(await generateCodeKeys())
        const body = { requestHash: scene.hash, address: scene.mailbox, publicKey }
        return { browser, path: '/api/email/codes', body }
      },
    },
    'POST /api/email/codes/:id/proof': {
      // Whoever can sign it has opened the code.
      ...{ session: 'none', status: 200, again: gone, other: 'may' },
      async prepare() {
        const { browser, scene } = await askForMail(server, chains)
        const asked = await askCode(browser, scene, scene.mailbox)
        const code = codeIn(await mailTo(server.context, scene.mailbox))
        const body = await proofOf(asked, scene.account, code)
        return { browser, path: `/api/email/codes/${asked.body.id}/proof`, body }
      },
    },
    'POST /api/email/links': {
      ...{ ...sending, session: 'full', other: 'own' },
      async prepare() {
        const { browser, account } = await signedIn(server)
        const publicKey = await codePublicKey(await generateCodeKeys())
        const body = { purpose: 'guardian', address: newMailbox(), publicKey }
        return { browser, path: '/api/email/links', body, account }
      },
    },
    'POST /api/email/links/:id/proof': {
      ...{ session: 'full', status: 200, again: gone, other: gone },
      prepare: async () => linkProof(server, await signedIn(server)),
    },
    'GET /api/contacts': {
      ...{ session: 'full', status: 200, again: 200, other: 'own' },
      async prepare() {
        const { browser, account } = await withContact(server)
        return { browser, path: '/api/contacts', account }
      },
    },
    'POST /api/contacts': {
      ...{ session: 'full', status: 201, again: 201, other: 'own' },
      async prepare() {
        const { browser, account } = await signedIn(server)
        return { browser, path: '/api/contacts', body: { url: 'https://example.org/hook' }, account }
      },
    },
    'DELETE /api/contacts/:id': {
      ...{ session: 'full', status: 204, again: missing, other: missing },
      async prepare() {
        const { browser, account, id } = await withContact(server)
        return { browser, path: `/api/contacts/${id}`, account }
      },
    },
    'POST /api/email/accounts': {
      ...{ session: 'none', status: 202, again: 202, touches: ['mails'], other: 'may' },
      async prepare() {
        const { mailbox } = await withContact(server)
        return { browser: server.browser(), path: '/api/email/accounts', body: { address: mailbox } }
      },
    },
    'POST /api/email/unsubscribe': {
      ...{ session: 'none', status: 204, again: 204, other: 'may' },
      async prepare() {
        const token = unsubscribeToken(server.context, (await withContact(server)).id)
        return { browser: server.browser(), path: '/api/email/unsubscribe', body: { token } }
      },
    },
    'POST /api/email/unsubscribe/:token': {
      ...{ session: 'none', status: 204, again: 204, other: 'may' },
      async prepare() {
        const token = unsubscribeToken(server.context, (await withContact(server)).id)
        return { browser: server.browser(), path: `/api/email/unsubscribe/${token}` }
      },
    },
  }) as const satisfies Partial<Record<EndpointName, Expected>>

async function signedIn(server: TestServer): Promise<{ browser: Browser; account: Address }> {
  const { browser, session } = await register(server)
  return { browser, account: session.account.address }
}

/** The proof of a mailbox that is to be a contact, about to be handed in. */
export async function linkProof(
  server: TestServer,
  { browser, account }: { browser: Browser; account: Address },
  {
    purpose = 'contact',
    address = newMailbox(),
    salt,
  }: { purpose?: string; address?: string; salt?: string } = {},
): Promise<Call & { readonly address: string }> {
  const keys = await generateCodeKeys()
  const publicKey = await codePublicKey(keys)
  const asked = { purpose, address, publicKey, ...(salt && { salt }) }
  const { body } = await browser.post('/api/email/links', asked)
  const proof = await proofOf(
    { keys, body } as AskedCode,
    account,
    codeIn(await mailTo(server.context, address)),
  )
  return { browser, path: `/api/email/links/${body.id}/proof`, body: proof, account, address }
}

/** Somebody with a contact. */
export async function withContact(server: TestServer) {
  const person = await signedIn(server)
  const { browser, path, body, address } = await linkProof(server, person)
  const { body: linked } = await browser.post(path, body)
  return { ...person, id: linked.contact.id as string, mailbox: address }
}
