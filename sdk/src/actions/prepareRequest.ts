import type { Address, Hex } from 'viem'
import { getCode } from 'viem/actions'
import { SparekeyError } from '../errors.ts'
import { onEachChain, type PerChain, requireChain } from '../read.ts'
import type { Request, Scope } from '../request.ts'
import { DEFAULT_REQUEST_LIFE, sortScopes, validateRequest } from '../validateRequest.ts'
import type { ReadClient } from '../write.ts'
import { getAccountState } from './getAccountState.ts'
import { getChainTime } from './getChainTime.ts'

/** How the code of an EOA begins that acts as a contract (EIP-7702). */
const DELEGATION = '0xef0100'

interface Answer {
  readonly isPolicySet: boolean
  readonly epoch: number
  readonly now: number
  readonly isDelegated: boolean
}

/** A chain that a request leaves out: it has no policy, or the `error` why it could not be asked. */
export interface MissingChain {
  readonly chainId: number
  readonly error?: SparekeyError
}

/** No chain is left for which a recovery could be requested. */
export class NothingToRecoverError extends SparekeyError {
  override readonly name = 'NothingToRecoverError'
  override readonly code = 'nothing_to_recover'
  /** Why each of the chains is left out. */
  readonly missing: readonly MissingChain[]

  constructor(account: Address, missing: readonly MissingChain[]) {
    const failed = missing.flatMap(({ error }) => (error ? [error] : []))
    super(`There is no network on which ${account} could be recovered.`, {
      details: failed.length
        ? failed.map(({ shortMessage }) => shortMessage).join(' ')
        : 'Recovery is not set up for it on any of them. Check the address.',
      cause: failed[0],
    })
    this.missing = missing
  }
}

/** The account is an EOA that has delegated (EIP-7702): its root key signs whatever it likes, and no recovery ends it. */
export class RootKeyRemainsError extends SparekeyError {
  override readonly name = 'RootKeyRemainsError'
  override readonly code = 'root_key_remains'
  readonly chainIds: readonly number[]

  constructor(account: Address, chainIds: readonly number[]) {
    super(`The key that ${account} was made with cannot be replaced by a recovery.`, {
      details: `It is a wallet of its own that acts as a smart account on ${chainIds.join(', ')}. Add a passkey instead, or move to a new account if that key is in wrong hands.`,
    })
    this.chainIds = chainIds
  }
}

/**
 * The request for recovering an account: every chain where it has a policy, at its epoch there, and a deadline in the
 * slowest chain's time. Chains that have none or do not answer are named beside it, so that nobody is told "everywhere"
 * when it is not.
 * @throws NothingToRecoverError where no chain is left, RootKeyRemainsError for `replace` at an EIP-7702 account, InvalidNewSignerError, ScopesNotAscendingError for a chain given twice
 */
export async function prepareRequest(
  clients: readonly ReadClient[],
  { account, newSigner, replace = true, life = DEFAULT_REQUEST_LIFE }: prepareRequest.Parameters,
): Promise<prepareRequest.ReturnType> {
  const answers: PerChain<Answer>[] = await onEachChain(clients, async (client) => {
    const [state, now, code] = await Promise.all([
      getAccountState(client, { account }),
      getChainTime(client),
      getCode(client, { address: account }),
      requireChain(client),
    ])
    return { ...state, now, isDelegated: code?.startsWith(DELEGATION) === true }
  })
  const scopes: Scope[] = []
  const missing: MissingChain[] = []
  const clocks: number[] = []
  const delegated: number[] = []
  for (const answer of answers) {
    const { chainId } = answer
    if ('error' in answer) missing.push({ chainId, error: answer.error })
    else if (!answer.value.isPolicySet) missing.push({ chainId })
    else {
      scopes.push({ chainId: BigInt(chainId), epoch: answer.value.epoch })
      clocks.push(answer.value.now)
      if (answer.value.isDelegated) delegated.push(chainId)
    }
  }
  if (scopes.length === 0) throw new NothingToRecoverError(account, missing)
  if (replace && delegated.length > 0) throw new RootKeyRemainsError(account, delegated)
  const now = Math.min(...clocks)
  const request = { account, newSigner, replace, deadline: now + life, scopes: sortScopes(scopes) }
  validateRequest(request, now)
  return { request, missing }
}

export declare namespace prepareRequest {
  type Parameters = {
    readonly account: Address
    /** The new passkey's ERC-7913 signer, as `passkeySigner` makes it. */
    readonly newSigner: Hex
    /** Whether the older passkeys end: true unless somebody only adds a device. */
    readonly replace?: boolean
    /** For how many seconds the recovery can be started; 7 days by default. */
    readonly life?: number
  }
  type ReturnType = {
    readonly request: Request
    /** Chains that are not in the request: without a policy, or with the reason why they could not be asked. */
    readonly missing: readonly MissingChain[]
  }
}
