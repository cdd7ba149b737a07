import { expect, test } from 'vitest'
import { account, bytes32, friendPasskey, module, newPasskey, validator } from '../../test/samples.ts'
import { verificationDigest } from '../challenges.ts'
import { objectionDigest, type Request, requestHash } from '../request.ts'
import { verifyAssertion } from '../webauthn.ts'
import { approveWithPasskey, objectWithPasskey, passkeyGuardian } from './passkey.ts'

const contracts = { module, validator }
const request: Request = {
  account,
  newSigner: newPasskey.signer(validator),
  replace: true,
  deadline: 1_800_000_000,
  scopes: [{ chainId: 1n, epoch: 0 }],
}

test('a passkey guardian is validator ‖ x ‖ y', () => {
  expect(passkeyGuardian(validator, friendPasskey)).toEqual({
    kind: 'passkey',
    signer: friendPasskey.signer(validator),
  })
})

test('approves over Verification(request hash)', async () => {
  const approval = await approveWithPasskey(friendPasskey, contracts, request)
  const challenge = verificationDigest(validator, requestHash(module, request))
  expect(verifyAssertion(friendPasskey, challenge, approval)).toBe(true)
})

test('objects over another digest', async () => {
  const hash = bytes32('request')
  const objection = await objectWithPasskey(friendPasskey, contracts, hash)
  expect(
    verifyAssertion(friendPasskey, verificationDigest(validator, objectionDigest(module, hash)), objection),
  ).toBe(true)
  expect(verifyAssertion(friendPasskey, verificationDigest(validator, hash), objection)).toBe(false)
})
