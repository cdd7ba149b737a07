// A code by mail works once, for a quarter of an hour, in the browser and the tab that asked for it. Everywhere else the page
// says so and offers a new one. Nobody learns whether an address guards an account.
import type { Response } from 'playwright-core'
import { expect, test } from 'vitest'
import { dev, eventually, gathered, recoveries } from './chain.ts'
import { type Begun, findByName, makeNewPasskey } from './flows.ts'
import { codeIn, mailsTo } from './inbox.ts'
import { askForCode, codeSubject, newMailAfter, ownerWithMailbox, paste } from './mailbox.ts'
import { Person } from './people.ts'

/** A quarter of an hour and a second. */
const tooLong = 901
const ofOthers = 'This code belongs to another browser, or to an older request.'

/** Somebody without the passkey, at the point where guardians are asked. */
async function begun(name: string) {
  const { owner, account, mailbox } = await ownerWithMailbox(name)
  await owner.context.close()
  const here = await Person.arrive()
  await findByName(here, name, 'I deleted the passkey')
  return { account, mailbox, here, ...(await makeNewPasskey(here)) }
}

const approvals = async ({ hash }: Pick<Begun, 'hash'>) =>
  ((await gathered(hash)) as unknown as { approvals: unknown[] }).approvals.length

test('in another browser a code does nothing and the page offers a new one; an older and an expired code are over', async () => {
  const { here, account, mailbox, hash } = await begun('frank-elsewhere')
  const first = codeIn(await askForCode(here, mailbox))

  // The mail was opened on another device: there the code belongs to nobody.
  const elsewhere = await Person.arrive()
  await elsewhere.open(`/request/${hash}`)
  await elsewhere.seesHeading('frank-elsewhere asks for your help')
  await elsewhere.choose('checkbox', 'We talked, and the six words are the same')
  const second = codeIn(await askForCode(elsewhere, mailbox))
  await paste(elsewhere, first)
  await elsewhere.sees(ofOthers)
  await elsewhere.find('button', 'Send a new code to this browser').waitFor()
  expect(await approvals({ hash })).toBe(0)

  // A newer code has ended the older one, whichever browser asked for it.
  await paste(here, first)
  await here.sees('This code is over')
  await dev('skip', { seconds: tooLong })
  const third = codeIn(await newMailAfter(mailbox, codeSubject, () => here.press('Send a new code')))
  await paste(elsewhere, second)
  await elsewhere.sees('This code is over')

  // Nor does one that is older than a quarter of an hour.
  await dev('skip', { seconds: tooLong })
  await paste(here, third)
  await here.sees('This code is over')
  expect(await approvals({ hash })).toBe(0)

  // Started again here, it works here.
  const fourth = codeIn(await newMailAfter(mailbox, codeSubject, () => here.press('Send a new code')))
  await paste(here, fourth)
  await here.seesHeading('One guardian has approved')
  expect(await approvals({ hash })).toBe(1)
  await here.press('Start the waiting time now')
  await eventually(() => recoveries(account.address, hash), ['waiting', 'waiting'])
  expect([...here.complaints, ...elsewhere.complaints]).toEqual([])
})

test('half a code is none; after three wrong tries the right one is over; nobody learns which address it is', async () => {
  const { here, mailbox, hash, account } = await begun('gina-tries')

  // A stranger's address: the same words, the same answer, and no mail.
  const stranger = 'stranger@mail.example'
  const unknown = await answerOf(here, () => askQuietly(here, stranger))
  await here.press('Use another address')
  const asked = await newMailAfter(mailbox, codeSubject, async () => {
    const known = await answerOf(here, () => askQuietly(here, mailbox))
    expect(known.sentence.replaceAll(mailbox, stranger)).toBe(unknown.sentence)
    expect(known.shape).toEqual(unknown.shape)
  })
  const { id } = (await lastAnswer) as { id: string }
  expect(await mailsTo(stranger)).toEqual([])

  const code = codeIn(asked)
  await paste(here, code.slice(0, 60))
  await here.sees('This is not a whole code.')
  await paste(
    here,
    code.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')),
  )
  await here.sees('This is not a whole code.')

  // Somebody guesses at the server: three tries, then the code is of no use to anybody.
  const tries = await here.page.evaluate(async (path) => {
    const answers: number[] = []
    for (let count = 0; count < 3; count++) {
      const body = JSON.stringify({ signature: `0x${'11'.repeat(64)}1b` })
      const headers = { 'content-type': 'application/json' }
      answers.push((await fetch(path, { method: 'POST', headers, body })).status)
    }
    return answers
  }, `/api/email/codes/${id}/proof`)
  expect(tries).toEqual([400, 400, 400])
  await paste(here, code)
  await here.sees('This code is over')
  expect(await approvals({ hash })).toBe(0)
  expect(await recoveries(account.address, hash)).toEqual(['none', 'none'])

  // Nor does the search by an address say whether anybody knows it.
  const seeker = await Person.arrive()
  const sentences: string[] = []
  for (const address of [stranger, mailbox]) {
    await seeker.open('/recover')
    await seeker.choose('radio', /^I deleted the passkey/)
    await seeker.press('Not there – find my account')
    await seeker.write('E-mail address', address)
    await seeker.press('Mail me my accounts')
    const said = seeker
      .find('status', /./)
      .or(seeker.page.getByRole('status'))
      .filter({ hasText: 'on its way' })
    sentences.push(((await said.first().textContent()) ?? '').replaceAll(address, stranger))
  }
  expect(sentences[0]).toBe(sentences[1])
  expect(await mailsTo(stranger)).toEqual([])
  expect(seeker.complaints).toEqual([])
})

test('E-17: two tabs keep a code each; they are not mixed, and closing one leaves the other', async () => {
  const { here, mailbox, hash, account } = await begun('hana-two-tabs')
  const first = codeIn(await askForCode(here, mailbox))
  const beside = await here.openBeside(`/request/${hash}`)
  await beside.find('textbox', 'E-mail address').waitFor()
  const second = codeIn(await askForCode(beside, mailbox))
  await paste(here, second)
  await here.sees(ofOthers)
  await paste(beside, first)
  await beside.sees(ofOthers)
  await beside.page.close()

  // The first tab goes on, also after a reload; the code from before is over, a new one is not.
  await here.page.reload()
  await paste(here, first)
  await here.sees('This code is over')
  const third = codeIn(await newMailAfter(mailbox, codeSubject, () => here.press('Send a new code')))
  await here.page.reload()
  await paste(here, third)
  await here.seesHeading('One guardian has approved')
  await here.press('Start the waiting time now')
  await eventually(() => recoveries(account.address, hash), ['waiting', 'waiting'])
  expect(here.complaints).toEqual([])
})

let lastAnswer: Promise<unknown> = Promise.resolve()

async function askQuietly(person: Person, address: string): Promise<void> {
  await person.write('E-mail address', address)
  await person.press('Send a code')
}

/** What a page says of where a mail went, and what the server answered, without what is random in it. */
async function answerOf(person: Person, action: () => Promise<unknown>) {
  const isCode = (response: Response) => new URL(response.url()).pathname === '/api/email/codes'
  const [response] = await Promise.all([person.page.waitForResponse(isCode), action()])
  lastAnswer = response.json()
  const body = (await lastAnswer) as Record<string, unknown>
  const said = person.page.getByRole('status').filter({ hasText: 'guards this account' })
  const sentence = ((await said.textContent()) ?? '').trim()
  const shape = [response.status(), Object.entries(body).map(([name, value]) => [name, String(value).length])]
  return { sentence, shape }
}
