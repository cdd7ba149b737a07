// The steps of a user operation's validation, as the chain executed them, and in whose name each ran.
import {
  type Address,
  createClient,
  encodeFunctionData,
  type Hex,
  http,
  keccak256,
  numberToHex,
  pad,
} from 'viem'
import {
  entryPoint08Abi,
  entryPoint08Address,
  toPackedUserOperation,
  type UserOperation,
} from 'viem/account-abstraction'
import type { WriteClient } from '../../src/write.ts'

/** One opcode that was executed. */
export interface Step {
  readonly op: string
  readonly depth: number
  /** The stack before it, the top first, as addresses and words of 32 bytes. */
  readonly stack: readonly Hex[]
  /** Whose code runs, and whose storage is read and written (another one's behind a proxy). */
  readonly code: Address
  readonly storage: Address
}

/** A mapping's slot that was computed: keccak256(key ‖ base). */
export interface MappingSlot {
  readonly slot: Hex
  readonly key: Hex
}

/** Everything that the rules look at. */
export interface Validation {
  readonly sender: Address
  /** None for an account that exists. */
  readonly factory: Address | undefined
  readonly steps: readonly Step[]
  readonly mappingSlots: readonly MappingSlot[]
}

interface StructLog {
  readonly op: string
  readonly depth: number
  readonly stack: readonly Hex[]
}

/** `BeforeExecution()`: where EntryPoint's validation of all operations ends. */
const beforeExecution = '0xbb47ee3e183a558b1a2ff0874b079f3fc5478b7454eacf2bfc5af2ff5878f972'
const calls = ['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL']

/** Has the chain trace the validation of one operation in a bundle of its own. */
export async function traceValidation(
  client: WriteClient,
  operation: UserOperation<'0.8'>,
): Promise<Validation> {
  const from = client.account.address
  const data = encodeFunctionData({
    abi: entryPoint08Abi,
    functionName: 'handleOps',
    args: [[toPackedUserOperation(operation)], from],
  })
  // 60 MB where the signature is verified in Solidity.
  const transport = http(client.transport['url'], { retryCount: 0, maxResponseBodySize: 2 ** 28 })
  const tracer = createClient({ chain: client.chain, transport })
  const { structLogs } = (await tracer.request({
    method: 'debug_traceCall',
    params: [
      { from, to: entryPoint08Address, data, gas: numberToHex(8_000_000) },
      'latest',
      { disableStorage: true, enableMemory: false },
    ],
  } as never)) as { structLogs: StructLog[] }
  const { sender, factory } = operation
  return { sender, factory, ...walk(structLogs) }
}

/** Follows the calls from EntryPoint on, up to the end of validation. */
function walk(logs: readonly StructLog[]): Pick<Validation, 'steps' | 'mappingSlots'> {
  const steps: Step[] = []
  const mappingSlots: MappingSlot[] = []
  let frames: Frame[] = [newFrame(entryPoint08Address, entryPoint08Address)]
  let last: Step | undefined
  for (const { op, depth, stack: given } of logs) {
    if (last && depth > last.depth) frames.push(entered(last, frames.at(-1)))
    frames = frames.slice(0, depth)
    const frame = frames.at(-1) ?? newFrame(entryPoint08Address, entryPoint08Address)
    const stack = given.toReversed().map((word) => pad(word))
    if (depth === 1 && op === 'LOG1' && stack[2] === beforeExecution) break
    last = { op, depth, stack, code: frame.code, storage: frame.storage }
    steps.push(last)
    remember(frame, last, mappingSlots)
  }
  return { steps, mappingSlots }
}

interface Frame {
  readonly code: Address
  readonly storage: Address
  /** Words written to memory, by offset: Solidity hashes a mapping's key and base from the first two. */
  readonly memory: Map<bigint, Hex>
}

const newFrame = (code: Address, storage: Address): Frame => ({ code, storage, memory: new Map() })

/** The address in a word of the stack. */
export const addressOf = (word: Hex | undefined): Address => `0x${(word ?? '').slice(-40)}`

function entered({ op, stack }: Step, caller: Frame | undefined): Frame {
  // A creation's address is only known when it is over; none of ours reads its own storage.
  if (!calls.includes(op)) return newFrame('0x', '0x')
  const target = addressOf(stack[1])
  return newFrame(target, op === 'DELEGATECALL' || op === 'CALLCODE' ? (caller?.storage ?? target) : target)
}

function remember({ memory }: Frame, { op, stack }: Step, slots: MappingSlot[]): void {
  const [first = '0x0', second = '0x0'] = stack
  if (op === 'MSTORE') memory.set(BigInt(first), second)
  if (op !== 'KECCAK256' || BigInt(second) !== 64n) return
  const [key, base] = [memory.get(BigInt(first)), memory.get(BigInt(first) + 32n)]
  if (key && base) slots.push({ key, slot: keccak256(`${key}${base.slice(2)}`) })
}
