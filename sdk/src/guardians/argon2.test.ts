import { argon2Sync } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { SparekeyError } from '../errors.ts'
import {
  type Argon2WorkerHandle,
  argon2InWorker,
  PassphraseAbortedError,
  PassphraseMemoryError,
} from './argon2.ts'
import type { Argon2Answer } from './argon2Worker.ts'
import { passphraseParameters } from './passphrase.ts'

const text = (value: string) => new TextEncoder().encode(value)
const salt = () => new Uint8Array(32).fill(0x5a)
const small = { memory: 8, passes: 1, lanes: 1, length: 32 }

describe('in a real worker', () => {
  test('P-09 the parameters are 128 MiB, 3 passes, 1 lane, and OpenSSL computes the same with them', async () => {
    expect(passphraseParameters).toEqual({ memory: 128 * 1024, passes: 3, lanes: 1, length: 32 })
    const progress: number[] = []
    const key = await argon2InWorker()({
      password: text('passphrase'),
      salt: salt(),
      parameters: passphraseParameters,
      onProgress: (fraction) => progress.push(fraction),
    })
    const expected = argon2Sync('argon2id', {
      message: 'passphrase',
      nonce: salt(),
      memory: 131_072,
      passes: 3,
      parallelism: 1,
      tagLength: 32,
    })
    expect(Buffer.from(key)).toEqual(expected)
    expect(progress.at(-1)).toBe(1)
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    expect(progress.slice(0, -1).every((fraction) => fraction > 0 && fraction < 1)).toBe(true)
  })

  test('P-08 the password leaves this thread', async () => {
    const password = text('passphrase')
    await argon2InWorker()({ password, salt: salt(), parameters: small })
    expect(password.byteLength).toBe(0)
  })

  test('P-09 memory that cannot be had is an error, never less memory', async () => {
    const parameters = { ...passphraseParameters, memory: 5 * 1024 * 1024 }
    const run = argon2InWorker()({ password: text('passphrase'), salt: salt(), parameters })
    await expect(run).rejects.toThrow(PassphraseMemoryError)
  })

  test('cancelling ends the worker at once', async () => {
    const controller = new AbortController()
    const run = argon2InWorker()({
      password: text('passphrase'),
      salt: salt(),
      parameters: { ...passphraseParameters, passes: 1000 },
      signal: controller.signal,
      onProgress: () => controller.abort('enough'),
    })
    await expect(run).rejects.toMatchObject({ code: 'passphrase_aborted', cause: 'enough' })
  })
})

/** A worker that answers what it is told. */
function fakeWorker() {
  const handle = {
    post: vi.fn(),
    terminate: vi.fn(),
    answer: (_: Argon2Answer) => {},
    fail: (_: unknown) => {},
  }
  const spawn = (): Argon2WorkerHandle => ({
    post: handle.post,
    terminate: handle.terminate,
    listen: (onAnswer, onError) => {
      handle.answer = onAnswer
      handle.fail = onError
    },
  })
  return { handle, run: argon2InWorker(spawn) }
}

describe('with a worker that fails', () => {
  test.each([
    ['RangeError', 'Invalid typed array length: 134218752', 'passphrase_memory'],
    ['Error', 'WebAssembly.Memory(): could not allocate memory', 'passphrase_memory'],
    ['CompileError', "WebAssembly.compile(): blocked by 'wasm-unsafe-eval'", 'passphrase_wasm_blocked'],
    ['ReferenceError', 'WebAssembly is not defined', 'passphrase_wasm_blocked'],
    ['Error', 'something else', 'passphrase_worker'],
  ])('P-09 %s %s is %s', async (name, message, code) => {
    const { handle, run } = fakeWorker()
    const result = run({ password: text('p'), salt: salt(), parameters: small })
    handle.answer({ type: 'failed', name, message })
    await expect(result).rejects.toMatchObject({ code })
    expect(handle.terminate).toHaveBeenCalledOnce()
  })

  test('a worker that dies is reported', async () => {
    const { handle, run } = fakeWorker()
    const result = run({ password: text('p'), salt: salt(), parameters: small })
    handle.fail(new Event('error'))
    await expect(result).rejects.toBeInstanceOf(SparekeyError)
    expect(handle.terminate).toHaveBeenCalledOnce()
  })

  test('what was cancelled before is never started, and its password zeroed', async () => {
    const { handle, run } = fakeWorker()
    const password = text('passphrase')
    const signal = AbortSignal.abort()
    await expect(run({ password, salt: salt(), parameters: small, signal })).rejects.toThrow(
      PassphraseAbortedError,
    )
    expect(handle.post).not.toHaveBeenCalled()
    expect(password).toEqual(new Uint8Array(10))
  })

  test('progress never falls and never says 1 before the end', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    const { handle, run } = fakeWorker()
    const progress: number[] = []
    const result = run({
      password: text('p'),
      salt: salt(),
      parameters: small,
      onProgress: (f) => progress.push(f),
    })
    handle.answer({ type: 'estimate', milliseconds: 500 })
    vi.advanceTimersByTime(2000)
    expect(progress).toHaveLength(40)
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    expect(progress[4]).toBeCloseTo(0.5)
    expect(progress.at(-1)).toBeLessThan(1)
    handle.answer({ type: 'done', key: new Uint8Array(32) })
    await result
    vi.advanceTimersByTime(1000)
    expect(progress).toHaveLength(41)
    vi.useRealTimers()
  })
})
