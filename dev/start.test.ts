// `npm start` as people run it: a process, its output, its exit code.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { chainClient, localChain } from './chains.ts'
import { sleep } from './clock.ts'
import { childEnvironment } from './config.ts'
import { takenPorts } from './ports.ts'

type Run = { child: ChildProcessWithoutNullStreams; output(): string; code: Promise<number | null> }

const runs: Run[] = []
let data: string
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'sparekey-start-'))
})
afterEach(async () => {
  for (const { child, code } of runs.splice(0)) {
    child.kill('SIGTERM')
    await code
  }
  rmSync(data, { recursive: true })
})

function start(base: number, ...args: string[]): Run {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts'), ...args], {
    env: { ...childEnvironment(), SPAREKEY_PORT: String(base), SPAREKEY_DATA: data },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk
    })
  const code = new Promise<number | null>((resolve) => child.once('close', resolve))
  const run = { child, output: () => output, code }
  runs.push(run)
  return run
}

/** Starts a stack and resolves when it has said that it is ready, and all that it says then. */
async function ready(base: number): Promise<Run> {
  const run = start(base)
  await until(
    () => /\(on both chains\)$/m.test(run.output()),
    () => `ready, but: ${run.output()}`,
  )
  return run
}

async function until(condition: () => boolean | Promise<boolean>, what: () => string): Promise<void> {
  for (let tries = 1200; tries > 0; tries--) {
    if (await condition()) return
    await sleep(50)
  }
  expect.fail(`within 60 s expected ${what()}`)
}

const portsOf = (base: number) => [0, 1, 2, 3, 10, 11, 20, 21, 30, 32, 33].map((offset) => base + offset)
const allFree = async (base: number) => (await takenPorts(portsOf(base))).length === 0

/** Process ids of a process's children. */
function children(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => new RegExp(`^PPid:\\s+${pid}$`, 'm').test(proc(name, 'status')))
    .map(Number)
}

/** A file of a process under /proc; empty if the process has ended. */
function proc(pid: string | number, file: 'status' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

/** A number from which on the ports of a stack are free. */
async function freeBase(): Promise<number> {
  for (;;) {
    const base = 20_000 + Math.floor(Math.random() * 10_000)
    if (await allFree(base)) return base
  }
}

test('--check --json reports one user operation per bundler, time, memory and free ports', async () => {
  const base = await freeBase()
  const run = start(base, '--check', '--json')
  expect(await run.code, run.output()).toBe(0)
  const report = JSON.parse(run.output())
  expect(report).toMatchObject({ ok: true, ports_free: true, errors: [] })
  expect(report.parts.map(({ part, ok }: { part: string; ok: boolean }) => [part, ok])).toEqual([
    ['chain 31337', true],
    ['bundler 31337', true],
    ['chain 31338', true],
    ['bundler 31338', true],
    ['app', true],
    ['dashboard', true],
    ['mail', true],
  ])
  const operations = report.parts.flatMap(
    (part: { answer: { userOpHash?: string } }) => part.answer.userOpHash ?? [],
  )
  expect(new Set(operations).size).toBe(2)
  expect(report.ready_ms).toBeGreaterThan(100)
  expect(report.rss_mb).toBeGreaterThan(100)
  expect(report.rss_mb).toBeLessThan(1600)
  expect(await allFree(base)).toBe(true)
}, 180_000)

test('--check fails with the reason when a port is taken', async () => {
  const base = await freeBase()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(base + 20, '127.0.0.1', resolve))
  const run = start(base, '--check', '--json')
  expect(await run.code).toBe(1)
  server.close()
  const report = JSON.parse(run.output())
  expect(report.ok).toBe(false)
  expect(report.errors).toEqual([
    {
      name: 'PortTakenError',
      code: 'PORT_TAKEN',
      message: `Port ${base + 20} is taken, expected free on 127.0.0.1. Stop what listens there, or choose another range with SPAREKEY_PORT.`,
    },
  ])
})

test.each([
  [['--chek'], "Unknown option '--chek'; expected --fresh, --hot, --check or --check --json."],
  [['--json'], '--json belongs to --check; use both or neither.'],
  [
    ['--check', '--fresh'],
    '--check never touches the saved data, so --fresh means nothing with it; use one of them.',
  ],
])('%s is refused with a sentence', async (args, sentence) => {
  const run = start(4000, ...args)
  expect(await run.code).toBe(1)
  expect(run.output().trim()).toBe(sentence)
})

test('it says what to open, refuses a second process on its data, and stops cleanly on Ctrl-C', async () => {
  const base = await freeBase()
  const run = await ready(base)
  expect(run.output()).toMatch(new RegExp(`^Ready in [\\d.]+ s: open http://localhost:${base}\\.`, 'm'))
  expect(run.output()).toContain(
    `chain 31337   RPC http://127.0.0.1:${base + 10}   bundler http://127.0.0.1:${base + 20}`,
  )
  expect(run.output()).toContain(
    `chain 31338   RPC http://127.0.0.1:${base + 11}   bundler http://127.0.0.1:${base + 21}`,
  )
  expect(run.output()).toContain(
    `dashboard http://admin.localhost:${base + 1}   inbox http://mail.localhost:${base + 3}`,
  )
  expect(run.output()).toMatch(
    new RegExp(`first operator within an hour: http://admin\\.localhost:${base + 1}/enrol#\\S{43}$`, 'm'),
  )
  expect(run.output()).toMatch(/USDC 0x[0-9a-fA-F]{40} {3}USDT 0x[0-9a-fA-F]{40}/)

  const second = start(base)
  expect(await second.code).toBe(1)
  expect(second.output().trim()).toBe(
    `${data} is in use by process ${run.child.pid}; two at once would destroy data. Stop that one first.`,
  )

  const parts = children(run.child.pid ?? -1)
  expect(parts.length).toBeGreaterThanOrEqual(4)
  run.child.kill('SIGINT')
  run.child.kill('SIGINT') // npm passes on what the terminal has sent already
  expect(await run.code, run.output()).toBe(0)
  expect(run.output()).toContain('Stopped; everything is saved')
  expect(await allFree(base)).toBe(true)
  for (const pid of parts) expect(proc(pid, 'status')).toBe('')
}, 180_000)

test('killed outright it leaves no process and loses nothing', async () => {
  const base = await freeBase()
  const address = '0x00000000000000000000000000000000000c0ffe'
  const client = chainClient(localChain(31338, `http://127.0.0.1:${base + 11}`))
  const run = await ready(base)
  await client.setBalance({ address, value: 77n })
  run.child.kill('SIGKILL')
  await run.code
  await until(
    () => allFree(base),
    () => 'all ports free',
  )

  const again = await ready(base)
  expect(await client.getBalance({ address })).toBe(77n)
  again.child.kill('SIGTERM')
  expect(await again.code, again.output()).toBe(0)
}, 180_000)

test('a part that dies ends everything with the reason', async () => {
  const base = await freeBase()
  const run = await ready(base)
  // Found by its program: without one, process.kill would get undefined, never 0, which means this whole group.
  const bundler = children(run.child.pid ?? -1).find((pid) => proc(pid, 'cmdline').includes('alto'))
  process.kill(bundler as number, 'SIGKILL')
  expect(await run.code).toBe(1)
  expect(run.output()).toMatch(/^bundler 3133[78] ended by itself \(SIGKILL\)/m)
  expect(await allFree(base)).toBe(true)
}, 180_000)

test('Ctrl-C while it starts ends it without a complaint', async () => {
  const base = await freeBase()
  const run = start(base)
  // Not by looking whether the port is free: that takes the port for a moment.
  await until(
    () => existsSync(join(data, 'logs', 'chain-31337.log')),
    () => `a chain, but: ${run.output()}`,
  )
  run.child.kill('SIGINT')
  expect(await run.code, run.output()).toBe(0)
  expect(run.output()).toBe('')
  expect(await allFree(base)).toBe(true)
}, 180_000)
