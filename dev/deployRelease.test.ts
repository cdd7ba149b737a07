import { spawnSync } from 'node:child_process'
import { createCipheriv, randomBytes, scryptSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { concat, type Hex, hexToBytes, keccak256 } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { create2Deployer, releaseArtifacts } from '../contracts/tools/deploy/artifacts.ts'
import { deployRelease } from '../contracts/tools/deploy/deploy.ts'
import { operator } from './accounts.ts'
import { type ChainClient, chainClient, localChain } from './chains.ts'
import { root } from './config.ts'
import { deployEntryPoint, entryPointAddress } from './deploy.ts'
import { type Hardfork, startAnvil } from './parts/anvil.ts'
import type { Part } from './parts/process.ts'

const names = releaseArtifacts().map(({ name }) => name)
const parts: Part[] = []
let directory: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sparekey-deploy-'))
  mkdirSync(join(directory, 'logs'))
})
afterAll(async () => {
  await Promise.all(parts.map((part) => part.stop()))
  rmSync(directory, { recursive: true, force: true })
})

/** A new chain with EntryPoint on it. */
async function newChain(
  hardfork: Hardfork,
  chainId: number,
): Promise<{ client: ChainClient; rpcUrl: string }> {
  const part = await startAnvil({ chainId, port: 0, dataDir: directory, persist: false, hardfork })
  parts.push(part)
  const rpcUrl = `http://127.0.0.1:${part.port}`
  const client = chainClient(localChain(chainId, rpcUrl))
  if (hardfork !== 'shanghai') await deployEntryPoint(client)
  return { client, rpcUrl }
}

test('everything gets its usual address; a second run sends nothing', async () => {
  const { client, rpcUrl } = await newChain('osaka', 71)
  const first = await deployRelease(rpcUrl, operator)
  expect(first.chainId).toBe(71)
  expect(first.warnings).toEqual([])
  expect(first.deployed.map(({ name, address }) => ({ name, address }))).toEqual(
    releaseArtifacts().map(({ name, address }) => ({ name, address })),
  )
  expect(first.deployed.every(({ transaction }) => transaction)).toBe(true)
  const sent = () => client.getTransactionCount({ address: operator.address })
  const before = await sent()
  const second = await deployRelease(rpcUrl, operator)
  expect(second.deployed).toEqual(first.deployed.map(({ transaction: _, ...rest }) => rest))
  expect(await sent()).toBe(before)
})

test('a chain without the P-256 precompile gets the contracts, and a warning of what that costs', async () => {
  const { rpcUrl } = await newChain('prague', 72)
  const { deployed, warnings } = await deployRelease(rpcUrl, operator)
  expect(deployed.map(({ name }) => name)).toEqual(names)
  expect(warnings).toEqual([expect.stringContaining('225,000 gas more')])
})

test('code that is not what its constructor gives today is found', async () => {
  const { client, rpcUrl } = await newChain('osaka', 73)
  const { deployed } = await deployRelease(rpcUrl, operator)
  for (const { name, address } of deployed) {
    const bytecode = (await client.getCode({ address })) ?? '0x'
    await client.setCode({ address, bytecode: `${bytecode}00` })
    await expect(deployRelease(rpcUrl, operator)).rejects.toMatchObject({
      code: 'DEPLOY',
      message: expect.stringContaining(`${name} is not usable at ${address}: its code's hash is`),
    })
    await client.setCode({ address, bytecode })
  }
})

test('a chain that lacks something is refused with a sentence, and nothing is sent', async () => {
  const { client, rpcUrl } = await newChain('osaka', 74)
  const refused = async (address: `0x${string}`, sentence: string) => {
    const bytecode = (await client.getCode({ address })) ?? '0x'
    await client.setCode({ address, bytecode: '0x' })
    const before = await client.getTransactionCount({ address: operator.address })
    await expect(deployRelease(rpcUrl, operator)).rejects.toMatchObject({
      code: 'UNFIT_CHAIN',
      message: expect.stringContaining(sentence),
    })
    expect(await client.getTransactionCount({ address: operator.address })).toBe(before)
    await client.setCode({ address, bytecode })
  }
  await refused(create2Deployer, 'the deterministic deployer is missing')
  await refused(entryPointAddress, 'EntryPoint v0.8 is missing')
  await client.setBalance({ address: operator.address, value: 0n })
  await expect(deployRelease(rpcUrl, operator)).rejects.toMatchObject({ code: 'NO_FUNDS' })
})

test('a chain that does not know the opcodes of cancun is refused', async () => {
  const { rpcUrl } = await newChain('shanghai', 75)
  await expect(deployRelease(rpcUrl, operator)).rejects.toMatchObject({
    code: 'UNFIT_CHAIN',
    message: expect.stringContaining('opcodes of the cancun upgrade'),
  })
})

test('an address where no node answers is said to be one', async () => {
  await expect(deployRelease('http://127.0.0.1:9', operator)).rejects.toMatchObject({ code: 'NO_ANSWER' })
})

// ---- the command ------------------------------------------------------------------------------------------------------

const key = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'

function run(parameters: readonly string[], environment: Record<string, string> = {}) {
  return spawnSync(process.execPath, ['contracts/tools/deploy/main.ts', ...parameters], {
    cwd: root,
    encoding: 'utf8',
    env: environment,
  })
}

test('the command takes the key from the environment, a keystore or the node, and writes what is where', async () => {
  const { rpcUrl } = await newChain('osaka', 76)
  const out = join(directory, 'deployments.json')
  const written = () => JSON.parse(readFileSync(out, 'utf8'))['76']
  const first = run(['--rpc', rpcUrl, '--out', out], { DEPLOYER_PRIVATE_KEY: key })
  expect(first).toMatchObject({ status: 0, stderr: '' })
  expect(Object.keys(written())).toEqual(names)
  const before = written()
  const again = run(['--rpc', rpcUrl, '--out', out, '--unlocked', operator.address])
  expect(again.status).toBe(0)
  expect(again.stdout).toContain('was there already')
  expect(written()).toEqual(before)
})

/** A wallet's file, as the Web3 Secret Storage Definition says (scrypt, weak for speed). */
function keystoreOf(privateKey: Hex, password: string) {
  const [salt, iv] = [randomBytes(32), randomBytes(16)]
  const derived = scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 })
  const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv)
  const ciphertext = Buffer.concat([cipher.update(hexToBytes(privateKey)), cipher.final()])
  const mac = keccak256(concat([derived.subarray(16), ciphertext])).slice(2)
  const crypto = {
    ...{
      cipher: 'aes-128-ctr',
      cipherparams: { iv: iv.toString('hex') },
      ciphertext: ciphertext.toString('hex'),
    },
    ...{ kdf: 'scrypt', kdfparams: { dklen: 32, n: 1024, r: 8, p: 1, salt: salt.toString('hex') }, mac },
  }
  return JSON.stringify({ version: 3, crypto })
}

test('a keystore opens with its password only; its wallet has no money here, and is named', async () => {
  const { rpcUrl } = await newChain('osaka', 77)
  const keystore = join(directory, 'keystore.json')
  const privateKey = generatePrivateKey()
  writeFileSync(keystore, keystoreOf(privateKey, 'testpassword'))
  const parameters = ['--rpc', rpcUrl, '--keystore', keystore, '--out', join(directory, 'none.json')]
  const wrong = run(parameters, { DEPLOYER_PASSWORD: 'wrong' })
  expect(wrong.status).toBe(1)
  expect(wrong.stderr).toContain('The password does not open')
  const right = run(parameters, { DEPLOYER_PASSWORD: 'testpassword' })
  expect(right.status).toBe(1)
  expect(right.stderr).toContain(`${privateKeyToAccount(privateKey).address} has no money on chain 77`)
})

test('without a key, and with one on the command line, the command says what it expects', () => {
  const none = run(['--rpc', 'http://127.0.0.1:9'], { DEPLOYER_PRIVATE_KEY: '' })
  expect(none.status).toBe(1)
  expect(none.stderr).toContain('expected 32 bytes of hex in DEPLOYER_PRIVATE_KEY')
  const given = run(['--rpc', 'http://127.0.0.1:9', '--private-key', key])
  expect(given.status).toBe(1)
  expect(given.stderr).toContain("Unknown option '--private-key'")
})
