import { emailCommitment, emailSigner } from 'sparekey'
import { describe, expect, it } from 'vitest'
import { maskMailbox } from './maskMailbox.ts'
import { WrongLinkError } from './problems.ts'
import { signerOf } from './useEmailLink.ts'

const guardian = `0x${'ee'.repeat(20)}` as const
const account = `0x${'ac'.repeat(20)}` as const
const salt = `0x${'5a'.repeat(32)}` as const
const mailbox = 'alice@example.org'
const expected = { guardian, account, mailbox }
const signer = emailSigner(guardian, emailCommitment({ account, mailbox, salt }))

describe('signerOf', () => {
  it('is what this page makes of account, mailbox and salt', () => {
    expect(signerOf({ signer, salt }, expected)).toBe(signer)
  })

  it.each([
    ['another mailbox', { signer: of({ mailbox: 'mallory@example.org' }), salt }],
    ['another account', { signer: of({ account: `0x${'ad'.repeat(20)}` }), salt }],
    ['another salt', { signer, salt: `0x${'5b'.repeat(32)}` as const }],
    [
      'another contract',
      { signer: emailSigner(`0x${'ef'.repeat(20)}`, emailCommitment({ account, mailbox, salt })), salt },
    ],
    ['a wallet', { signer: `0x${'11'.repeat(20)}` as const, salt }],
    ['nothing', {}],
  ])('refuses a server that answers with %s', (_, linked) => {
    expect(() => signerOf(linked, expected)).toThrow(WrongLinkError)
  })

  it('refuses where this service has no such guardian', () => {
    expect(() => signerOf({ signer, salt }, { ...expected, guardian: undefined })).toThrow(WrongLinkError)
  })
})

function of(change: Partial<{ mailbox: string; account: `0x${string}` }>) {
  return emailSigner(guardian, emailCommitment({ account, mailbox, salt, ...change }))
}

describe('maskMailbox', () => {
  it('keeps its first letter and its domain', () => {
    expect(maskMailbox('alice@example.org')).toBe('a•••@example.org')
    expect(maskMailbox('a@example.org')).toBe('a•••@example.org')
  })

  it('fits a label, whatever the domain', () => {
    const masked = maskMailbox(`alice@${'sub.'.repeat(40)}example.org`)
    expect(masked).toHaveLength(64)
    expect(masked).toMatch(/^a•••@….*example\.org$/)
  })
})
