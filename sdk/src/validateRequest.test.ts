import { describe, expect, test } from 'vitest'
import { account, bytes32, newPasskey, validator } from '../test/samples.ts'
import { SparekeyError } from './errors.ts'
import type { Cancellation, Request, Scope } from './request.ts'
import { defaultDeadline, sortScopes, validateCancellation, validateRequest } from './validateRequest.ts'

const now = 1_800_000_000
const DAY = 86_400
const request: Request = {
  account,
  newSigner: newPasskey.signer(validator),
  replace: true,
  deadline: now + 7 * DAY,
  scopes: [{ chainId: 1n, epoch: 0 }],
}
const cancellation: Cancellation = {
  account,
  requestHash: bytes32('r'),
  scopes: request.scopes,
  deadline: now + DAY,
}

function codeOf(run: () => void): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof SparekeyError) return error.code
    throw error
  }
}
const requestCode = (change: Partial<Request>) =>
  codeOf(() => validateRequest({ ...request, ...change }, now))
const chains = (count: number): Scope[] =>
  Array.from({ length: count }, (_, i) => ({ chainId: BigInt(i + 1), epoch: 0 }))

test('the default deadline is 7 days ahead and passes', () => {
  expect(defaultDeadline(now)).toBe(now + 7 * DAY)
  expect(requestCode({ deadline: defaultDeadline(now) })).toBeUndefined()
})

describe('deadlines', () => {
  test.each([
    ['this second', now, undefined],
    ['a second ago', now - 1, 'deadline_passed'],
    ['in 30 days', now + 30 * DAY, undefined],
    ['in 30 days and a second', now + 30 * DAY + 1, 'deadline_too_far'],
    ['half a second', now + 0.5, 'deadline_passed'],
    ['none', Number.NaN, 'deadline_passed'],
  ])('of a request: %s', (_, deadline, code) => {
    expect(requestCode({ deadline })).toBe(code)
  })

  test.each([
    [now - 1, 'deadline_passed'],
    [now + DAY, undefined],
    [now + DAY + 1, 'deadline_too_far'],
  ])('of a cancellation: at most 24 hours (%i)', (deadline, code) => {
    expect(codeOf(() => validateCancellation({ ...cancellation, deadline }, now))).toBe(code)
  })
})

describe('scopes', () => {
  test.each<[string, Scope[], string | undefined]>([
    ['none', [], 'scopes_count'],
    ['32', chains(32), undefined],
    ['33', chains(33), 'scopes_count'],
    ['descending', chains(2).toReversed(), 'scopes_order'],
    ['one twice', [...chains(1), ...chains(1)], 'scopes_order'],
    ['chain 0', [{ chainId: 0n, epoch: 0 }], 'scope_invalid'],
    ['a chain of 257 bits', [{ chainId: 2n ** 256n, epoch: 0 }], 'scope_invalid'],
    ['epoch of 33 bits', [{ chainId: 1n, epoch: 2 ** 32 }], 'scope_invalid'],
    ['negative epoch', [{ chainId: 1n, epoch: -1 }], 'scope_invalid'],
  ])('%s', (_, scopes, code) => {
    expect(requestCode({ scopes })).toBe(code)
    expect(codeOf(() => validateCancellation({ ...cancellation, scopes }, now))).toBe(code)
  })

  test('are sorted as numbers', () => {
    const sorted = sortScopes([8453n, 10n, 1n].map((chainId) => ({ chainId, epoch: 0 })))
    expect(sorted.map(({ chainId }) => chainId)).toEqual([1n, 10n, 8453n])
    expect(requestCode({ scopes: sorted })).toBeUndefined()
  })
})

test('an account and a signer are needed', () => {
  expect(requestCode({ account: `0x${'0'.repeat(40)}` })).toBe('account_invalid')
  expect(requestCode({ newSigner: '0x1234' })).toBe('new_signer_invalid')
})
