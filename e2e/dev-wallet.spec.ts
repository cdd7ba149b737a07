// The local stack's own wallet and bar, in a browser, under the production build's content security policy.
import type { Page } from 'playwright-core'
import { verifyMessage } from 'viem'
import { expect, test } from 'vitest'
import { chains } from './chain.ts'
import { Person } from './people.ts'

/** Asks the announced wallet as an app does; the answer or the refusal's code. */
const request = (page: Page, method: string, params: readonly unknown[] = []) =>
  page.evaluate(
    async ([method, params]) => {
      interface Detail {
        info: { name: string }
        provider: { request(asked: object): Promise<unknown> }
      }
      const found = await new Promise<Detail>((resolve) => {
        addEventListener('eip6963:announceProvider', (event) =>
          resolve((event as CustomEvent<Detail>).detail),
        )
        dispatchEvent(new Event('eip6963:requestProvider'))
      })
      if (found.info.name !== 'Dev Wallet') return found.info.name
      return found.provider.request({ method, params }).catch((error: { code: number }) => error.code)
    },
    [method, params] as const,
  )

test('the dev wallet opens its own window, in which a person approves, rejects, or takes a wrong address', async () => {
  const alice = await Person.arrive()
  await alice.open()
  const ask = (method: string, params?: readonly unknown[]) => {
    const answer = request(alice.page, method, params)
    return { answer, action: async () => {} }
  }

  const rejected = ask('eth_requestAccounts')
  await alice.wallet.rejecting(rejected.action)
  expect(await rejected.answer).toBe(4001)

  const connected = ask('eth_requestAccounts')
  await alice.wallet.approving(connected.action)
  const [address] = (await connected.answer) as [`0x${string}`]

  const signed = ask('personal_sign', ['0x68656c6c6f', address])
  expect(await alice.wallet.approving(signed.action)).toBe('Sign a message\nhello')
  const signature = (await signed.answer) as `0x${string}`
  expect(await verifyMessage({ address, message: 'hello', signature })).toBe(true)

  const mistaken = ask('personal_sign', ['0x68656c6c6f', address])
  await alice.wallet.approving(mistaken.action, 2)
  const wrong = (await mistaken.answer) as `0x${string}`
  expect(await verifyMessage({ address, message: 'hello', signature: wrong })).toBe(false)

  const typed = ask('eth_signTypedData_v4', [
    address,
    JSON.stringify({
      domain: { name: 'Sparekey' },
      types: { Note: [{ name: 'text', type: 'string' }] },
      primaryType: 'Note',
      message: { text: 'hello' },
    }),
  ])
  expect(await alice.wallet.approving(typed.action)).toMatch(/^Sign typed data\nNote\n.*not bound to one/s)
  expect(await typed.answer).toMatch(/^0x[0-9a-f]{130}$/)
  expect(alice.complaints).toEqual([])
})

test('the dev bar moves both networks’ time and freezes one of them', async () => {
  const alice = await Person.arrive()
  await alice.page.addInitScript(() => localStorage.setItem('dev-bar', 'open'))
  await alice.open()
  const times = () => Promise.all(chains.map(async (chain) => Number((await chain.getBlock()).timestamp)))
  const before = await times()
  await alice.press('Skip 1 hour')
  await expect
    .poll(async () => Math.min(...(await times())))
    .toBeGreaterThanOrEqual(Math.max(...before) + 3600)

  await alice.press('Freeze Local 31338')
  await alice.find('button', 'Unfreeze Local 31338').waitFor()
  const [, frozen] = await times()
  await alice.press('Skip 1 hour')
  await expect.poll(async () => (await times())[0]).toBeGreaterThanOrEqual(Math.max(...before) + 7200)
  expect((await times())[1]).toBe(frozen)
  await alice.press('Unfreeze Local 31338')
  await expect.poll(async () => (await times())[1]).toBeGreaterThanOrEqual(Math.max(...before) + 7200)
  expect(alice.complaints).toEqual([])
})

test('on a phone the dev bar leaves the page’s own buttons free', async () => {
  const alice = await Person.arrive({ viewport: { width: 320, height: 640 } })
  await alice.page.addInitScript(() => localStorage.removeItem('dev-bar'))
  await alice.open()
  await alice.press('Create account')
  await alice.sees('Choose a name for your account first.')
  await alice.press('Dev')
  await alice.find('button', 'Skip 72 hours').waitFor()
  await alice.follow('Lost passkey?')
  await alice.seesHeading('Get your account back')
})
