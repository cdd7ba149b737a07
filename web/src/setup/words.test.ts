import { expect, it } from 'vitest'
import { addableKinds } from './words.ts'

const oidc = { name: 'Google', guardian: `0x${'44'.repeat(20)}` } as const
const email = { guardian: `0x${'ee'.repeat(20)}`, from: 'recovery@example.org' } as const
const recovery = {
  mode: 'all' as const,
  kinds: ['wallet' as const, 'passphrase' as const, 'passkey' as const, 'oidc' as const, 'email' as const],
  minimumDelay: { balanced: 0, simple: 0, strict: 0, custom: 0 },
}
const kindsOf = (offering: Parameters<typeof addableKinds>[0]) =>
  addableKinds(offering).map(({ kind }) => kind)

it('offers what the service has', () => {
  expect(kindsOf({ oidc, email, recovery })).toEqual(['oidc', 'passphrase', 'wallet', 'email', 'passkey'])
  expect(kindsOf({ recovery })).toEqual(['passphrase', 'wallet', 'passkey'])
})

it('offers nothing that its operator does not allow', () => {
  const kinds = ['email' as const, 'passkey' as const]
  expect(kindsOf({ oidc, email, recovery: { ...recovery, kinds } })).toEqual(['email', 'passkey'])
  expect(kindsOf({ oidc, recovery: { ...recovery, kinds } })).toEqual(['passkey'])
})

it('says of e-mail that it trusts whoever runs the service, and waits', () => {
  const found = addableKinds({ email, recovery }).find(({ kind }) => kind === 'email')
  expect(found?.bad).toMatch(/trusts whoever runs this service.*72 hours/)
})
