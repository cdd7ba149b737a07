import { expect, test } from 'vitest'
import { PasskeyNotAllowedError } from './browserPasskeyErrors.ts'
import { InvalidSignatureError } from './derSignature.ts'
import { SparekeyError } from './errors.ts'

test('an error carries a literal name, a stable code, a sentence and what to do', () => {
  const error = new InvalidSignatureError('s is zero or negative')
  expect(error).toBeInstanceOf(SparekeyError)
  expect(error).toBeInstanceOf(Error)
  expect(error.name).toBe('InvalidSignatureError')
  expect(error.code).toBe('signature_invalid')
  expect(error.shortMessage).toBe('This signature is malformed: s is zero or negative.')
  expect(error.message).toBe(`${error.shortMessage} ${error.details}`)
  expect('cause' in error).toBe(false)
})

test('a cause is kept', () => {
  const cause = new DOMException('no', 'NotAllowedError')
  expect(new PasskeyNotAllowedError(cause).cause).toBe(cause)
})
