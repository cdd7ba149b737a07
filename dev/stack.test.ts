import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Address, erc20Abi, parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operator } from './accounts.ts'
import { sendOperation } from './check/operation.ts'
import { ephemeralPorts } from './config.ts'
import { deploy, entryPointAddress } from './deploy.ts'
import { PortTakenError, StartAbortedError, TimeSkipError } from './errors.ts'
import { isFree } from './ports.ts'
import { type Stack, startStack } from './stack.ts'

const newAddress = () => privateKeyToAccount(generatePrivateKey()).address

describe('a running stack', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  })
  afterAll(() => stack.stop())

  test('has two chains with the same contracts at the same addresses', async () => {
    expect(stack.chains.map(({ chain }) => chain.id)).toEqual([31337, 31338])
    const [one, two] = stack.chains
    expect(one.deployment).toEqual(two.deployment)
    expect(one.deployment.entryPoint).toBe(entryPointAddress)
    const { contracts, tokens, staker } = one.deployment
    expect(Object.keys(contracts)).toContain('RecoveryModule')
    const all: Address[] = [entryPointAddress, staker, ...Object.values(contracts), ...Object.values(tokens)]
    for (const address of all)
      for (const { client } of stack.chains)
        expect(await client.getCode({ address }), `code of ${address}`).toMatch(/^0x../)
  })

  test('has demo tokens with six decimals', async () => {
    const { client, deployment } = stack.chains[0]
    for (const symbol of ['USDC', 'USDT'] as const) {
      const token = { address: deployment.tokens[symbol], abi: erc20Abi }
      expect(await client.readContract({ ...token, functionName: 'symbol' })).toBe(symbol)
      expect(await client.readContract({ ...token, functionName: 'decimals' })).toBe(6)
    }
  })

  test('has a staker that bundlers accept: 1 ETH for a day, owned by the operator', async () => {
    for (const { client, deployment } of stack.chains) {
      const info = await client.readContract({
        address: entryPointAddress,
        abi: depositInfoAbi,
        functionName: 'getDepositInfo',
        args: [deployment.staker],
      })
      expect(info).toMatchObject({ staked: true, stake: parseEther('1'), unstakeDelaySec: 86_400 })
      const owner = await client.readContract({
        address: deployment.staker,
        abi: ownerAbi,
        functionName: 'owner',
      })
      expect(owner).toBe(operator.address)
    }
  })

  test('deploys nothing the second time', async () => {
    const { client, deployment } = stack.chains[1]
    const sent = () => client.getTransactionCount({ address: operator.address })
    const before = await sent()
    expect(await deploy(client)).toEqual(deployment)
    expect(await sent()).toBe(before)
  })

  test('executes a user operation on every chain', async () => {
    const operations = await Promise.all(stack.chains.map(sendOperation))
    for (const { transactionHash } of operations) expect(transactionHash).toMatch(/^0x[0-9a-f]{64}$/)
  })

  test('executes user operations after three days were skipped', async () => {
    const before = await Promise.all(stack.chains.map(({ client }) => client.getBlock()))
    const now = await stack.skipTime(3 * 86_400)
    const after = await Promise.all(stack.chains.map(({ client }) => client.getBlock()))
    expect(after.map(({ timestamp }) => Number(timestamp))).toEqual([now, now])
    expect(now).toBe(Math.max(...before.map(({ timestamp }) => Number(timestamp))) + 3 * 86_400)
    await Promise.all(stack.chains.map(sendOperation))
    const later = await stack.chains[0].client.getBlock()
    expect(Number(later.timestamp)).toBeGreaterThanOrEqual(now)
  })

  test.each([0, -5, 1.5, Number.NaN])('refuses to skip %s seconds', async (seconds) => {
    await expect(stack.skipTime(seconds)).rejects.toBeInstanceOf(TimeSkipError)
  })

  test('funds many accounts at once on every chain', async () => {
    const addresses = Array.from({ length: 10 }, newAddress)
    const amounts = { eth: parseEther('2'), usdc: 3_000_000n, usdt: 4_000_000n }
    await Promise.all(addresses.map((address) => stack.fund(address, amounts)))
    for (const { client, deployment } of stack.chains)
      for (const address of addresses) {
        const held = (token: `0x${string}`) =>
          client.readContract({ address: token, abi: erc20Abi, functionName: 'balanceOf', args: [address] })
        expect(await client.getBalance({ address })).toBe(amounts.eth)
        expect(await held(deployment.tokens.USDC)).toBe(amounts.usdc)
        expect(await held(deployment.tokens.USDT)).toBe(amounts.usdt)
      }
  })

  test('listens on this machine only', async () => {
    // A listener on all interfaces would make this address answer too.
    for (const { port } of stack.parts) await expect(fetch(`http://127.0.0.2:${port}`)).rejects.toThrow()
  })
})

test('two stacks run side by side, and a stopped one leaves neither process nor directory', async () => {
  const [one, two] = await Promise.all([startStack({ bundlers: false }), startStack({ bundlers: false })])
  const address = newAddress()
  await one.fund(address, { eth: 1n })
  expect(await two.chains[0].client.getBalance({ address })).toBe(0n)
  await Promise.all([one.stop(), two.stop(), two.stop()])
  for (const { port } of [...one.parts, ...two.parts]) expect(await isFree(port)).toBe(true)
  for (const { dataDir } of [one, two]) expect(existsSync(dataDir)).toBe(false)
})

test('state and skipped time survive a restart; fresh wipes them', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sparekey-stack-'))
  const address = newAddress()
  const first = await startStack({ dataDir, bundlers: false })
  await first.fund(address, { eth: 5n })
  // A token that is gone must come back, and deploying it must not bring the time of this machine back.
  const gone = first.chains[0].deployment.tokens.USDC
  for (const { client } of first.chains) {
    await client.setCode({ address: gone, bytecode: '0x' })
    await client.setNonce({ address: gone, nonce: 0 })
  }
  const time = await first.skipTime(86_400)
  await first.stop()

  const second = await startStack({ dataDir, bundlers: false })
  for (const { client } of second.chains) {
    expect(await client.getBalance({ address })).toBe(5n)
    await client.mine({ blocks: 1 })
    expect(Number((await client.getBlock()).timestamp)).toBeGreaterThan(time)
    expect(await client.getCode({ address: gone })).toMatch(/^0x../)
  }
  await second.stop()

  const third = await startStack({ dataDir, bundlers: false, fresh: true })
  expect(await third.chains[0].client.getBalance({ address })).toBe(0n)
  expect(Number((await third.chains[0].client.getBlock()).timestamp)).toBeLessThan(time)
  await third.stop()
  rmSync(dataDir, { recursive: true })
})

test('every taken port is named, and nothing is started', async () => {
  const servers = await Promise.all([listen(), listen()])
  const ports = servers.map(({ port }) => port) as [number, number]
  const error = await startStack({ ports: { ...ephemeralPorts, chains: ports } }).catch((e) => e)
  for (const { server } of servers) server.close()
  expect(error).toBeInstanceOf(PortTakenError)
  expect(error.message).toBe(
    `Ports ${ports.join(', ')} are taken, expected free on 127.0.0.1. Stop what listens there, or choose another range with SPAREKEY_PORT.`,
  )
})

test('a part that dies is reported and the rest still stops', async () => {
  const stack = await startStack({ bundlers: false })
  const [victim, other] = stack.parts
  process.kill(victim?.pid as number, 'SIGKILL')
  expect((await stack.failure).message).toMatch(/^chain 3133[78] ended by itself \(SIGKILL\)/)
  await stack.stop()
  expect(await isFree(other?.port ?? 0)).toBe(true)
})

test.each([0, 100, 600])('a start given up after %d ms leaves nothing', async (ms) => {
  const giveUp = new AbortController()
  const chains: [number, number] = [await unused(), await unused()]
  const ports = { ...ephemeralPorts, chains }
  const starting = startStack({ ports, signal: giveUp.signal })
  setTimeout(() => giveUp.abort(), ms)
  await expect(starting).rejects.toBeInstanceOf(StartAbortedError)
  for (const port of ports.chains) expect(await isFree(port)).toBe(true)
})

const depositInfoAbi = [
  {
    type: 'function',
    name: 'getDepositInfo',
    stateMutability: 'view',
    inputs: [{ type: 'address', name: 'account' }],
    outputs: [
      {
        type: 'tuple',
        name: 'info',
        components: [
          { type: 'uint256', name: 'deposit' },
          { type: 'bool', name: 'staked' },
          { type: 'uint112', name: 'stake' },
          { type: 'uint32', name: 'unstakeDelaySec' },
          { type: 'uint48', name: 'withdrawTime' },
        ],
      },
    ],
  },
] as const

const ownerAbi = [
  { type: 'function', name: 'owner', stateMutability: 'view', inputs: [], outputs: [{ type: 'address' }] },
] as const

async function listen() {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as { port: number }).port }
}

async function unused(): Promise<number> {
  const { server, port } = await listen()
  await new Promise((resolve) => server.close(resolve))
  return port
}
