import { generateKeyPairSync } from 'node:crypto'
import { oidcGuardianAbi } from 'sparekey'
import { bytesToHex, concatHex, keccak256, stringToHex } from 'viem'
import { getBlock, getCode, readContract } from 'viem/actions'
import { describe, expect, test } from 'vitest'
import { keyPublisher, operator } from '../../../dev/accounts.ts'
import { anvilOf, clientOf, useChains } from '../../../sdk/test/chains.ts'
import { revokeKey } from '../../test/revokeKey.ts'
import type { IssuerKey } from './jwks.ts'
import { publishKeys } from './publishKeys.ts'

const DAY = 86_400
const chains = useChains()
const issuer = 'https://accounts.google.com'
const headers = ['{"alg":"RS256","kid":"$kid","typ":"JWT"}', '{"alg":"RS256","typ":"JWT","kid":"$kid"}']

function newKey(kid: string): IssuerKey {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { kid, modulus: bytesToHex(Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url')) }
}

const registry = (account = keyPublisher) => {
  const chain = chains.stack.chains[0]
  return { client: clientOf(chain, account), guardian: chain.deployment.oidcGuardian }
}
const now = async () => Number((await getBlock(chains.one)).timestamp)
const summary = (entries: Awaited<ReturnType<typeof publishKeys>>) =>
  entries.map(({ kid, done }) => [kid, done])

test('publishes every key with every header once, usable a day later', async () => {
  const keys = [newKey('one'), newKey('two')]
  const first = await publishKeys(registry(), { issuer, keys, headers })
  expect(summary(first)).toEqual(['one', 'one', 'two', 'two'].map((kid) => [kid, 'published']))
  const time = await now()
  for (const { usableFrom, usableUntil } of first) {
    expect(Math.abs(usableFrom - time - DAY)).toBeLessThan(60)
    expect(usableUntil - usableFrom).toBe(44 * DAY)
  }
  const again = await publishKeys(registry(), { issuer, keys, headers })
  expect(summary(again)).toEqual(['one', 'one', 'two', 'two'].map((kid) => [kid, 'nothing']))
})

test('K-08 a name is put into the header as it is, whatever stands in it', async () => {
  const key = newKey("$&$'$1$$ ~")
  const one = headers.slice(0, 1)
  const { client, guardian } = registry()
  const [entry] = await publishKeys(registry(), { issuer, keys: [key], headers: one })
  const [blob] = await readContract(client, {
    ...{ abi: oidcGuardianAbi, address: guardian, functionName: 'entryOf' },
    args: [keccak256(stringToHex(issuer)), entry?.label ?? '0x'],
  })
  const header = `{"alg":"RS256","kid":"$&$'$1$$ ~","typ":"JWT"}`
  const letters = Buffer.from(header).toString('base64url').slice(28)
  expect(await getCode(client, { address: blob })).toBe(
    concatHex(['0x00', key.modulus, stringToHex(letters)]),
  )
})

test('K-05 a kid with another modulus is another entry, which ages; the first one stays as it is', async () => {
  const [first, second] = [newKey('same'), newKey('same')]
  const one = headers.slice(0, 1)
  const [before] = await publishKeys(registry(), { issuer, keys: [first], headers: one })
  await chains.stack.skipTime(2 * DAY)
  const [entry] = await publishKeys(registry(), { issuer, keys: [second], headers: one })
  expect(entry?.done).toBe('published')
  expect(entry?.label).not.toBe(before?.label)
  expect(entry?.usableFrom).toBeGreaterThanOrEqual((await now()) + DAY - 60)
  const [after] = await publishKeys(registry(), { issuer, keys: [first], headers: one })
  expect(after).toEqual({ ...before, done: 'nothing' })
})

test('K-09 confirms what the issuer still publishes before it becomes stale, and nothing else', async () => {
  const [kept, gone] = [newKey('kept'), newKey('gone')]
  const one = headers.slice(0, 1)
  const [before] = await publishKeys(registry(), { issuer, keys: [kept, gone], headers: one })
  await chains.stack.skipTime(30 * DAY - 600)
  expect(summary(await publishKeys(registry(), { issuer, keys: [kept], headers: one }))).toEqual([
    ['kept', 'nothing'],
  ])
  await chains.stack.skipTime(1200)
  const [after] = await publishKeys(registry(), { issuer, keys: [kept], headers: one })
  expect(after?.done).toBe('confirmed')
  expect((after?.usableUntil ?? 0) - (before?.usableUntil ?? 0)).toBeGreaterThan(29 * DAY)
  expect(after?.usableFrom).toBe(before?.usableFrom)
})

describe('what it must not touch', () => {
  test('K-03 a key that was revoked is not published again', async () => {
    const key = newKey('revoked')
    const one = headers.slice(0, 1)
    await publishKeys(registry(), { issuer, keys: [key], headers: one })
    await revokeKey(chains, issuer, key.modulus)
    for (let time = 0; time < 2; time++)
      expect(summary(await publishKeys(registry(), { issuer, keys: [key], headers: one }))).toEqual([
        ['revoked', 'revoked'],
      ])
  })

  test('an entry with other code is not confirmed', async () => {
    const key = newKey('foreign')
    const one = headers.slice(0, 1)
    const [entry] = await publishKeys(registry(), { issuer, keys: [key], headers: one })
    const { client, guardian } = registry()
    const [blob] = await readContract(client, {
      ...{ abi: oidcGuardianAbi, address: guardian, functionName: 'entryOf' },
      args: [keccak256(stringToHex(issuer)), entry?.label ?? '0x'],
    })
    await anvilOf(chains.one).setCode({ address: blob, bytecode: '0x00c1' })
    await chains.stack.skipTime(40 * DAY)
    const [after] = await publishKeys(registry(), { issuer, keys: [key], headers: one })
    expect(after).toEqual({ ...entry, done: 'foreign' })
  })

  test('without the role it fails with a sentence, and publishes nothing', async () => {
    const keys = [newKey('nobodys')]
    await expect(publishKeys(registry(operator), { issuer, keys, headers })).rejects.toMatchObject({
      code: 'contract_RoleNeeded',
    })
  })
})
