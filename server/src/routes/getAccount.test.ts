import { getAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import { refusal, register, useServer } from '../../test/server.ts'

const server = useServer()
const look = (key: string) => server.browser().get(`/api/accounts/${encodeURIComponent(key)}`)

describe('200', () => {
  test('S-06 an account is found by name and by address, in lower case or with its checksum', async () => {
    const { session, name } = await register(server)
    const { address } = session.account
    for (const key of [name, address, getAddress(address)])
      expect(await look(key)).toMatchObject({ status: 200, body: session.account })
  })

  test('S-06 nothing beyond name, address, first key and salt is told', async () => {
    const { name } = await register(server)
    const { body } = await look(name)
    expect(Object.keys(body).sort()).toEqual(['address', 'createdAt', 'firstPublicKey', 'name', 'salt'])
  })
})

describe('400', () => {
  test('S-08 wrong checksum, ENS, zero, a precompile, too short, with spaces', async () => {
    const { session } = await register(server)
    const wrong = getAddress(session.account.address).replace(/[a-f]/, (letter) => letter.toUpperCase())
    const swapped = getAddress(session.account.address).replace(/[A-F]/, (letter) => letter.toLowerCase())
    const odd = [swapped === session.account.address ? wrong : swapped]
    const keys = [...odd, `0x${'0'.repeat(40)}`, `0x${'0'.repeat(37)}100`, `0x${'ab'.repeat(19)}`]
    for (const key of keys) expect(await look(key)).toMatchObject(refusal(400, 'address_invalid'))
    for (const key of ['alice.eth', ' alice', 'Alice'])
      expect(await look(key)).toMatchObject(refusal(400, 'path_invalid'))
  })
})

describe('404', () => {
  test('an account that nobody has', async () => {
    expect(await look('nobody-at-all')).toMatchObject(refusal(404, 'account_unknown'))
    expect(await look(`0x${'ab'.repeat(20)}`)).toMatchObject(refusal(404, 'account_unknown'))
  })
})
