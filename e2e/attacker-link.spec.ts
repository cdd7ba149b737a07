// Somebody else's sign-in, in all the ways in which it could get to our page: nothing of it is used, and nothing stays.
import type { Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import { client } from '../dev/issuer/client.ts'
import { beginSetUp, createAccount } from './flows.ts'
import { choose, googleWindow } from './google.ts'
import { Person } from './people.ts'

const unused = 'This sign-in cannot be used'

/** What a page asks our server while somebody is on it, but for what anybody may read. */
function posts(person: Person): string[] {
  const seen: string[] = []
  person.context.on('request', (request) => {
    if (request.method() !== 'GET') seen.push(`${request.method()} ${request.url()}`)
  })
  return seen
}

/** What is kept in the browser, but for the dev bar's own. */
const storedIn = (page: Page) =>
  page.evaluate(() =>
    [...Object.keys(sessionStorage), ...Object.keys(localStorage)].filter((name) => name !== 'dev-bar'),
  )

/** An address of Dev Google that leads to our page, made by somebody else. */
async function attackersLink(more: Record<string, string> = {}): Promise<string> {
  const settings = (await (await fetch(`${inject('url')}/api/oidc`)).json()) as Record<string, string>
  const url = new URL(settings['authorizationEndpoint'] ?? '')
  url.search = new URLSearchParams({
    ...{ response_type: 'code', client_id: client.id, redirect_uri: settings['redirectUri'] ?? '' },
    ...{ scope: 'openid', state: 'attackers-state', nonce: 'attackers-nonce', prompt: 'select_account' },
    ...{ code_challenge: 'c'.repeat(43), code_challenge_method: 'S256', ...more },
  }).toString()
  return url.href
}

test('J-27 a sign-in that somebody else began is dropped', async () => {
  const victim = await Person.arrive()
  const sent = posts(victim)
  await victim.page.goto(await attackersLink())
  await choose(victim.page, 'Ada')
  await victim.seesHeading(unused)
  expect(new URL(victim.page.url()).search).toBe('')
  expect(await storedIn(victim.page)).toEqual([])
  // Without being asked anything: they are signed in at Dev Google by now.
  await victim.page.goto(await attackersLink({ prompt: 'none' }))
  await victim.seesHeading(unused)
  expect(sent.filter((one) => one.includes('/api/'))).toEqual([])
  expect(await storedIn(victim.page)).toEqual([])
  expect(victim.console.join()).not.toMatch(/attackers|code/)
})

test('J-28 what is no answer to anything is not used, and leaves nothing', async () => {
  const victim = await Person.arrive()
  const sent = posts(victim)
  for (const address of [
    '',
    '?code=x',
    '?state=x',
    '?code=x&state=y',
    '?error=access_denied&state=y',
    '?code=x&code=y&state=z',
    '?code=x&error=y&state=z',
    '?code=x&state=y&id_token=a.b.c',
    '?code=x&state=y#id_token=a.b.c',
    '#id_token=a.b.c&state=y',
  ]) {
    await victim.page.goto('about:blank')
    await victim.open(`/sign-in/callback${address}`)
    await victim.seesHeading(unused)
    expect(new URL(victim.page.url()), address).toMatchObject({ search: '', hash: '' })
  }
  expect(sent.filter((one) => one.includes('/api/'))).toEqual([])
  expect(await storedIn(victim.page)).toEqual([])
})

test('J-28 an own sign-in counts once, in the tab that began it, for a quarter of an hour', async () => {
  const ida = await Person.arrive()
  // As on a phone: the browser opens no window, so it goes on in this one.
  await ida.page.addInitScript(() => {
    window.open = () => null
  })
  await createAccount(ida, 'ida-window')
  await beginSetUp(ida)

  // Too late: whoever comes back after a quarter of an hour begins again.
  await leaveForGoogle(ida)
  const late = await answerOf(ida)
  await ida.open()
  // Whoever is signed in is led on; a page that is opened meanwhile would be left again.
  await ida.page.waitForURL('**/account')
  await ida.page.evaluate(() => {
    const kept = JSON.parse(sessionStorage.getItem('sparekey:sign-in') ?? '')
    sessionStorage.setItem('sparekey:sign-in', JSON.stringify({ ...kept, leftAt: kept.leftAt - 901_000 }))
  })
  await ida.open(late)
  await ida.seesHeading(unused)
  expect(await ida.page.evaluate(() => sessionStorage.length)).toBe(0)

  await ida.open('/account/setup?step=guardians')
  await leaveForGoogle(ida)
  await choose(ida.page, 'Bob')
  await ida.find('button', 'Remove Google account').waitFor()

  // In another tab: it knows nothing of it.
  await ida.open('/account/setup?step=guardians')
  await leaveForGoogle(ida)
  const answer = await answerOf(ida)
  const beside = await ida.openBeside(answer)
  await beside.seesHeading(unused)

  // In the right one, once.
  await ida.open(answer)
  await ida.find('button', 'Remove Google account').waitFor()
  await ida.open(answer)
  await ida.seesHeading(unused)
  expect([...ida.complaints, ...beside.complaints]).toEqual([])
})

test('a window that is closed, or in which nobody signs in, changes nothing', async () => {
  const jane = await Person.arrive()
  await createAccount(jane, 'jane-cancels')
  await beginSetUp(jane)
  await jane.press(/^Google account /)
  const window = await googleWindow(jane)
  await choose(window, 'Cancel')
  await jane.isTold(/Nobody signed in\./)
  const again = await googleWindow(jane, 'Sign in with Google again')
  await again.close()
  await jane.press('Cancel')
  await jane.find('button', 'Sign in with Google').waitFor()
  expect(jane.complaints).toEqual([])
})

/** From the sheet to Dev Google in the same window. */
async function leaveForGoogle(person: Person): Promise<void> {
  await person.press(/^Google account /)
  await person.find('button', 'Sign in with Google').and(person.page.locator(':not([aria-busy])')).waitFor()
  await person.press('Sign in with Google')
  await person.isTold(/Your browser opened no window/)
  await person.press('Sign in here')
  await person.seesHeading('Dev Google')
}

/** Signs in there, and comes back to a page that does nothing. @returns path and query of our page, with the code */
async function answerOf(person: Person): Promise<string> {
  // The way back is a redirect, which no rule can stop; without its scripts our page leaves the answer unused.
  const scripts = '**/assets/**'
  await person.page.route(scripts, (route) => route.abort())
  await choose(person.page, 'Ada')
  await person.page.waitForURL('**/sign-in/callback?*')
  const { pathname, search } = new URL(person.page.url())
  await person.page.unroute(scripts)
  await person.open('/recover')
  return pathname + search
}
