import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAccount, sendUserOperations, toPasskeyAccount, waitForUserOperation } from 'sparekey'
import { type Hex, parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sendAsOperator } from '../operator.ts'
import { type Stack, startStack } from '../stack.ts'
import { networksOf, newPasskey } from '../story/cast.ts'

let dataDir: string
let stack: Stack | undefined
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sparekey-clock-'))
})
afterEach(async () => {
  await stack?.stop()
  rmSync(dataDir, { recursive: true })
})

/** Has a new account pay somebody on both chains by one signature that says until when it counts, and from when. */
async function payOnBoth(running: Stack): Promise<void> {
  const networks = await networksOf(running)
  const [passkey, salt] = [newPasskey(), generatePrivateKey()]
  const to = privateKeyToAccount(generatePrivateKey()).address
  const operations = await Promise.all(
    networks.map(async ({ relayer, bundler, stackChain: { client } }) => {
      const { logs } = await sendAsOperator(client, createAccount.call({ publicKey: passkey, salt }))
      const { account: address } = createAccount.extractEvent(logs)
      const account = await toPasskeyAccount({ client: relayer, passkey, address })
      return { account, bundler, calls: [{ to, data: '0x' as Hex, value: 1n }] }
    }),
  )
  await running.fund(operations[0]?.account.address ?? '0x', { eth: parseEther('1') })
  const results = await sendUserOperations(operations, { passkey, life: 60 })
  for (const [index, result] of results.entries()) {
    if ('error' in result) throw result.error
    const { bundler } = operations[index] as (typeof operations)[number]
    await waitForUserOperation(bundler, { hash: result.value })
  }
  for (const { client } of running.chains) expect(await client.getBalance({ address: to })).toBe(1n)
}

test('a bundler takes batches after 30 days were skipped, also when it was started after the skip', async () => {
  stack = await startStack({ dataDir })
  const time = await stack.skipTime(30 * 86_400)
  await payOnBoth(stack)
  await stack.stop()

  stack = await startStack({ dataDir })
  const [{ client }] = stack.chains
  expect(Number((await client.getBlock()).timestamp)).toBeGreaterThanOrEqual(time)
  await payOnBoth(stack)
}, 60_000)
