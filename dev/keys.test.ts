// `npm run keys` and OidcGuardian's part of `npm run deploy`, as operators run them: as processes, on real chains, against an
// issuer that answers.
import { join } from 'node:path'
import { oidcGuardianAbi } from 'sparekey'
import { generatePrivateKey } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownArtifact } from '../contracts/tools/deploy/artifacts.ts'
import { useChains } from '../sdk/test/chains.ts'
import { keyConfirmer, keyPublisher, keyRevoker, operator } from './accounts.ts'
import { type RunningIssuer, startIssuer } from './issuer/startIssuer.ts'
import { publishIssuerKeys } from './issuerKeys.ts'
import { runTool as run } from './test/runTool.ts'

const chains = useChains()
let issuer: RunningIssuer
beforeAll(async () => {
  issuer = await startIssuer({ appOrigin: 'http://localhost:4999' })
})
afterAll(() => issuer.stop())

const everywhere = () => [
  ...chains.stack.chains.flatMap(({ rpcUrl }) => ['--rpc', rpcUrl]),
  ...['--guardian', chains.stack.chains[0].deployment.oidcGuardian, '--issuer', issuer.url],
]
const publish = () =>
  Promise.all(
    chains.stack.chains.map(({ client, deployment }) => publishIssuerKeys(client, deployment, issuer.url)),
  )

test('a new key is shown, counts as soon as the confirmer has looked, and never again once it is revoked', {
  timeout: 120_000,
}, async () => {
  issuer.rotateKey()
  await publish()
  const listed = await run('keys', ['list', ...everywhere()])
  expect(listed).toMatchObject({ code: 0 })
  expect(listed.output.match(/published by the issuer/g)).toHaveLength(4)
  const modulus = /--modulus (0x[0-9a-f]{64})/.exec(listed.output)?.[1] ?? ''

  const nobody = await run('keys', ['confirm', ...everywhere()], {
    DEPLOYER_PRIVATE_KEY: generatePrivateKey(),
  })
  expect(nobody).toMatchObject({ code: 1, output: expect.stringContaining('refuses to confirm') })
  const confirmed = await run('keys', ['confirm', ...everywhere(), '--unlocked', keyConfirmer.address])
  expect(confirmed).toMatchObject({ code: 0, output: expect.stringContaining('2 confirmed') })
  const froms = [...confirmed.output.matchAll(/counts from (\S+) to/g)].map(([, from]) => from)
  const after = await run('keys', ['list', ...everywhere()])
  expect(after.output).not.toEqual(listed.output)
  expect(froms).toHaveLength(4)

  const revoked = await run('keys', [
    'revoke',
    ...everywhere(),
    '--modulus',
    modulus,
    '--unlocked',
    keyRevoker.address,
  ])
  expect(revoked).toMatchObject({ code: 0, output: expect.stringContaining('suspended for three days') })
  expect((await run('keys', ['list', ...everywhere()])).output.match(/ {2}revoked {2}/g)).toHaveLength(2)
})

test('a key that the issuer does not publish is not confirmed, whatever it is called', async () => {
  await publish()
  issuer.rotateKey()
  issuer.rotateKey()
  const { output } = await run('keys', ['list', ...everywhere()])
  expect(output).toContain('not what the issuer publishes')
  const confirmed = await run('keys', ['confirm', ...everywhere(), '--unlocked', keyConfirmer.address])
  expect(confirmed.output.match(/: 0 confirmed/g)).toHaveLength(2)
})

test.each([
  [['burn']],
  [['list', '--rpc', 'http://127.0.0.1:9']],
  [['revoke', '--rpc', 'http://127.0.0.1:9', '--guardian', operator.address, '--modulus', '0x12']],
  [['list', '--rpc', 'http://127.0.0.1:9', '--guardian', operator.address, '--what']],
])('%j is refused with a sentence', async (parameters) => {
  const { code, output } = await run('keys', parameters)
  expect(code).toBe(1)
  expect(output).not.toContain('    at ')
})

test('OidcGuardian gets one address everywhere for one owner and publisher, and belongs to that owner', async () => {
  const roles = ['--oidc-owner', operator.address, '--oidc-publisher', keyPublisher.address]
  const { address } = ownArtifact('OidcGuardian', 'OidcGuardian', [operator.address, keyPublisher.address])
  for (const { rpcUrl, client } of chains.stack.chains) {
    const out = join(chains.stack.dataDir, 'deployments.json')
    const answer = await run('deploy', [
      '--rpc',
      rpcUrl,
      ...roles,
      '--out',
      out,
      '--unlocked',
      operator.address,
    ])
    expect(answer).toMatchObject({ code: 0, output: expect.stringMatching(`OidcGuardian +${address}`) })
    const owner = await client.readContract({ address, abi: oidcGuardianAbi, functionName: 'owner' })
    expect(owner).toBe(operator.address)
  }
  const [{ rpcUrl }] = chains.stack.chains
  const half = await run('deploy', ['--rpc', rpcUrl, '--oidc-owner', operator.address])
  expect(half).toMatchObject({ code: 1, output: expect.stringContaining('go together') })
})
