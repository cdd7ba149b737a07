import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { EasyWays } from './EasyWays.tsx'

const pageFor = (reason: Parameters<typeof EasyWays>[0]['reason']) =>
  renderToStaticMarkup(createElement(EasyWays, { reason }))

test('what others make is said to be theirs', () => {
  expect(pageFor(undefined)).toMatch(/independent third parties, who are responsible for them/)
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
