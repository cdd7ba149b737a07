import { describe, expect, test } from 'vitest'
import { refusal, register, useServer } from '../../test/server.ts'

const server = useServer()
const path = '/api/guardians'
const label = (byte: string, name: string) => ({
  signer: `0x${byte.repeat(20)}`,
  kind: 'wallet',
  label: name,
})

describe('200', () => {
  test('all of them are replaced, in the order in which they were given', async () => {
    const { browser } = await register(server)
    const passphrase = { ...label('22', 'Sentence'), kind: 'passphrase', passphraseVersion: 1 }
    for (const all of [
      [label('11', 'Alice'), passphrase],
      [label('33', 'Carol'), label('11', 'Alice')],
      [],
    ]) {
      expect(await browser.call('PUT', path, { body: all })).toMatchObject({ status: 200, body: all })
      expect((await browser.get(path)).body).toEqual(all)
    }
  })

  test('two tabs at once: one of them wins whole', async () => {
    const { browser } = await register(server)
    const sets = ['44', '55', '66'].map((byte) => [label(byte, 'One'), label('77', `with ${byte}`)])
    await Promise.all(sets.map((body) => browser.call('PUT', path, { body })))
    expect(sets).toContainEqual((await browser.get(path)).body)
  })
})

describe('400', () => {
  test('one guardian twice, 17 of them, no name, upper case', async () => {
    const { browser } = await register(server)
    const many = Array.from({ length: 17 }, (_, index) => label((16 + index).toString(16), 'Guardian'))
    const bad = [[label('11', 'A'), label('11', 'B')], many, [label('11', '  ')], [label('AA', 'A')]]
    for (const body of bad)
      expect(await browser.call('PUT', path, { body })).toMatchObject(refusal(400, 'body_invalid'))
  })
})

describe('401', () => {
  test('S-06 guardians are told to nobody but the owner', async () => {
    const [person, other] = [await register(server), await register(server)]
    await person.browser.call('PUT', path, { body: [label('11', 'Alice')] })
    expect(await server.browser().get(path)).toMatchObject(refusal(401, 'session_required'))
    expect((await other.browser.get(path)).body).toEqual([])
  })
})
