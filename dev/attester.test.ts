// `npm run attester` and EmailGuardian's part of `npm run deploy`, as operators run them: as processes, on real chains.
import { join } from 'node:path'
import { emailGuardianAbi, requireEmailGuardian } from 'sparekey'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { expect, test } from 'vitest'
import { ownArtifact } from '../contracts/tools/deploy/artifacts.ts'
import { useChains } from '../sdk/test/chains.ts'
import { attester, keyRevoker, operator } from './accounts.ts'
import { runTool as run } from './test/runTool.ts'

const chains = useChains()

const everywhere = () => [
  ...chains.stack.chains.flatMap(({ rpcUrl }) => ['--rpc', rpcUrl]),
  ...['--guardian', chains.stack.chains[0].deployment.emailGuardian],
]
const whom = ['--attester', attester.address]

test('an attester is shown, and never counts again once it is revoked', { timeout: 120_000 }, async () => {
  const before = await run('attester', ['show', ...everywhere()])
  expect(before).toMatchObject({ code: 0 })
  expect(before.output.match(new RegExp(`${attester.address} attests from`, 'g'))).toHaveLength(2)
  expect(before.output).not.toContain('suspended')

  const nobody = await run('attester', ['revoke', ...everywhere(), ...whom], {
    DEPLOYER_PRIVATE_KEY: generatePrivateKey(),
  })
  expect(nobody).toMatchObject({ code: 1, output: expect.stringContaining('refuses to revoke') })
  const by = ['--unlocked', keyRevoker.address]
  const other = privateKeyToAccount(generatePrivateKey()).address
  const unknown = await run('attester', ['revoke', ...everywhere(), '--attester', other, ...by])
  expect(unknown).toMatchObject({ code: 1, output: expect.stringContaining('NotAnAttester') })

  const revoked = await run('attester', ['revoke', ...everywhere(), ...whom, ...by])
  expect(revoked).toMatchObject({ code: 0 })
  expect(revoked.output.match(/is revoked/g)).toHaveLength(2)
  const after = await run('attester', ['show', ...everywhere()])
  expect(after.output.match(/there is no attester/g)).toHaveLength(2)
  expect(after.output.match(/suspended until/g)).toHaveLength(2)
})

test.each([
  [['burn']],
  [['show', '--rpc', 'http://127.0.0.1:9']],
  [['revoke', '--rpc', 'http://127.0.0.1:9', '--guardian', operator.address, '--attester', '0x12']],
  [['show', '--rpc', 'http://127.0.0.1:9', '--guardian', operator.address]],
  [['show', '--rpc', 'http://127.0.0.1:9', '--guardian', operator.address, '--what']],
])('%j is refused with a sentence', async (parameters) => {
  const { code, output } = await run('attester', parameters)
  expect(code).toBe(1)
  expect(output).not.toContain('    at ')
})

test('EmailGuardian gets one address everywhere for one owner and attester, and is the one that browsers know', async () => {
  const roles = ['--email-owner', operator.address, '--email-attester', keyRevoker.address]
  const { address } = ownArtifact('EmailGuardian', 'EmailGuardian', [operator.address, keyRevoker.address])
  for (const { rpcUrl, client } of chains.stack.chains) {
    const out = join(chains.stack.dataDir, 'deployments.json')
    const paid = ['--out', out, '--unlocked', operator.address]
    const answer = await run('deploy', ['--rpc', rpcUrl, ...roles, ...paid])
    expect(answer).toMatchObject({ code: 0, output: expect.stringMatching(`EmailGuardian +${address}`) })
    const owner = await client.readContract({ address, abi: emailGuardianAbi, functionName: 'owner' })
    expect(owner).toBe(operator.address)
  }
  await requireEmailGuardian(chains.all, address)
  const [{ rpcUrl }] = chains.stack.chains
  const half = await run('deploy', ['--rpc', rpcUrl, '--email-owner', operator.address])
  expect(half).toMatchObject({
    code: 1,
    output: expect.stringContaining('--email-owner and --email-attester go together'),
  })
  const same = ['--email-owner', operator.address, '--email-attester', operator.address]
  expect(await run('deploy', ['--rpc', rpcUrl, ...same])).toMatchObject({ code: 1 })
})
