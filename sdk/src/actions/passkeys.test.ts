import { expect, test } from 'vitest'
import { actingAs, done, errorOf, newOwner, newPasskey, refused, useChains } from '../../test/chains.ts'
import type { PublicKey } from '../p256.ts'
import { addPasskey } from './addPasskey.ts'
import { findAccountsByPasskey } from './findAccountsByPasskey.ts'
import { removePasskey } from './removePasskey.ts'
import { replacePasskeys } from './replacePasskeys.ts'

const chains = useChains()

/** An account and what sends as it. */
async function newAccount() {
  const owner = await newOwner([chains.one])
  const self = await actingAs(chains.one, owner.address)
  const owns = async (publicKey: PublicKey) =>
    (await findAccountsByPasskey(chains.one, { publicKey })).includes(owner.address)
  return { ...owner, self, owns }
}

test('a further passkey owns the account beside the first, and is found by its key alone', async () => {
  const { address, passkey, self, owns } = await newAccount()
  const further = newPasskey()
  const { logs } = await done(self, addPasskey(self, { publicKey: further }))
  expect(addPasskey.extractEvent(logs)).toMatchObject({ account: address, x: further.x, y: further.y })
  expect([await owns(passkey), await owns(further)]).toEqual([true, true])
})

test('a removed passkey does not own the account any more; the other one does', async () => {
  const { address, passkey, self, owns } = await newAccount()
  const further = newPasskey()
  await done(self, addPasskey(self, { publicKey: further }))
  const { logs } = await done(self, removePasskey(self, { publicKey: passkey }))
  expect(removePasskey.extractEvent(logs)).toMatchObject({ account: address })
  expect([await owns(passkey), await owns(further)]).toEqual([false, true])
})

test('replacing ends every older passkey at once', async () => {
  const { address, passkey, self, owns } = await newAccount()
  const [further, last] = [newPasskey(), newPasskey()]
  await done(self, addPasskey(self, { publicKey: further }))
  const { logs } = await done(self, replacePasskeys(self, { publicKey: last }))
  expect(replacePasskeys.extractEvent(logs)).toMatchObject({ account: address })
  expect([await owns(passkey), await owns(further), await owns(last)]).toEqual([false, false, true])
})

test('what the chain refuses is said in a sentence', async () => {
  const { passkey, self } = await newAccount()
  const unknown = newPasskey()
  const offCurve = { x: unknown.y, y: unknown.x }
  const cases = [
    [() => addPasskey(self, { publicKey: passkey }), 'PasskeyAlreadyAdded'],
    [() => removePasskey(self, { publicKey: passkey }), 'LastPasskey'],
    [() => removePasskey(self, { publicKey: unknown }), 'PasskeyUnknown'],
    [() => addPasskey(self, { publicKey: offCurve }), 'InvalidPublicKey'],
    [() => replacePasskeys(self, { publicKey: offCurve }), 'InvalidPublicKey'],
  ] as const
  for (const [attempt, name] of cases) expect(await errorOf(attempt())).toMatchObject(refused(name))
})

test('C-16 somebody else’s transaction changes no account’s passkeys', async () => {
  const { owns } = await newAccount()
  const thief = newPasskey()
  expect(await errorOf(addPasskey(chains.one, { publicKey: thief }))).toMatchObject(
    refused('PasskeysNotInstalled', [chains.one.account.address]),
  )
  expect(await owns(thief)).toBe(false)
})
