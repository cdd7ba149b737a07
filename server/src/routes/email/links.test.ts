// A mailbox that an owner links, as a guardian or to be told; contacts that come and go.
import { and, eq } from 'drizzle-orm'
import { codePublicKey, emailCommitment, emailSigner, generateCodeKeys } from 'sparekey'
import type { Hex } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { beforeEach, describe, expect, test } from 'vitest'
import { linkProof, withContact } from '../../../test/everyMailCall.ts'
import { codeIn, mailTo, newMailbox, queuedMails } from '../../../test/mail.ts'
import { webhooksOf } from '../../../test/notices.ts'
import { random32, refusal, register, useServer } from '../../../test/server.ts'
import { openMailbox } from '../../contacts.ts'
import { transact } from '../../db.ts'
import { removeContact } from '../../mail/contactChanges.ts'
import { forgetUnusedMailboxes } from '../../mail/emailLinks.ts'
import { recipientsOf } from '../../notices/recipients.ts'
import { Secret } from '../../secret.ts'
import { ONLY, settingsOf } from '../../settings.ts'
import { limits } from '../../tables/limits.ts'
import { codes, contacts, emailGuardians, mails } from '../../tables/mailboxes.ts'
import { settings } from '../../tables/settings.ts'

const webhooks = { key: new Secret(generatePrivateKey()), isLocalAllowed: false }
const server = useServer({ hasMail: true, config: { webhooks } })
const context = () => server.context
beforeEach(async () => {
  await context().db.delete(mails)
  await context().db.delete(limits)
})

const signedIn = async () => {
  const person = await register(server)
  return { ...person, account: person.session.account.address }
}
type Owner = Awaited<ReturnType<typeof signedIn>>
const linked = async (owner: Owner, options: Parameters<typeof linkProof>[2]) => {
  const { browser, path, body, address } = await linkProof(server, owner, options)
  return { answer: await browser.post(path, body), address }
}
const rowsOf = (account: string) =>
  context().db.select().from(emailGuardians).where(eq(emailGuardians.account, account))
const mailboxesTold = async (account: string) =>
  (await recipientsOf(context().db, context(), { account, isSecurity: true })).mailboxes
const setUp = (owner: Owner, signers: readonly Hex[]) => {
  const body = signers.map((signer) => ({ signer, kind: 'email', label: 'Mail' }))
  return owner.browser.call('PUT', '/api/guardians', { body })
}

describe('a guardian', () => {
  test('is the commitment to account, mailbox and salt, which the browser computes again', async () => {
    const owner = await signedIn()
    const salt = random32()
    const { answer, address } = await linked(owner, { purpose: 'guardian', salt })
    const guardian = context().config.email?.guardian as Hex
    const commitment = emailCommitment({ account: owner.account, mailbox: address, salt })
    expect(answer).toMatchObject({ status: 200, body: { signer: emailSigner(guardian, commitment), salt } })
    const [row] = await rowsOf(owner.account)
    expect(openMailbox(context(), row as never)).toEqual({ address, salt })
    expect(JSON.stringify(row)).not.toContain(address)
    expect(JSON.stringify(row)).not.toContain(salt.slice(2))
  })

  test('has a random salt where the browser gave none', async () => {
    const owner = await signedIn()
    const address = newMailbox()
    const [one, two] = [
      await linked(owner, { purpose: 'guardian', address }),
      await linked(owner, { purpose: 'guardian', address }),
    ]
    const { signer, salt } = one.answer.body
    const commitment = emailCommitment({ account: owner.account, mailbox: address, salt })
    expect(signer).toBe(emailSigner(context().config.email?.guardian as Hex, commitment))
    expect(two.answer.body.salt).not.toBe(salt)
  })

  test('counts once it is set up, and is forgotten with the guardian, or after 30 days unused', async () => {
    const owner = await signedIn()
    const [kept, fresh] = [
      (await linked(owner, { purpose: 'guardian' })).answer.body.signer,
      await linked(owner, { purpose: 'guardian' }),
    ]
    expect(await mailboxesTold(owner.account)).toEqual([])
    await setUp(owner, [kept])
    expect(await mailboxesTold(owner.account)).toHaveLength(1)
    expect(await rowsOf(owner.account), 'what is not set up yet stays meanwhile').toHaveLength(2)
    await setUp(owner, [fresh.answer.body.signer])
    expect(await mailboxesTold(owner.account)).toEqual([fresh.address])
    expect((await rowsOf(owner.account)).map(({ signer }) => signer)).toEqual([fresh.answer.body.signer])
    const unused = (await linked(owner, { purpose: 'guardian' })).answer.body.signer
    server.skip(29 * 86_400)
    await forgetUnusedMailboxes(context())
    expect((await rowsOf(owner.account)).map(({ signer }) => signer)).toContain(unused)
    server.skip(2 * 86_400)
    await forgetUnusedMailboxes(context())
    expect((await rowsOf(owner.account)).map(({ signer }) => signer)).toEqual([fresh.answer.body.signer])
  })

  test('is not offered where the operator has switched e-mail guardians off; a contact is', async () => {
    const { browser } = await signedIn()
    const publicKey = await codePublicKey(await generateCodeKeys())
    const link = (purpose: string) =>
      browser.post('/api/email/links', { purpose, address: newMailbox(), publicKey })
    const { recovery } = await settingsOf(context().db)
    await context()
      .db.insert(settings)
      .values({ id: ONLY, version: 1, recovery: { ...recovery, kinds: ['oidc', 'wallet'] } })
    expect(await link('guardian')).toMatchObject(refusal(403, 'kind_off'))
    expect(await link('contact')).toMatchObject({ status: 202 })
    expect((await queuedMails(context())).map(({ subject }) => subject)).toHaveLength(1)
    await context().db.delete(settings)
    expect(await link('guardian')).toMatchObject({ status: 202 })
  })

  test('cannot be linked with another’s code, nor a contact with a guardian’s salt', async () => {
    const [owner, thief] = [await signedIn(), await signedIn()]
    const { path, body } = await linkProof(server, owner, { purpose: 'guardian' })
    expect(await thief.browser.post(path, body)).toMatchObject(refusal(409, 'code_gone'))
    const asRecovery = path.replace('links', 'codes')
    expect(await owner.browser.post(asRecovery, body)).toMatchObject(refusal(409, 'code_gone'))
    await context().db.update(codes).set({ purpose: 'recovery' })
    expect(await owner.browser.post(path, body)).toMatchObject(refusal(409, 'code_gone'))
    await context().db.update(codes).set({ purpose: 'guardian' })
    expect(await owner.browser.post(path, body)).toMatchObject({ status: 200 })
    const contact = {
      purpose: 'contact',
      address: newMailbox(),
      salt: random32(),
      publicKey: `0x02${'01'.repeat(32)}`,
    }
    expect(await owner.browser.post('/api/email/links', contact)).toMatchObject(refusal(400, 'body_invalid'))
  })

  test('E-05, E-06: its code expires after 15 minutes, and a newer one ends it', async () => {
    const owner = await signedIn()
    const address = newMailbox()
    const [older, newer] = [
      await linkProof(server, owner, { purpose: 'guardian', address }),
      await linkProof(server, owner, { purpose: 'guardian', address }),
    ]
    expect(await owner.browser.post(older.path, older.body)).toMatchObject(refusal(409, 'code_gone'))
    server.skip(14 * 60 + 50)
    expect(await owner.browser.post(newer.path, newer.body)).toMatchObject({ status: 200 })
    const late = await linkProof(server, owner, { purpose: 'guardian', address })
    server.skip(15 * 60 + 1)
    expect(await owner.browser.post(late.path, late.body)).toMatchObject(refusal(409, 'code_gone'))
  })
})

describe('a contact', () => {
  test('is there once its code came back; the mail says nothing that was typed', async () => {
    const owner = await signedIn()
    const proof = await linkProof(server, owner)
    expect((await owner.browser.get('/api/contacts')).body).toEqual([])
    const mail = await mailTo(context(), proof.address)
    expect(mail).toMatchObject({ kind: 'link', isSecurity: true })
    expect(codeIn(mail)).toBeTruthy()
    for (const typed of [proof.address, owner.name]) expect(mail.text + mail.html).not.toContain(typed)
    const { body } = await owner.browser.post(proof.path, proof.body)
    const contact = { kind: 'email', address: proof.address, isMuted: false }
    expect(body.contact).toMatchObject(contact)
    expect((await owner.browser.get('/api/contacts')).body).toEqual([body.contact])
    expect(await mailboxesTold(owner.account)).toEqual([proof.address])
  })

  test('everybody who was told before hears when one comes or goes, also the one that goes; nobody else', async () => {
    const owner = await withContact(server)
    await context().db.delete(mails)
    const second = await linkProof(server, owner)
    await owner.browser.post(second.path, second.body)
    const told = async () =>
      (await queuedMails(context())).filter(({ kind }) => kind === 'contact').map(({ to }) => to)
    expect(await told()).toEqual([owner.mailbox])
    await context().db.delete(mails)
    const hook = await owner.browser.post('/api/contacts', { url: 'https://hooks.example.org/a' })
    expect(hook).toMatchObject({
      status: 201,
      body: { kind: 'webhook', address: 'https://hooks.example.org/a' },
    })
    expect((await told()).toSorted()).toEqual([owner.mailbox, second.address].toSorted())
    for (const mail of await queuedMails(context())) {
      expect(mail.isSecurity).toBe(true)
      expect(mail.text + mail.html).not.toContain('hooks.example.org')
    }
    await context().db.delete(mails)
    expect(await owner.browser.call('DELETE', `/api/contacts/${owner.id}`)).toMatchObject({ status: 204 })
    expect((await told()).toSorted()).toEqual([owner.mailbox, second.address].toSorted())
    expect(await mailboxesTold(owner.account)).toEqual([second.address])
  })

  test('a webhook hears as well, also where it is alone and where it is the one that goes', async () => {
    const owner = await signedIn()
    const { body: first } = await owner.browser.post('/api/contacts', { url: 'https://hooks.example.org/1' })
    expect(await webhooksOf(context(), owner.account), 'itself is no news to it').toEqual([])
    const second = await linkProof(server, owner)
    await owner.browser.post(second.path, second.body)
    await owner.browser.call('DELETE', `/api/contacts/${first.id}`)
    const told = await webhooksOf(context(), owner.account)
    expect(told.map(({ type, data }) => [type, data.kind, data.change])).toEqual([
      ['notice.contact', 'email', 'added'],
      ['notice.contact', 'webhook', 'removed'],
    ])
    for (const { data } of told) {
      expect(data).toMatchObject({ account: owner.account, isSecurity: true, link: expect.any(String) })
      expect(JSON.stringify(data)).not.toMatch(new RegExp(`${second.address}|hooks`))
    }
  })

  test('a webhook hears where the server sends no mail', async () => {
    const owner = await signedIn()
    const { body } = await owner.browser.post('/api/contacts', { url: 'https://hooks.example.org/1' })
    const { email: _, ...config } = context().config
    const gone = { account: owner.account.toLowerCase(), id: body.id }
    await transact(context().db, (tx) => removeContact(tx, { ...context(), config }, gone))
    expect((await webhooksOf(context(), owner.account)).map(({ data }) => data.change)).toEqual(['removed'])
    expect(await queuedMails(context())).toEqual([])
  })

  test('that is there already stays one, without another mail; there are 8 at most', async () => {
    const owner = await withContact(server)
    await context().db.delete(mails)
    const again = await linkProof(server, owner, { address: owner.mailbox })
    const { body } = await owner.browser.post(again.path, again.body)
    expect(body.contact.id).toBe(owner.id)
    expect((await queuedMails(context())).filter(({ kind }) => kind === 'contact')).toEqual([])
    const add = (number: number) =>
      owner.browser.post('/api/contacts', { url: `https://hooks.example.org/${number}` })
    const answers = await Promise.all(Array.from({ length: 9 }, (_, number) => add(number)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(7)
    expect(answers.find(({ status }) => status !== 201)).toMatchObject(refusal(409, 'contacts_full'))
  })

  test('S-09 the same webhook 20 times at once is one', async () => {
    const owner = await signedIn()
    const add = () => owner.browser.post('/api/contacts', { url: 'https://hooks.example.org/' })
    const answers = await Promise.all(Array.from({ length: 20 }, add))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    const own = eq(contacts.account, owner.account)
    expect(await context().db.$count(contacts, own)).toBe(1)
  })

  test.each([
    'http://hooks.example.org/',
    'https://user:secret@hooks.example.org/',
    'https://127.0.0.1/',
    'https://10.0.0.1/',
    'https://[::1]/',
  ])('%s is no webhook', async (url) => {
    const owner = await signedIn()
    expect(await owner.browser.post('/api/contacts', { url })).toMatchObject(refusal(400, 'webhook_invalid'))
  })

  test('of others cannot be removed, or read', async () => {
    const [owner, thief] = [await withContact(server), await signedIn()]
    expect(await thief.browser.call('DELETE', `/api/contacts/${owner.id}`)).toMatchObject(
      refusal(404, 'contact_missing'),
    )
    expect((await thief.browser.get('/api/contacts')).body).toEqual([])
  })

  test('B-10 an address that was moved to another row is not read as that one’s', async () => {
    const [one, two] = [await withContact(server), await withContact(server)]
    const { db } = context()
    const [row] = await db.select().from(contacts).where(eq(contacts.id, two.id))
    const stolen = { sealedAddress: row?.sealedAddress as string }
    await db
      .update(contacts)
      .set(stolen)
      .where(and(eq(contacts.id, one.id)))
    expect(await one.browser.get('/api/contacts')).toMatchObject(refusal(500, 'internal'))
    await db.delete(contacts)
  })
})
