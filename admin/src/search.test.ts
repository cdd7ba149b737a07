import { expect, it } from 'vitest'
import { accountsSearch, auditSearch, mailsSearch, queueSearch } from './search.ts'

it('takes filters that there are from the address bar', () => {
  const filter = { sort: 'ready', state: 'waiting', concern: 'email-alone' }
  expect(queueSearch({ ...filter, other: 1 })).toEqual(filter)
  expect(accountsSearch({ text: 'ali' })).toEqual({ text: 'ali' })
  expect(auditSearch({ show: 'deeds', subject: '0xab' })).toEqual({ show: 'deeds', subject: '0xab' })
  expect(mailsSearch({ state: 'bounced' })).toEqual({ state: 'bounced' })
})

it('leaves out what is none, instead of failing', () => {
  expect(queueSearch({ sort: 'up', state: ['waiting'], concern: '<script>' })).toEqual({})
  expect(accountsSearch({ text: 5 })).toEqual({})
  expect(auditSearch({ show: 'some', subject: 'a b' })).toEqual({})
  expect(mailsSearch({ state: 'lost' })).toEqual({})
})
