import { type Address, keccak256, slice, stringToHex } from 'viem'
import { readContract, writeContract } from 'viem/actions'
import { beforeEach, describe, expect, test } from 'vitest'
import { keyRevoker } from '../../../dev/accounts.ts'
import { clientOf, DAY, done, errorOf, HOUR, newWallet, random32, useChains } from '../../test/chains.ts'
import {
  audience,
  issuer,
  newSigningKey,
  publish,
  type SigningKey,
  subject,
  tokenOf,
} from '../../test/oidc/issuer.ts'
import { getChainTime } from '../actions/getChainTime.ts'
import { oidcGuardianAbi } from '../generated/abis.ts'
import type { WriteClient } from '../write.ts'
import { oidcKey, oidcNonce } from './idToken.ts'
import { approveWithIdToken, linkWithIdToken } from './oidc.ts'

const chains = useChains()
const salt = random32()
const hash = random32()
const expectedKey = oidcKey({ issuer, audience, subject }, salt)
let guardian: Address
let old: SigningKey
beforeEach(async () => {
  guardian = chains.stack.chains[0].deployment.oidcGuardian
  old = newSigningKey('old')
  for (const client of chains.all) await publish(client, guardian, old)
  await chains.stack.skipTime(DAY)
})

const signer = () => `${guardian}${expectedKey.slice(2)}`.toLowerCase() as `0x${string}`

async function signIn(key: SigningKey, claims: object = {}) {
  const now = await getChainTime(chains.one)
  return { idToken: tokenOf(key, now, { nonce: oidcNonce(hash), ...claims }), modulus: key.modulus }
}

const approve = async (key: SigningKey, claims?: object) =>
  approveWithIdToken(chains.all, await signIn(key, claims), { signer: signer(), salt, hash })

const link = async (key: SigningKey, claims: object = {}, more: object = {}) =>
  linkWithIdToken(chains.all, await signIn(key, { nonce: 'mine', ...claims }), {
    ...{ issuer, audience, nonce: 'mine', guardian, salt, ...more },
  })

const codes = async (answers: ReturnType<typeof approve>) =>
  (await answers).map((answer) => ('error' in answer ? answer.error.code : 'taken'))

test('whoever signs in is a guardian, and both networks take the approval', async () => {
  expect(await link(old)).toBe(signer())
  const answers = await approve(old)
  for (const [index, client] of chains.all.entries()) {
    const answer = answers[index]
    if (!answer || !('value' in answer)) expect.fail('no approval')
    const args = [slice(signer(), 20), hash, answer.value] as const
    const contract = { address: guardian, abi: oidcGuardianAbi } as const
    expect(await readContract(client, { ...contract, functionName: 'verify', args })).toBe('0x024ad318')
  }
})

describe('a sign-in links nobody', () => {
  test.each([
    ['J-21 that was asked for something else', { nonce: 'other' }],
    ['J-14 at another issuer', { iss: 'https://accounts.google.com.example' }],
    ['for another app', { aud: 'other', azp: 'other' }],
  ])('%s', async (_, claims) => {
    expect(await errorOf(link(old, claims))).toMatchObject({ code: 'id_token_refused' })
  })

  test('whose key is not the one that is named', async () => {
    const other = newSigningKey('old')
    const { idToken } = await signIn(other, { nonce: 'mine' })
    const parameters = { issuer, audience, nonce: 'mine', guardian, salt }
    const attempt = linkWithIdToken(chains.all, { idToken, modulus: old.modulus }, parameters)
    expect(await errorOf(attempt)).toMatchObject({ code: 'id_token_refused', problem: 'malformed' })
  })

  test('whose key somebody made up: only what networks trust counts', async () => {
    expect(await errorOf(link(newSigningKey('old')))).toMatchObject({ code: 'oidc_key_unknown' })
  })

  test('where another contract would speak for the guardian', async () => {
    const attempt = link(old, {}, { guardian: chains.stack.chains[0].deployment.staker })
    expect(await errorOf(attempt)).toMatchObject({ code: 'verifier_unknown' })
  })
})

test('an approval is refused where the token is not good', async () => {
  expect(await codes(approve(old, { sub: 'somebody else' }))).toEqual([
    'id_token_refused',
    'id_token_refused',
  ])
  const now = await getChainTime(chains.one)
  expect(await codes(approve(old, { iat: now - 2 * HOUR }))).toEqual(['id_token_refused', 'id_token_refused'])
})

test('a network that does not answer says so, and the other goes on', async () => {
  const silent = clientOf({ chain: chains.two.chain, rpcUrl: 'http://127.0.0.1:9' }, newWallet().account)
  const parameters = { signer: signer(), salt, hash }
  const answers = await approveWithIdToken([chains.one, silent], await signIn(old), parameters)
  expect(answers).toMatchObject([{ value: expect.any(String) }, { error: { code: 'chain_unavailable' } }])
})

describe('K-02 a key that is new', () => {
  test('counts nowhere before it is published, then a day later, network by network', async () => {
    const key = newSigningKey('new')
    expect(await codes(approve(key))).toEqual(['oidc_key_unknown', 'oidc_key_unknown'])
    await publish(chains.one, guardian, key)
    const [first] = await approve(key)
    const from = (await getChainTime(chains.one)) + DAY
    expect(first).toMatchObject({
      error: { code: 'oidc_key_new', wait: { until: expect.toSatisfy((at) => at <= from) } },
    })
    await chains.stack.skipTime(DAY)
    expect(await codes(approve(key))).toEqual(['taken', 'oidc_key_unknown'])
    expect(await link(key)).toBe(signer())
  })

  test('is not trusted for ever', async () => {
    const key = newSigningKey('stale')
    for (const client of chains.all) await publish(client, guardian, key)
    await chains.stack.skipTime(46 * DAY)
    expect(await codes(approve(key))).toEqual(['oidc_key_stale', 'oidc_key_stale'])
  })
})

test('K-03 a key that was withdrawn never counts again, and for three days no other one of its issuer', async () => {
  const [stolen, good] = [newSigningKey('stolen'), newSigningKey('good')]
  for (const client of chains.all) {
    await publish(client, guardian, stolen)
    await publish(client, guardian, good)
  }
  await chains.stack.skipTime(DAY)
  await revoke(chains.one, stolen)
  const from = (await getChainTime(chains.one)) + 3 * DAY + 1
  expect(await approve(good)).toMatchObject([
    { error: { code: 'oidc_key_suspended', wait: { until: from } } },
    {},
  ])
  expect(await codes(approve(stolen))).toEqual(['oidc_key_suspended', 'taken'])
  await chains.stack.skipTime(3 * DAY + 1)
  expect(await codes(approve(stolen))).toEqual(['oidc_key_withdrawn', 'taken'])
  expect(await codes(approve(good))).toEqual(['taken', 'taken'])
})

async function revoke(client: WriteClient, { modulus }: SigningKey): Promise<void> {
  const hashes = [keccak256(stringToHex(issuer)), keccak256(modulus)] as const
  const contract = { address: guardian, abi: oidcGuardianAbi, chain: client.chain } as const
  const sent = writeContract(client, {
    ...{ ...contract, functionName: 'revoke', args: hashes, account: keyRevoker },
  })
  await done(client, sent)
}
