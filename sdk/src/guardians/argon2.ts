import { SparekeyError } from '../errors.ts'
import type { Argon2Answer, Argon2Job, Argon2Parameters } from './argon2Worker.ts'

/** One derivation, with what its caller wants to know and decide meanwhile. */
export interface Argon2Input extends Argon2Job {
  /** Called with estimates from 0 to 1, never falling; 1 once, at the end. */
  readonly onProgress?: ((fraction: number) => void) | undefined
  /** Ends the derivation, and its worker with all its memory, at once. */
  readonly signal?: AbortSignal | undefined
}

/** Argon2id (RFC 9106), however it is run; takes over both buffers. */
export type Argon2 = (input: Argon2Input) => Promise<Uint8Array>

/** The part of a worker that is used, the same in browsers and in Node. */
export interface Argon2WorkerHandle {
  post(job: Argon2Job, transfer: ArrayBuffer[]): void
  /** `onAnswer` gets every message, `onError` whatever ends the worker by itself. */
  listen(onAnswer: (answer: Argon2Answer) => void, onError: (cause: unknown) => void): void
  terminate(): void
}

/** The device did not give the memory that the derivation needs. */
export class PassphraseMemoryError extends SparekeyError {
  override readonly name = 'PassphraseMemoryError'
  override readonly code = 'passphrase_memory'

  constructor(memory: number, cause: unknown) {
    super(`This device did not give the ${memory / 1024} MiB of memory that a passphrase needs.`, {
      details: 'Close other pages and apps and try again, or use another device. It is never done with less.',
      cause,
    })
  }
}

/** The page's content security policy, or the browser, does not allow WebAssembly. */
export class PassphraseWasmBlockedError extends SparekeyError {
  override readonly name = 'PassphraseWasmBlockedError'
  override readonly code = 'passphrase_wasm_blocked'

  constructor(cause: unknown) {
    super('WebAssembly, which a passphrase needs, is blocked here.', {
      details: "Turn off the browser's lockdown mode for this page; its policy must have 'wasm-unsafe-eval'.",
      cause,
    })
  }
}

/** The worker could not be started, or ended by itself. */
export class PassphraseWorkerError extends SparekeyError {
  override readonly name = 'PassphraseWorkerError'
  override readonly code = 'passphrase_worker'

  constructor(cause: unknown) {
    super('The passphrase could not be computed.', {
      details: 'Load the page again, or use another browser.',
      cause,
    })
  }
}

/** The caller ended it through its AbortSignal. */
export class PassphraseAbortedError extends SparekeyError {
  override readonly name = 'PassphraseAbortedError'
  override readonly code = 'passphrase_aborted'

  constructor(cause: unknown) {
    super('Computing the passphrase was cancelled.', { details: 'Nothing has changed.', cause })
  }
}

const PROGRESS_INTERVAL = 50

/**
 * Argon2id in a worker of its own, which is ended afterwards.
 * @param spawn starts the worker; for bundlers that need another way to name its file
 * @throws PassphraseMemoryError, PassphraseWasmBlockedError, PassphraseWorkerError, PassphraseAbortedError (rejects)
 */
export function argon2InWorker(spawn: () => Argon2WorkerHandle = spawnArgon2Worker): Argon2 {
  return ({ onProgress, signal, ...job }) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        job.password.fill(0)
        reject(new PassphraseAbortedError(signal.reason))
        return
      }
      const worker = spawn()
      let stopProgress = () => {}
      const end = () => {
        stopProgress()
        signal?.removeEventListener('abort', abort)
        worker.terminate()
      }
      const fail = (error: SparekeyError) => {
        end()
        reject(error)
      }
      const abort = () => fail(new PassphraseAbortedError(signal?.reason))
      signal?.addEventListener('abort', abort, { once: true })
      worker.listen(
        (answer) => {
          if (answer.type === 'estimate') {
            if (onProgress) stopProgress = reportProgress(answer.milliseconds, onProgress)
          } else if (answer.type === 'failed') fail(fromWorker(answer, job.parameters))
          else {
            end()
            onProgress?.(1)
            resolve(answer.key)
          }
        },
        (cause) => fail(new PassphraseWorkerError(cause)),
      )
      worker.post(job, [job.password.buffer as ArrayBuffer, job.salt.buffer as ArrayBuffer])
    })
}

/** hash-wasm reports nothing, so time is measured against the estimate, ever slower towards 1 if that was too short. */
function reportProgress(milliseconds: number, onProgress: (fraction: number) => void): () => void {
  const start = performance.now()
  const timer = setInterval(() => {
    const done = (performance.now() - start) / milliseconds
    onProgress(done < 0.8 ? done : 1 - 0.2 * Math.exp(4 - done * 5))
  }, PROGRESS_INTERVAL)
  return () => clearInterval(timer)
}

function fromWorker(
  { name, message }: { name: string; message: string },
  parameters: Argon2Parameters,
): SparekeyError {
  const cause = `${name}: ${message}`
  // A memory that could not grow is too short for the view on it; engines that refuse earlier say so by name.
  if (name === 'RangeError' || /memory/i.test(message))
    return new PassphraseMemoryError(parameters.memory, cause)
  if (name === 'CompileError' || name === 'ReferenceError' || /WebAssembly/i.test(message)) {
    return new PassphraseWasmBlockedError(cause)
  }
  return new PassphraseWorkerError(cause)
}

/** Starts argon2Worker.ts as a worker thread in Node, as a module worker elsewhere. */
function spawnArgon2Worker(): Argon2WorkerHandle {
  const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads')
  if (threads) {
    const worker = new threads.Worker(
      new URL(/* @vite-ignore */ /* webpackIgnore: true */ './argon2Worker.ts', import.meta.url),
    )
    return {
      post: (job, transfer) => worker.postMessage(job, transfer),
      listen: (onAnswer, onError) => {
        worker.on('message', onAnswer)
        worker.on('error', onError)
      },
      terminate: () => void worker.terminate(),
    }
  }
  const worker = new Worker(new URL('./argon2Worker.ts', import.meta.url), { type: 'module' })
  return {
    post: (job, transfer) => worker.postMessage(job, transfer),
    listen: (onAnswer, onError) => {
      worker.onmessage = ({ data }) => onAnswer(data)
      worker.onerror = onError
      worker.onmessageerror = onError
    },
    terminate: () => worker.terminate(),
  }
}
