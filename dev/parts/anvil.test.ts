import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { chainClient, localChain } from '../chains.ts'
import { DamagedStateError, UnsupportedPlatformError } from '../errors.ts'
import { anvilBinary, startAnvil } from './anvil.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sparekey-anvil-'))
  for (const folder of ['chains', 'logs']) mkdirSync(join(dataDir, folder))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

test('a platform without a program is refused with one sentence', () => {
  const error = (() => {
    try {
      return anvilBinary('sunos', 'sparc')
    } catch (thrown) {
      return thrown
    }
  })()
  expect(error).toBeInstanceOf(UnsupportedPlatformError)
  expect((error as Error).message).toBe(
    'The local chain has no program for sunos sparc (@foundry-rs/anvil-sunos-sparc is not installed): Linux x64 is what CI proves, so run it there or in a container.',
  )
})

test('a state file that was cut off is refused with what to do', async () => {
  writeFileSync(join(dataDir, 'chains', '31337.json'), '{"block":{"number":"0x')
  const starting = async () => startAnvil({ chainId: 31337, port: 0, dataDir, persist: true })
  await expect(starting()).rejects.toBeInstanceOf(DamagedStateError)
})

test('the chain has the P-256 precompile and the real gas limit per transaction', async () => {
  const part = await startAnvil({ chainId: 31338, port: 0, dataDir, persist: false })
  try {
    const client = chainClient(localChain(31338, `http://127.0.0.1:${part.port}`))
    expect(await client.getChainId()).toBe(31338)
    // A vector of RFC 6979, A.2.5: SHA-256 of "sample".
    const data = [
      '0xaf2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf',
      'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716',
      'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
      '60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6',
      '7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
    ].join('') as `0x${string}`
    const answer = await client.call({ to: '0x0000000000000000000000000000000000000100', data })
    expect(BigInt(answer.data ?? '0x0')).toBe(1n)
    const [account] = await client.getAddresses()
    const tooMuch = client.sendTransaction({
      account: account ?? '0x',
      to: account ?? '0x',
      gas: 2n ** 24n + 1n,
    })
    await expect(tooMuch).rejects.toThrow(/cap|limit/i)
  } finally {
    await part.stop()
  }
})
