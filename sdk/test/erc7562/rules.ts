// ERC-7562: what a bundler lets the validation of a user operation do. Checked are the rules for opcodes and storage that
// concern an account and its factory; there is no paymaster and no aggregator.
import type { Address, Hex } from 'viem'
import { entryPoint08Address } from 'viem/account-abstraction'
import { addressOf, type Step, type Validation } from './trace.ts'

/** What the rules ask about the chain. */
export interface ChainFacts {
  /** Whether an address has code. */
  hasCode(address: Address): boolean
  /** Whether the chain has the P-256 precompile. */
  readonly hasPrecompile: boolean
  /** Whether an entity has a stake at EntryPoint. */
  isStaked(address: Address): boolean
}

const banned = new Set([
  ...['GASPRICE', 'GASLIMIT', 'PREVRANDAO', 'DIFFICULTY', 'TIMESTAMP', 'BASEFEE', 'BLOCKHASH', 'NUMBER'],
  ...['ORIGIN', 'COINBASE', 'CREATE', 'SELFDESTRUCT', 'BLOBHASH', 'BLOBBASEFEE', 'INVALID'],
  ...['BALANCE', 'SELFBALANCE'],
])
const calls = new Set(['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL'])
const storage = new Set(['SLOAD', 'SSTORE', 'TLOAD', 'TSTORE'])
const codeReads = new Set(['EXTCODESIZE', 'EXTCODECOPY', 'EXTCODEHASH'])
/** EntryPoint's own helper, which calls factories. */
const senderCreator = '0x449ed7c3e6fee6a97311d4b55475df59c44add33'
const lastPrecompile = 0x11n
const p256Precompile = 0x100n
/** How far behind a mapping's slot a struct may reach. */
const reach = 128n

const same = (a: Address, b: Address | undefined) => a.toLowerCase() === b?.toLowerCase()

/** Every rule that a validation breaks, as `rule: what happened`; empty if a bundler would take the operation. */
export function violations(validation: Validation, facts: ChainFacts): string[] {
  const { steps } = validation
  const broken = new Set<string>()
  const creations = steps.filter(({ op }) => op === 'CREATE2').length
  if (creations > (validation.factory ? 1 : 0)) broken.add(`OP-031: ${creations} times CREATE2`)
  for (const [index, step] of steps.entries()) {
    if (isSystem(step)) continue
    for (const rule of [
      opcode(step, steps[index + 1]),
      access(step, validation, facts),
      slot(step, validation, facts),
    ])
      if (rule) broken.add(`${rule} (in ${step.code})`)
  }
  return [...broken]
}

/** EntryPoint and its helper are bound by no rule; they only call who is. */
const isSystem = ({ code }: Step) => same(code, entryPoint08Address) || same(code, senderCreator)

function opcode({ op, depth }: Step, next: Step | undefined): string | undefined {
  if (banned.has(op)) return `OP-011: ${op}`
  if (op === 'GAS' && !(next?.depth === depth && calls.has(next.op))) return `OP-012: GAS before ${next?.op}`
  return undefined
}

function access({ op, stack, storage: caller }: Step, { sender }: Validation, facts: ChainFacts) {
  if (!calls.has(op) && !codeReads.has(op)) return
  const target = addressOf(stack[calls.has(op) ? 1 : 0])
  const isEntryPoint = same(target, entryPoint08Address)
  // The account pays its missing deposit.
  const isPrefund = isEntryPoint && same(caller, sender) && op === 'CALL' && BigInt(stack[4] ?? 0) === 0n
  if (isEntryPoint) return isPrefund ? undefined : `OP-054: ${op} of EntryPoint`
  if (op === 'CALL' && BigInt(stack[2] ?? 0) !== 0n) return `OP-061: value to ${target}`
  if (BigInt(target) <= lastPrecompile) return
  if (BigInt(target) === p256Precompile && facts.hasPrecompile) return
  // The factory looks whether the account exists (OP-042).
  if (same(target, sender) || facts.hasCode(target)) return
  return `OP-041: ${op} of ${target}, which has no code`
}

function slot(
  { op, stack, storage: owner }: Step,
  { sender, factory, mappingSlots }: Validation,
  facts: ChainFacts,
): string | undefined {
  if (!storage.has(op) || same(owner, sender)) return
  const [accessed = '0x0'] = stack
  const isOfSender = (word: Hex) => same(addressOf(word), sender) && BigInt(word) >> 160n === 0n
  const isAssociated =
    isOfSender(accessed) ||
    mappingSlots.some((known) => {
      const distance = BigInt(accessed) - BigInt(known.slot)
      return isOfSender(known.key) && distance >= 0n && distance <= reach
    })
  if (!isAssociated) return `STO-010: ${op} of ${accessed} of ${owner}, which is not the account's`
  if (factory && !facts.isStaked(factory)) return `STO-022: ${op} of ${owner} while the factory has no stake`
  return
}
