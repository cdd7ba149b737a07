import { expect, it } from 'vitest'
import { accountsSearch, auditSearch, mailsSearch, queueSearch } from './search.ts'

it('takes filters that there are from the address bar', () => {
  const filter = { sort: 'ready', state: 'waiting', concern: 'email-alone' }
  expect(queueSearch({ ...filter, other: 1 })).toStrictEqual(filter)
  expect(accountsSearch({ text: 'ali' })).toStrictEqual({ text: 'ali' })
  expect(auditSearch({ show: 'deeds', subject: '0xab' })).toStrictEqual({ show: 'deeds', subject: '0xab' })
  expect(mailsSearch({ state: 'bounced' })).toStrictEqual({ state: 'bounced' })
})

it('leaves out what is none, instead of failing', () => {
  expect(queueSearch({ sort: 'up', state: ['waiting'], concern: '<script>' })).toStrictEqual({})
  expect(accountsSearch({ text: 5 })).toStrictEqual({})
  expect(auditSearch({ show: 'some', subject: 'a b' })).toStrictEqual({})
  expect(mailsSearch({ state: 'lost' })).toStrictEqual({})
})
