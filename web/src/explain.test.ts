import {
  BundlerRefusedError,
  ChainUnavailableError,
  NothingToSignError,
  OidcKeyError,
  PasskeyNotAllowedError,
  UnknownVerifierError,
} from 'sparekey'
import { expect, it } from 'vitest'
import { ApiError } from './apiErrors.ts'
import { explain } from './explain.ts'
import { rememberNetworks } from './networkNames.ts'

rememberNetworks([{ chainId: 8453, name: 'Base' }])

it('calls networks by their names', () => {
  expect(explain(new ChainUnavailableError(8453, undefined)).what).toBe('Base does not answer.')
})

it('names no contract where what checks a guardian is not the known one', () => {
  const { what, todo } = explain(new UnknownVerifierError(`0x${'ee'.repeat(20)}`, 8453, 'emailGuardian'))
  expect(what).toBe('On Base, what checks this guardian is not what this page knows.')
  expect(todo).toContain('Nothing was linked')
})

it('knows an account that cannot pay, also behind an error that collects', () => {
  const refused = new BundlerRefusedError(8453, "AA21 didn't pay prefund", undefined)
  expect(explain(refused).what).toContain('too little ETH on Base')
  expect(explain(new NothingToSignError([refused])).what).toContain('too little ETH on Base')
})

it('keeps the sentences of passkeys and of the server', () => {
  expect(explain(new PasskeyNotAllowedError()).todo).toContain('Nothing has changed')
  const problem = {
    type: 'urn:x',
    title: 'Name taken',
    status: 409,
    code: 'name_taken',
    detail: 'Choose another one.',
  }
  expect(explain(new ApiError(problem))).toEqual({
    code: 'name_taken',
    what: 'Name taken',
    todo: 'Choose another one.',
  })
  expect(explain(problem).code).toBe('name_taken')
})

it('has words for anything, without jargon', () => {
  for (const thrown of [undefined, null, 'text', 7, new TypeError('x is not a function')])
    expect(explain(thrown).code).toBe('unexpected')
  const refused = explain(new BundlerRefusedError(8453, 'AA24 signature error', undefined))
  expect(`${refused.what} ${refused.todo}`).not.toMatch(/bundler|operation|AA24|calldata/i)
})

it('says when a key counts, by the clock of whoever reads it and however far the network is ahead', () => {
  const wait = { until: 4_000_000_000 + 20 * 3600, now: 4_000_000_000 }
  const { what } = explain(new OidcKeyError('new', 1, wait))
  expect(what).toMatch(/which counts in 20 hours \(\w{3} \d+ \w{3}( \d{4})?, \d\d:\d\d\)\.$/)
  expect(explain(new OidcKeyError('suspended', 1, wait)).what).toContain('They count again in 20 hours')
})
