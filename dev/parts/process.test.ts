import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  PartExitedError,
  PartStopError,
  PartTimeoutError,
  PortTakenError,
  StartAbortedError,
} from '../errors.ts'
import { isFree } from '../ports.ts'
import { startPart } from './process.ts'

let cwd: string
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'sparekey-part-'))
})
afterAll(() => rmSync(cwd, { recursive: true }))

let logs = 0
/** Starts a Node process with this program as a part. */
function start(program: string, more: { timeoutSeconds?: number; signal?: AbortSignal; port?: number } = {}) {
  return startPart({
    name: 'sample',
    command: process.execPath,
    args: ['-e', program],
    cwd,
    log: join(cwd, `${logs++}.log`),
    port: 0,
    listening: /Listening on 127\.0\.0\.1:(\d+)/,
    ...more,
  })
}

const serve = `const s = require('net').createServer()
s.listen(0, '127.0.0.1', () => console.log('Listening on 127.0.0.1:' + s.address().port))`
const stopsCleanly = `process.on('SIGTERM', () => process.exit(0))`

/** Whether a process exists. */
function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a part is ready when it listens and gone after stop, which may be called twice', async () => {
  const part = await start(`${stopsCleanly}\n${serve}`)
  expect(await isFree(part.port)).toBe(false)
  await Promise.all([part.stop(), part.stop()])
  await part.stop()
  expect(await isFree(part.port)).toBe(true)
  expect(lives(part.pid)).toBe(false)
})

test('a part that ends before it is ready is reported with how it ended and its last lines', async () => {
  const error = await start(`console.log('first'); console.error('the reason'); process.exit(3)`).catch(
    (e) => e,
  )
  expect(error).toBeInstanceOf(PartExitedError)
  expect(error.message).toMatch(/^sample ended by itself \(exit code 3\).*first\n {2}the reason$/s)
})

test('a part that ends later is reported through failure, unless it was stopped', async () => {
  const part = await start(`${stopsCleanly}\n${serve}`)
  process.kill(part.pid, 'SIGKILL')
  expect((await part.failure).message).toContain('sample ended by itself (SIGKILL)')
  await part.stop()
})

test('a part that is not ready in time is stopped', async () => {
  const program = `${stopsCleanly}\nconsole.log('pid ' + process.pid); setInterval(() => {}, 1000)`
  const error = await start(program, { timeoutSeconds: 0.5 }).catch((e) => e)
  expect(error).toBeInstanceOf(PartTimeoutError)
  expect(lives(Number(/pid (\d+)/.exec(error.message)?.[1]))).toBe(false)
})

test('a part that ends with a failure when stopped is not called clean', async () => {
  const part = await start(`process.on('SIGTERM', () => process.exit(5))\n${serve}`)
  const error = await part.stop().catch((e) => e)
  expect(error).toBeInstanceOf(PartStopError)
  expect(error.message).toContain('(exit code 5)')
})

test('a taken port is named', async () => {
  const server = createServer()
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
  const error = await start(`require('net').createServer().listen(${port}, '127.0.0.1')`, { port }).catch(
    (e) => e,
  )
  server.close()
  expect(error).toBeInstanceOf(PortTakenError)
  expect(error.ports).toEqual([port])
})

test('a start that is given up leaves no process', async () => {
  const giveUp = new AbortController()
  const starting = start(`${stopsCleanly}\nsetInterval(() => {}, 1000)`, { signal: giveUp.signal })
  setTimeout(() => giveUp.abort(), 100)
  await expect(starting).rejects.toBeInstanceOf(StartAbortedError)
  await expect(start(serve, { signal: giveUp.signal })).rejects.toBeInstanceOf(StartAbortedError)
})

test('a program that does not exist is reported', async () => {
  const parameters = { args: [], cwd, port: 0, listening: /(\d)/, log: join(cwd, 'none.log') }
  const starting = startPart({ ...parameters, name: 'none', command: join(cwd, 'no-such-program') })
  await expect(starting).rejects.toThrow(/none ended by itself \(.*ENOENT/)
})
