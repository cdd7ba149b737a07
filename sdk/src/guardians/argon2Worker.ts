// Runs Argon2id in a worker of its own, so that a page stays responsive and the work can be ended at any time. Started by
// argon2.ts, in browsers as a Web Worker and in Node as a worker thread.
import { argon2id } from 'hash-wasm'

/** Cost of one derivation. */
export interface Argon2Parameters {
  /** KiB of memory. */
  readonly memory: number
  readonly passes: number
  readonly lanes: number
  /** Bytes of output. */
  readonly length: number
}

/** What a worker is sent; both buffers are moved to it and zeroed there. */
export interface Argon2Job {
  readonly password: Uint8Array
  readonly salt: Uint8Array
  readonly parameters: Argon2Parameters
}

/** What a worker answers: first how long it will take, then the key or why there is none. */
export type Argon2Answer =
  | { readonly type: 'estimate'; readonly milliseconds: number }
  | { readonly type: 'done'; readonly key: Uint8Array }
  | { readonly type: 'failed'; readonly name: string; readonly message: string }

/** What the worker's scope has in browsers and, as `parentPort`, in Node. */
interface Port {
  onmessage: ((event: { data: Argon2Job }) => void) | null
  postMessage(answer: Argon2Answer, transfer?: ArrayBuffer[]): void
}

/** KiB; takes about 20 ms and is still long enough to be proportional. */
const CALIBRATION_MEMORY = 16_384

function hash(password: Uint8Array, salt: Uint8Array, parameters: Argon2Parameters): Promise<Uint8Array> {
  return argon2id({
    password,
    salt,
    iterations: parameters.passes,
    parallelism: parameters.lanes,
    memorySize: parameters.memory,
    hashLength: parameters.length,
    outputType: 'binary',
  })
}

async function estimate({ memory, passes }: Argon2Parameters): Promise<number> {
  const nothing = new Uint8Array(16)
  const sample = { memory: CALIBRATION_MEMORY, passes: 1, lanes: 1, length: 16 }
  // The first run compiles; only the second is measured.
  await hash(nothing, nothing, { ...sample, memory: 8 })
  const start = performance.now()
  await hash(nothing, nothing, sample)
  return ((performance.now() - start) * memory * passes) / CALIBRATION_MEMORY
}

async function run({ password, salt, parameters }: Argon2Job): Promise<void> {
  try {
    port.postMessage({ type: 'estimate', milliseconds: await estimate(parameters) })
    const key = await hash(password, salt, parameters)
    port.postMessage({ type: 'done', key }, [key.buffer as ArrayBuffer])
  } catch (error) {
    const { name = 'Error', message = '' } = error as Partial<Error>
    port.postMessage({ type: 'failed', name, message })
  } finally {
    password.fill(0)
  }
}

// Asked of the process and not imported, so that bundlers for browsers find no Node module here.
const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads')
const port = (threads?.parentPort ?? globalThis) as unknown as Port
port.onmessage = ({ data }) => void run(data)
