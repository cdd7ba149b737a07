import { concat, isAddressEqual } from 'viem'
import { getCode } from 'viem/actions'
import { expect, test } from 'vitest'
import {
  anvilOf,
  done,
  errorOf,
  newPasskey,
  newWallet,
  random32,
  refused,
  useChains,
  validator,
} from '../../test/chains.ts'
import { createAccount } from './createAccount.ts'
import { getAccountAddress } from './getAccountAddress.ts'
import { isOwner } from './isOwner.ts'

const chains = useChains()

test('an account is at the address that was computed before, on every chain, and its passkey owns it', async () => {
  const [publicKey, salt] = [newPasskey(), random32()]
  const address = getAccountAddress({ publicKey, salt })
  for (const client of chains.all) {
    expect(await getCode(client, { address })).toBeUndefined()
    const { logs } = await done(client, createAccount(client, { publicKey, salt }))
    expect(createAccount.extractEvent(logs)).toMatchObject({ account: address })
    expect(await getCode(client, { address })).toMatch(/^0x../)
    expect(await isOwner(client, { account: address, signer: publicKey.signer(validator) })).toBe(true)
    expect(await isOwner(client, { account: address, signer: newPasskey().signer(validator) })).toBe(false)
  }
})

test('created twice it is the same account, and nothing happens the second time', async () => {
  const [publicKey, salt] = [newPasskey(), random32()]
  const first = await done(chains.one, createAccount(chains.one, { publicKey, salt }))
  const second = await done(chains.one, createAccount(chains.one, { publicKey, salt }))
  expect(createAccount.extractEvent(first.logs).account).toBe(getAccountAddress({ publicKey, salt }))
  expect(second.logs).toEqual([])
  expect(await errorOf(Promise.resolve().then(() => createAccount.extractEvent(second.logs)))).toMatchObject({
    code: 'event_missing',
  })
})

test('another passkey or another salt is another account', () => {
  const [publicKey, salt] = [newPasskey(), random32()]
  const address = getAccountAddress({ publicKey, salt })
  expect(isAddressEqual(getAccountAddress({ publicKey, salt: random32() }), address)).toBe(false)
  expect(isAddressEqual(getAccountAddress({ publicKey: newPasskey(), salt }), address)).toBe(false)
})

test('C-34 a point that is off the curve is refused before anything is sent', async () => {
  const { x, y } = newPasskey()
  const publicKey = { x: y, y: x }
  expect(await errorOf(createAccount(chains.one, { publicKey, salt: random32() }))).toMatchObject(
    refused('InvalidPublicKey', [x, y].toReversed()),
  )
})

test('a wallet that cannot pay for the transaction is told so', async () => {
  const { account } = newWallet()
  const poor = { ...chains.one, account }
  const error = await errorOf(createAccount(poor, { publicKey: newPasskey(), salt: random32() }))
  expect(error).toMatchObject({ name: 'GasUnaffordableError', code: 'gas_unaffordable' })
})

test('the call is the same bytes for whoever sends it', async () => {
  const parameters = { publicKey: newPasskey(), salt: random32() }
  const { to, data } = createAccount.call(parameters)
  const { x, y } = parameters.publicKey
  expect(data.slice(10)).toBe(concat([x, y, parameters.salt]).slice(2))
  const anvil = anvilOf(chains.one)
  const sent = await createAccount(chains.one, parameters)
  const transaction = await anvil.request({ method: 'eth_getTransactionByHash', params: [sent] } as never)
  expect(transaction).toMatchObject({ to: to.toLowerCase(), input: data })
})
