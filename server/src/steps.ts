// What is to be done next on one chain to get a request where it should go. Only the chain is believed: what somebody else
// has done already is done, and what can no longer be done is refused by the contract in its own words.
import {
  type Approval,
  accountCancellation,
  addresses,
  type Call,
  type ContractError,
  cancelWithSignature,
  createAccount,
  delayOf,
  executeRecovery,
  getAccountState,
  getPolicy,
  getRecovery,
  isOwner,
  type Policy,
  type PublicKey,
  passkeySigner,
  type ReadClient,
  type Request,
  recover,
  type Scope,
  startRecovery,
} from 'sparekey'
import { type Address, type Hash, type Hex, keccak256 } from 'viem'
import { getCode } from 'viem/actions'

/** One guardian's approval as it is stored; `chainId` 0 counts on all chains. */
export interface StoredApproval {
  readonly signer: Hex
  readonly signature: Hex
  readonly chainId: number
}

/** What is known of a request beside the chains. */
export interface RequestFacts {
  readonly hash: Hash
  readonly request: Request
  readonly approvals: readonly StoredApproval[]
  readonly acceptance: Hex | null
  readonly cancellation: { deadline: number; scopes: readonly Scope[]; signature: Hex } | null
}

/** What to do next. */
export type Step =
  /** The chain is where it should be. */
  | { readonly kind: 'done' }
  /** Nothing before this second of the chain's clock. */
  | { readonly kind: 'wait'; readonly readyAt: number }
  /** It can never be done; a sentence says why. */
  | { readonly kind: 'over'; readonly code: string; readonly sentence: string }
  /** A call; after a refusal perhaps another one. */
  | { readonly kind: 'call'; readonly next: (refusal?: ContractError) => Call | undefined }

const done: Step = { kind: 'done' }

/** Creates an account where there is none. */
export async function createStep(
  client: ReadClient,
  { account, publicKey, salt }: { account: Address; publicKey: PublicKey; salt: Hex },
): Promise<Step> {
  if (await getCode(client, { address: account })) return done
  return once(createAccount.call({ publicKey, salt }))
}

/** Starts the waiting time, or shortens it by approvals that the chain does not count yet. */
export async function startStep(client: ReadClient, facts: RequestFacts): Promise<Step> {
  const { recovery, isExecuted } = await look(client, facts)
  if (isExecuted || recovery.state === 'ready') return done
  const { policy, bytes } = await getPolicy(client, { account: facts.request.account })
  const approvals = approvalsOn(client.chain.id, policy, facts.approvals)
  const fresh = approvals.filter(({ guardian }) => !recovery.approvers.includes(guardian))
  if (recovery.state === 'waiting' && fresh.length === 0) return done
  return start(facts, { policy, bytes, approvals: fresh })
}

/** Brings a request to its execution by the shortest way that its approvals allow. */
export async function finishStep(client: ReadClient, facts: RequestFacts): Promise<Step> {
  const { request, acceptance } = facts
  const { recovery, isExecuted, hasMoved } = await look(client, facts)
  if (isExecuted) return done
  if (acceptance === null) return over('not_accepted', 'The new passkey has not accepted this recovery.')
  const isOpen = recovery.state === 'none' || recovery.state === 'waiting'
  if (!isOpen) return once(executeRecovery.call({ request, acceptance }))
  const { policy, bytes } = await getPolicy(client, { account: request.account })
  const approvals = approvalsOn(client.chain.id, policy, facts.approvals)
  const all = [...new Set([...recovery.approvers, ...approvals.map(({ guardian }) => guardian)])]
  const opened = { policy, bytes, approvals }
  if (delayOf(policy, all) === 0) {
    return dropping(opened, (left) => recover.call({ policy: bytes, request, approvals: left, acceptance }))
  }
  if (recovery.state === 'waiting' && !hasMoved) return { kind: 'wait', readyAt: recovery.ready }
  return start(facts, opened)
}

/** Ends all recoveries of the account by its owner's signature. */
export async function cancelStep(client: ReadClient, facts: RequestFacts): Promise<Step> {
  const { request, hash, cancellation } = facts
  if (!cancellation) return over('not_cancelled', 'The owner has not signed this cancellation.')
  const scope = scopeOf(cancellation.scopes, client.chain.id)
  const { epoch, isExecuted } = await look(client, facts)
  if (isExecuted) return over('cancelled_too_late', 'The new passkey has taken over already.')
  if (scope !== undefined && epoch > scope.epoch) return done
  return { kind: 'call', next: cancellationCalls(request.account, hash, cancellation) }
}

/**
 * The forms in which a cancellation may count: the request's rotator is asked where it was started, elsewhere the account.
 */
export function cancellationCalls(
  account: Address,
  requestHash: Hash,
  cancellation: NonNullable<RequestFacts['cancellation']>,
): (refusal?: ContractError) => Call | undefined {
  const call = (signature: Hex) =>
    cancelWithSignature.call({ ...cancellation, account, requestHash, signature })
  const forms = [call(cancellation.signature), call(accountCancellation(cancellation.signature))]
  return (refusal) => {
    if (refusal && refusal.errorName !== 'NotCancelled') return undefined
    return forms.shift()
  }
}

/** These guardians' approvals on one chain, as its contract wants them; one for this chain goes before one for all. */
export function approvalsOn(chainId: number, policy: Policy, stored: readonly StoredApproval[]): Approval[] {
  return policy.guardians.flatMap(({ signer }, guardian) => {
    const own = stored.filter((approval) => approval.signer.toLowerCase() === signer.toLowerCase())
    const found = own.find((one) => one.chainId === chainId) ?? own.find((one) => one.chainId === 0)
    return found ? [{ guardian, signature: found.signature }] : []
  })
}

/** What a chain says of a request. */
export async function look(client: ReadClient, { request, hash }: RequestFacts) {
  const { account, newSigner, scopes } = request
  const [recovery, { epoch }, isOwned] = await Promise.all([
    getRecovery(client, { account, requestHash: hash }),
    getAccountState(client, { account }),
    isOwner(client, { account, signer: newSigner }),
  ])
  const hasMoved = epoch > (scopeOf(scopes, client.chain.id)?.epoch ?? -1)
  return { recovery, epoch, hasMoved, isExecuted: hasMoved && isOwned }
}

interface Opened {
  readonly policy: Policy
  readonly bytes: Hex
  readonly approvals: readonly Approval[]
}

function start({ request }: RequestFacts, opened: Opened): Step {
  return dropping(opened, (approvals) => startRecovery.call({ policy: opened.bytes, request, approvals }))
}

/** A contract wallet may take back what it has signed, and a guardian be suspended: go on without that one. */
function dropping({ policy, approvals }: Opened, encode: (approvals: readonly Approval[]) => Call): Step {
  let left: readonly Approval[] = approvals
  const next = (refusal?: ContractError) => {
    if (refusal) {
      const out = refusedGuardian(policy, refusal)
      const remaining = left.filter(({ guardian }) => guardian !== out)
      if (remaining.length === left.length || remaining.length === 0) return undefined
      left = remaining
    }
    return encode(left)
  }
  return { kind: 'call', next }
}

function refusedGuardian(policy: Policy, { errorName, args }: ContractError): number | undefined {
  if (errorName === 'GuardianSuspended') return Number(args[0])
  if (errorName !== 'NotApproved') return undefined
  return policy.guardians.findIndex(({ signer }) => keccak256(signer) === args[1])
}

const once = (call: Call): Step => ({ kind: 'call', next: (refusal) => (refusal ? undefined : call) })

const over = (code: string, sentence: string): Step => ({ kind: 'over', code, sentence })

const scopeOf = (scopes: readonly Scope[], chainId: number) =>
  scopes.find((scope) => scope.chainId === BigInt(chainId))

/** The signer of a new passkey, as requests name it. */
export const newSignerOf = (key: PublicKey): Hex => passkeySigner(addresses.passkeyValidator, key)
