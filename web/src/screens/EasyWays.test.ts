import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { EasyWays, type EasyWaysProps } from './EasyWays.tsx'

const pageFor = (reason: EasyWaysProps['reason'], notice?: string) =>
  renderToStaticMarkup(createElement(EasyWays, { reason, notice }))

test('what others make is said to be theirs, and then what the operator adds', () => {
  const sentence = /independent third parties, who are responsible for them\. .* with this page\./
  expect(pageFor(undefined)).toMatch(sentence)
  const page = pageFor(undefined, 'Example Ltd only makes locks <b>')
  expect(page).toMatch(new RegExp(`${sentence.source} Example Ltd only makes locks &lt;b&gt;<`))
})

test.each([
  ['DYN-06', 'Apple', ['https://iforgot.apple.com', 'https://support.apple.com/contact']],
  ['DYN-07', 'Google', ['https://accounts.google.com/signin/recovery']],
  ['DYN-08', '1Password', ['https://support.1password.com/forgot-account-password']],
])('%s whoever is locked out of %s itself is shown the way back in there', (_, name, links) => {
  for (const link of links) expect(pageFor('manager')).toContain(`href="${link}`)
  expect(pageFor('manager')).toMatch(
    new RegExp(`Locked out of your ${name} Account|Forgot its account password`),
  )
})

test('the password manager that most likely still has the passkey comes first', () => {
  const places = (reason: 'device' | 'manager', names: readonly string[]) =>
    names.map((name) => pageFor(reason).indexOf(`>${name}`))
  for (const [reason, names] of [
    ['device', ['Apple Passwords', 'Google Password Manager', '1Password']],
    ['manager', ['1Password', 'Google Password Manager', 'Apple Passwords']],
  ] as const) {
    const found = places(reason, names)
    expect(found.every((place) => place > 0)).toBe(true)
    expect(found).toEqual(found.toSorted((a, b) => a - b))
  }
})
