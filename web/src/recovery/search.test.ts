import { expect, test } from 'vitest'
import { recoverSearch } from './search.ts'

test('the account of a mail’s link is read from the address; whatever else stands there is not', () => {
  const account = `0x${'aB'.repeat(20)}`
  expect(recoverSearch({ account })).toEqual({ account: account.toLowerCase() })
  for (const other of [
    undefined,
    7,
    ['0x'],
    account.slice(2),
    `${account}00`,
    `${account}\n`,
    'javascript:0',
  ])
    expect(recoverSearch({ account: other })).toEqual({})
})
