import { expect, it } from 'vitest'
import { type ChosenGuardian, newDraft, withGuardian } from './draft.ts'
import { mailboxFindings } from './mailboxFindings.ts'
import { policyOf } from './policyOf.ts'

const email = { ...one('email'), signer: `0x${'ee'.repeat(52)}` as const }
const wallet = one('wallet')

function one(kind: ChosenGuardian['kind']): ChosenGuardian {
  return { kind, signer: '0x1111111111111111111111111111111111111111', label: kind, isKindKnown: true }
}

function sentences(way: 'balanced' | 'strict', ...guardians: ChosenGuardian[]) {
  const draft = guardians.reduce(withGuardian, newDraft('0x00000000000000000000000000000000000acc01'))
  return mailboxFindings(policyOf({ ...draft, way }), guardians).map(({ sentence }) => sentence)
}

it('DYN-28 tells whoever chooses it that a mailbox alone can begin a recovery, and how long there is to stop it', () => {
  expect(sentences('balanced', email, wallet)).toEqual([
    'Whoever takes over your mailbox can begin a recovery alone. You then have 72 hours to stop it.',
  ])
})

it('DYN-28 says nothing where a mailbox is not enough, or there is none', () => {
  expect(sentences('strict', email, wallet)).toEqual([])
  expect(sentences('balanced', wallet)).toEqual([])
})
