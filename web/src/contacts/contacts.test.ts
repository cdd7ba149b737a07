import type { ContactJson } from 'sparekey/schema'
import { describe, expect, it } from 'vitest'
import { toldState, webhookProblem } from './contacts.ts'
import { isToldOpen } from './useTold.ts'

const email = { kind: 'email', label: 'a•••@example.org' }
const wallet = { kind: 'wallet', label: 'a•••@example.org' }

function contact(kind: ContactJson['kind'], address: string): ContactJson {
  return { id: 'i'.repeat(43), kind, address, isMuted: false, createdAt: '2026-11-20T12:00:00.000Z' }
}

describe('toldState', () => {
  const own = contact('email', 'alice@example.org')
  const second = contact('email', 'alice@example.net')
  const hook = contact('webhook', 'https://example.org/hook')

  it('does not count the mailbox of a guardian: whoever has it began the recovery', () => {
    expect(toldState([], [email])).toBe('guardian-only')
    expect(toldState([own], [email])).toBe('guardian-only')
    expect(toldState([own, second], [email])).toBe('others')
    expect(toldState([own, hook], [email])).toBe('others')
  })

  it('is anybody where no guardian is a mailbox', () => {
    expect(toldState([], [wallet])).toBe('nobody')
    expect(toldState([own], [wallet])).toBe('others')
  })

  it('holds back what would be told to nobody but a guardian’s mailbox, until somebody chooses that', () => {
    expect(isToldOpen({ state: 'guardian-only', isWithout: false })).toBe(true)
    expect(isToldOpen({ state: 'guardian-only', isWithout: true })).toBe(false)
    expect(isToldOpen({ state: undefined, isWithout: true })).toBe(true)
    expect(isToldOpen({ state: 'others', isWithout: false })).toBe(false)
    expect(isToldOpen({ state: 'nobody', isWithout: false })).toBe(false)
  })
})

it.each([
  ['', 'Type'],
  ['example.org', 'begins with https'],
  ['javascript:alert(1)', 'begins with https'],
  ['ftp://example.org', 'begins with https'],
  ['https://a:b@example.org', 'no name'],
  [`https://example.org/${'a'.repeat(500)}`, 'too long'],
])('a webhook at %j is refused in a sentence', (typed, part) => {
  expect(webhookProblem(typed)).toMatch(part)
})

it('takes an address of a server', () => {
  expect(webhookProblem(' https://example.org/recoveries?key=1 ')).toBeUndefined()
})
