// What the server answers about addresses that are nobody's, and to addresses that try to be somebody else's.
import { codePublicKey, generateCodeKeys } from 'sparekey'
import { beforeAll, describe, expect, test } from 'vitest'
import { useChains } from '../../../../sdk/test/chains.ts'
import {
  askCode,
  askForMail,
  codeIn,
  type EmailScene,
  mailTo,
  newMailbox,
  queuedMails,
} from '../../../test/mail.ts'
import type { Asked } from '../../../test/recovery.ts'
import type { Scene } from '../../../test/scene.ts'
import { refusal, useServer } from '../../../test/server.ts'
import { guardians } from '../../tables/guardians.ts'

const chains = useChains()
const server = useServer({ chains, hasMail: true })
const context = () => server.context

let known: Asked & { readonly scene: EmailScene }
beforeAll(async () => {
  known = await askForMail(server, chains, { mailbox: 'alice@example.org' })
  const { scene } = known
  const label = { signer: scene.signer, kind: 'email' as const, label: 'Mail', position: 0 }
  await context()
    .db.insert(guardians)
    .values({ ...label, account: scene.account.toLowerCase() })
})

const ask = (address: unknown, scene: Pick<Scene, 'hash'> = known.scene) =>
  askCode(known.browser, scene, address)

/** How many mails are on their way. */
const count = async () => (await queuedMails(context())).length

/** What may differ between two answers of one kind. */
const masked = ({ status, headers, body }: Awaited<ReturnType<typeof ask>>['answer']) => ({
  status,
  headers: [...headers].filter(([name]) => !['x-request-id', 'date'].includes(name)),
  body: JSON.stringify(body)
    .replace(/"id":"[\w-]{43}"/, '"id":43')
    .replace(/"expires":\d{10}/, '"expires":10'),
})

/** The chance that one of the first took longer than one of the second; a half where nobody can tell them apart. */
function longerShare(first: readonly number[], second: readonly number[]): number {
  const pairs = first.flatMap((a) => second.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)))
  return pairs.reduce((sum: number, one) => sum + one, 0) / pairs.length
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

describe('S-06', () => {
  test('the answer about an address that is nobody’s has the same bytes, and no mail goes out', async () => {
    const before = await count()
    const answers = [await ask('alice@example.org'), await ask(newMailbox()), await ask('bob@example.org')]
    expect(await count()).toBe(before + 1)
    const [first, ...others] = answers.map(({ answer }) => masked(answer))
    expect(first).toMatchObject({ status: 202 })
    for (const other of others) expect(other).toEqual(first)
  })

  test('an account without an e-mail guardian is answered the same', async () => {
    const plain = await askForMail(server, chains)
    const { wallets, policy } = plain.scene
    expect(wallets.length + 1).toBe(policy.guardians.length)
    const [yes, no] = [await ask('alice@example.org'), await ask('alice@example.org', plain.scene)]
    const same = (text: string) => text.replaceAll(/0x[0-9a-f]{64}/g, '0x')
    expect(same(masked(no.answer).body)).toBe(same(masked(yes.answer).body))
  })

  test('a code that was never sent answers wrong proofs as one that was, and ends as one', async () => {
    const signature = `0x${'11'.repeat(64)}1b`
    const prove = async (id: string) => {
      const { status, body } = await known.browser.post(`/api/email/codes/${id}/proof`, { signature })
      return [status, body]
    }
    const [real, decoy] = [(await ask('alice@example.org')).body.id, (await ask(newMailbox())).body.id]
    const answers = []
    for (let time = 0; time < 5; time++) answers.push([await prove(real), await prove(decoy)])
    for (const [one, other] of answers) expect(other).toEqual(one)
    expect(answers.map(([one]) => one?.[0])).toEqual([400, 400, 400, 409, 409])
    const mailbox = newMailbox()
    const [older] = [(await ask(mailbox)).body.id, (await ask(mailbox)).body.id]
    expect((await prove(older))[0], 'ended by the newer one').toBe(409)
  })

  test('it takes as long, whether the address is somebody’s or not', async () => {
    const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] }
    for (let run = 0; run < 60; run++) {
      const unknown = newMailbox()
      const one = async () => void times.known.push(await timed(() => ask('alice@example.org')))
      const other = async () => void times.unknown.push(await timed(() => ask(unknown)))
      for (const work of run % 2 ? [one, other] : [other, one]) await work()
    }
    const share = longerShare(times.known, times.unknown)
    expect(share).toBeGreaterThan(0.3)
    expect(share).toBeLessThan(0.7)
  })

  test('whoever asks for the accounts of a mailbox is answered the same, in the same time', async () => {
    const find = (address: string) => known.browser.post('/api/email/accounts', { address })
    const [yes, no] = [await find('alice@example.org'), await find(newMailbox())]
    expect(masked(no)).toEqual(masked(yes))
    const mail = await mailTo(context(), 'alice@example.org')
    expect(mail.kind).toBe('find')
    expect(mail.text).toContain(`http://localhost:4000/recover?account=${known.scene.account.toLowerCase()}`)
    const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] }
    for (let run = 0; run < 60; run++) {
      const unknown = newMailbox()
      const one = async () => void times.known.push(await timed(() => find('alice@example.org')))
      const other = async () => void times.unknown.push(await timed(() => find(unknown)))
      for (const work of run % 2 ? [one, other] : [other, one]) await work()
    }
    const share = longerShare(times.known, times.unknown)
    expect(share).toBeGreaterThan(0.3)
    expect(share).toBeLessThan(0.7)
  })
})

describe('E-11', () => {
  const tricks: readonly [string, unknown, 'mailbox_invalid' | 'body_invalid' | 'nobody'][] = [
    ['a header in it', 'alice@example.org\r\nBcc: x@evil.example', 'body_invalid'],
    ['a line break', 'alice@example.org\n', 'body_invalid'],
    ['a null byte', 'alice@example.org\u0000', 'body_invalid'],
    ['a quoted local part', '"a b"@example.org', 'mailbox_invalid'],
    ['two addresses', 'alice@example.org,mallory@evil.example', 'mailbox_invalid'],
    ['two addresses with a space', 'alice@example.org mallory@evil.example', 'mailbox_invalid'],
    ['two addresses with a semicolon', 'mallory@evil.example;alice@example.org', 'mailbox_invalid'],
    ['a name before it', 'Alice <alice@example.org>', 'mailbox_invalid'],
    ['a comment', 'alice(x)@example.org', 'mailbox_invalid'],
    ['two @', 'alice@example.org@evil.example', 'mailbox_invalid'],
    ['a route', '@evil.example:alice@example.org', 'mailbox_invalid'],
    ['a percent route', 'alice%example.org@evil.example', 'nobody'],
    ['a tag', 'alice+evil@example.org', 'nobody'],
    ['a dot', 'al.ice@example.org', 'nobody'],
    ['a further domain', 'alice@example.org.evil.example', 'nobody'],
    ['a dot at its end', 'alice@example.org.', 'mailbox_invalid'],
    ['a Cyrillic а', '\u0430lice@example.org', 'mailbox_invalid'],
    ['a full-width @', 'alice\uff20example.org', 'mailbox_invalid'],
    ['a domain in other letters', 'alice@\u0435xample.org', 'mailbox_invalid'],
    ['that domain in ASCII', 'alice@xn--xample-9uf.org', 'nobody'],
    ['an address instead of a domain', 'alice@[127.0.0.1]', 'mailbox_invalid'],
    ['400 characters', `${'a'.repeat(388)}@example.org`, 'body_invalid'],
    ['a local part of 65 characters', `${'a'.repeat(65)}@example.org`, 'mailbox_invalid'],
    ['a list', ['alice@example.org'], 'body_invalid'],
    ['an object', { toString: 'alice@example.org' }, 'body_invalid'],
    ['a template', '{{7*7}}@example.org', 'nobody'],
  ]

  test.each(tricks)('with %s no mail goes anywhere', async (_, address, outcome) => {
    const before = await count()
    const { answer } = await ask(address)
    if (outcome === 'nobody') expect(answer).toMatchObject({ status: 202 })
    else expect(answer).toMatchObject(refusal(400, outcome))
    expect(await count()).toBe(before)
    const find = await known.browser.post('/api/email/accounts', { address })
    expect(find.status).toBe(answer.status)
    expect(await count()).toBe(before)
  })

  test.each(['Alice@Example.ORG', '  alice@example.org ', 'ALICE@EXAMPLE.ORG'])(
    '%s reaches the address on file, in its own spelling, and no other',
    async (address) => {
      const before = await count()
      expect((await ask(address)).answer).toMatchObject({ status: 202 })
      const sent = (await queuedMails(context())).slice(before)
      expect(sent.map(({ to }) => to)).toEqual(['alice@example.org'])
    },
  )

  test('nothing that was typed is in the mail: neither names, nor labels, nor what a browser calls itself', async () => {
    const hostile = 'Bank support: call +1 555 0100 or open https://evil.example/login'
    const keys = await generateCodeKeys()
    const body = {
      ...{ requestHash: known.scene.hash, address: 'alice@example.org' },
      publicKey: await codePublicKey(keys),
    }
    const headers = {
      'User-Agent': `Mozilla/5.0 (${hostile}) Chrome/140 <b>${hostile}</b>`,
      ...{
        'X-Forwarded-For': hostile,
        'CF-IPCountry': hostile,
        'X-Place': hostile,
        'Accept-Language': hostile,
      },
      ...{ Referer: 'https://evil.example/', 'X-Real-Ip': hostile },
    }
    expect(await known.browser.post('/api/email/codes', body, { headers })).toMatchObject({ status: 202 })
    const mail = await mailTo(context(), 'alice@example.org')
    const whole = [mail.subject, mail.text, mail.html].join('\n')
    for (const part of [
      'evil.example',
      '555 0100',
      'Bank support',
      '<b>',
      'Mozilla',
      'alice@',
      known.scene.account,
    ])
      expect(whole.toLowerCase()).not.toContain(part.toLowerCase())
    const { newPasskeyLabel, account } = (await known.browser.get(known.path)).body
    expect(whole).not.toContain(newPasskeyLabel)
    expect(whole).not.toContain(account.name)
    expect(codeIn(mail).replaceAll(/\s/g, '').length).toBeGreaterThanOrEqual(115)
  })
})

test('a mailbox that was proved and never set up finds nothing', async () => {
  const other = await askForMail(server, chains)
  const before = await count()
  await known.browser.post('/api/email/accounts', { address: other.scene.mailbox })
  expect(await count()).toBe(before)
})
