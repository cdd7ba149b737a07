import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DataLockedError } from './errors.ts'
import { lockDirectory } from './lock.ts'

let directory: string
let contenders: Contender[]
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sparekey-lock-'))
  contenders = []
})
afterEach(async () => {
  await Promise.all(contenders.map(end))
  rmSync(directory, { recursive: true })
})

type Contender = { child: ChildProcess; line(): Promise<string> }

/** A process that is loaded and waits for "go". */
async function contender(): Promise<Contender> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'test', 'holdLock.ts'), directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async () => String((await lines.next()).value)
  const one = { child, line }
  contenders.push(one)
  expect(await line()).toBe('loaded')
  return one
}

/** Lets two loaded processes try at once; returns what each says. */
async function race(): Promise<[Contender, Contender, string[]]> {
  const [first, second] = await Promise.all([contender(), contender()])
  for (const { child } of [first, second]) child.stdin?.write('go\n')
  return [first, second, await Promise.all([first.line(), second.line()])]
}

async function end({ child }: Contender): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

function expectOneHolder(first: Contender, second: Contender, said: string[]): void {
  expect(said.filter((line) => line === 'held')).toHaveLength(1)
  const holder = said[0] === 'held' ? first : second
  expect(said.find((line) => line !== 'held')).toBe(
    `${directory} is in use by process ${holder.child.pid}; two at once would destroy data. Stop that one first.`,
  )
}

// Each round but the first finds the lock of a process that was killed, so this is also fifty races for a stale lock.
test('of two processes started at once, 50 times, one runs and one is refused with a sentence', {
  timeout: 120_000,
}, async () => {
  for (let round = 0; round < 50; round++) {
    const [first, second, said] = await race()
    expectOneHolder(first, second, said)
    await Promise.all([first, second].map(end))
  }
  // Every takeover has removed its predecessor's file, and nothing else is left behind.
  expect(readdirSync(directory)).toEqual(['lock.50'])
})

test('a lock whose process id now belongs to another process is taken over', () => {
  writeFileSync(join(directory, 'lock.7'), JSON.stringify({ pid: process.pid, started: 'another boot 1' }))
  lockDirectory(directory).release()
  expect(readdirSync(directory)).toEqual(['lock.8'])
})

test('a lock file that is no JSON belongs to nobody', () => {
  writeFileSync(join(directory, 'lock.1'), '')
  lockDirectory(directory).release()
})

test('the same process is refused too until it releases, and may release twice', () => {
  const lock = lockDirectory(directory)
  expect(() => lockDirectory(directory)).toThrow(DataLockedError)
  lock.release()
  lock.release()
  const again = lockDirectory(directory)
  lock.release()
  expect(() => lockDirectory(directory)).toThrow(DataLockedError)
  again.release()
})

test('releasing after somebody wiped the directory is no failure', () => {
  const inner = join(directory, 'inner')
  const lock = lockDirectory(inner)
  rmSync(inner, { recursive: true })
  lock.release()
})
