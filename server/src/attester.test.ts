import { attestationDigest, emailGuardianAbi } from 'sparekey'
import { type Hex, hexToNumber, recoverAddress, slice } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { writeContract } from 'viem/actions'
import { expect, test } from 'vitest'
import { attester as devAttester, keyRevoker, operator } from '../../dev/accounts.ts'
import { clientOf, DAY, done, useChains } from '../../sdk/test/chains.ts'
import { emailConfig } from '../test/mail.ts'
import { useServer } from '../test/server.ts'
import { attest, attesterOf, attesterStanding, checkAttester } from './attester.ts'

const chains = useChains()
const server = useServer({ chains, hasMail: true })
const guardian = () => emailConfig(chains).guardian
const signer = (): Hex => `${guardian()}${'ab'.repeat(32)}`
const hash: Hex = `0x${'cd'.repeat(32)}`
const clock = { now: () => 1_800_000_000_500 }

test('an attestation is of this hash and this mailbox, until a day after the slowest clock', async () => {
  const attester = attesterOf({ email: emailConfig(chains) })
  if (!attester) throw new Error('no attester')
  expect(attester.address).toBe(devAttester.address)
  for (const [chainTimes, from] of [
    [[1_800_000_000, 1_799_999_000], 1_799_999_000],
    [[1_800_500_000], 1_800_000_000],
    [[], 1_800_000_000],
  ] as const) {
    const attestation = await attest({ clock }, attester, { hash, signer: signer(), chainTimes })
    const expiry = hexToNumber(slice(attestation, 0, 5))
    expect(expiry).toBe(from + DAY - 60)
    const about = { guardian: guardian(), hash, commitment: slice(signer(), 20), expiry }
    const signed = { hash: attestationDigest(about), signature: slice(attestation, 5) }
    expect(await recoverAddress(signed)).toBe(attester.address)
  }
})

test('there is none without e-mail, and its key is shown by nothing', () => {
  expect(attesterOf({})).toBeUndefined()
  const { email } = server.context.config
  const key = email?.attesterKey.reveal().slice(2) as string
  expect(JSON.stringify(server.context.config)).not.toContain(key)
  expect(JSON.stringify(server.context.attester)).not.toContain(key)
})

test('what the networks think of it is said at the start: unknown, not yet, revoked, suspended', async () => {
  const lines: { alert?: string; chainId?: number }[] = []
  const log = { error: (line: object) => lines.push(line), warn: (line: object) => lines.push(line) } as never
  const check = async (address: Hex) => {
    lines.length = 0
    await checkAttester(server.context.chains, { guardian: guardian(), address }, log)
    return lines.map(({ alert, chainId }) => [chainId, alert])
  }
  expect(await check(devAttester.address)).toEqual([])
  const next = privateKeyToAccount(generatePrivateKey())
  expect(await check(next.address)).toEqual([
    [31337, 'attester_unknown'],
    [31338, 'attester_unknown'],
  ])
  await send(operator, 'addRole', [next.address, 4])
  expect(await check(next.address)).toEqual([
    [31337, 'attester_early'],
    [31338, 'attester_unknown'],
  ])
  await chains.stack.skipTime(8 * DAY)
  const [one] = server.context.chains
  const standing = (address: Hex) => attesterStanding(one?.client as never, { guardian: guardian(), address })
  expect(await standing(next.address)).toBe('good')
  await send(keyRevoker, 'revoke', [devAttester.address])
  expect(await standing(devAttester.address)).toBe('revoked')
  expect(await standing(next.address)).toBe('suspended')
  await chains.stack.skipTime(4 * DAY)
  expect(await standing(next.address)).toBe('good')
  expect((await check(devAttester.address))[0]).toEqual([31337, 'attester_revoked'])
})

test('a network that does not answer is no reason to stop', async () => {
  const lines: object[] = []
  const log = { error: (line: object) => lines.push(line), warn: (line: object) => lines.push(line) } as never
  const nowhere = server.context.chains.map((chain) => ({
    ...chain,
    client: clientOf({ chain: chain.client.chain, rpcUrl: 'http://127.0.0.1:1' }, devAttester) as never,
  }))
  await checkAttester(nowhere, { guardian: guardian(), address: devAttester.address }, log)
  expect(lines).toHaveLength(2)
  expect(JSON.stringify(lines)).not.toContain('alert')
})

async function send(
  account: typeof operator,
  functionName: 'addRole' | 'revoke',
  args: readonly unknown[],
): Promise<void> {
  const [chain] = chains.stack.chains
  await chains.stack.fund(account.address, { eth: 10n ** 18n })
  const client = clientOf(chain, account)
  const parameters = { abi: emailGuardianAbi, address: guardian(), chain: chain.chain }
  await done(client, writeContract(client, { ...parameters, account, functionName, args } as never))
}
