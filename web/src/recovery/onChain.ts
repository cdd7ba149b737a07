// A request as the networks tell it: what is shown as done, waiting or over comes from here, never from the server.
import { queryOptions } from '@tanstack/react-query'
import {
  addresses,
  getAccountState,
  getPolicy,
  getRecovery,
  isOwner,
  type Policy,
  passkeySigner,
  requestFromJson,
  requestHash,
  signerFingerprint,
} from 'sparekey'
import type { AccountJson, RequestJson } from 'sparekey/schema'
import type { Hex } from 'viem'
import { type Network, networksOf } from '../chains.ts'
import type { ChainClock } from '../clock.ts'
import { readClock } from '../recoveries.ts'

/**
 * - `open`: not started there yet, and it still can be; `waiting`, `ready`: started; `expired`: too late;
 * - `ended`: the owner or guardians stopped it; `done`: the new passkey has taken over;
 * - `unknown`: the network did not answer.
 */
export type RequestState = 'open' | 'waiting' | 'ready' | 'expired' | 'ended' | 'done' | 'unknown'

/** A request on one network. */
export interface RequestOnNetwork {
  readonly network: Network
  readonly state: RequestState
  /** Unix seconds of the network; 0 where it was not started. */
  readonly ready: number
  readonly end: number
  readonly approvers: readonly number[]
  readonly clock: ChainClock | undefined
  /** Whether the passkey that the account began with opens it no longer; never where older ones stay. */
  readonly isOldKeyGone: boolean
  /** The account's guardians there. */
  readonly policy: Policy | undefined
  readonly policyBytes: Hex | undefined
  readonly error?: unknown
}

/** A request, with what its bytes say about themselves. */
export interface KnownRequest {
  readonly request: RequestJson
  readonly account: Pick<AccountJson, 'address' | 'firstPublicKey'>
}

/** The request's name; a server that names another is not believed. */
export function hashOf(request: RequestJson): Hex {
  return requestHash(addresses.recoveryModule, requestFromJson(request))
}

/** The six words of the passkey that a request brings in. */
export function wordsOf({ account, newSigner }: Pick<RequestJson, 'account' | 'newSigner'>): string[] {
  return signerFingerprint(account, newSigner)
}

/** A request on all its networks, read again every few seconds. */
export function requestOnChainQuery(
  known: KnownRequest | undefined,
  config: Parameters<typeof networksOf>[0] | undefined,
) {
  return queryOptions({
    queryKey: ['request-on-chain', known && hashOf(known.request)],
    queryFn: () => (known && config ? readRequest(known, networksOf(config)) : []),
    enabled: Boolean(known && config),
    refetchInterval: 4_000,
  })
}

/** Asks every network of a request; one that does not answer is `unknown`. */
async function readRequest(known: KnownRequest, networks: readonly Network[]): Promise<RequestOnNetwork[]> {
  const ids = new Set(known.request.scopes.map(({ chainId }) => chainId))
  const named = networks.filter(({ chainId }) => ids.has(String(chainId)))
  return Promise.all(
    named.map((network) => readOn(network, known).catch((error: unknown) => ({ ...silent, network, error }))),
  )
}

const silent = {
  state: 'unknown',
  ready: 0,
  end: 0,
  approvers: [],
  clock: undefined,
  isOldKeyGone: false,
  policy: undefined,
  policyBytes: undefined,
} as const

async function readOn(network: Network, { request, account }: KnownRequest): Promise<RequestOnNetwork> {
  const { client } = network
  const of = { account: request.account }
  const first = passkeySigner(addresses.passkeyValidator, account.firstPublicKey)
  const [recovery, { epoch }, isNewOwner, isFirstOwner, clock, policy] = await Promise.all([
    getRecovery(client, { ...of, requestHash: hashOf(request) }),
    getAccountState(client, of),
    isOwner(client, { ...of, signer: request.newSigner }),
    isOwner(client, { ...of, signer: first }),
    readClock(network),
    getPolicy(client, of).catch(() => undefined),
  ])
  const asked = request.scopes.find(({ chainId }) => chainId === String(network.chainId))?.epoch ?? 0
  const isPast = clock.chainNow > request.deadline
  const state = stateOf({ state: recovery.state, hasMoved: epoch > asked, isNewOwner, isPast })
  const { ready, end, approvers } = recovery
  const bytes = { policy: policy?.policy, policyBytes: policy?.bytes }
  return {
    network,
    state,
    ready,
    end,
    approvers,
    clock,
    isOldKeyGone: request.replace && !isFirstOwner,
    ...bytes,
  }
}

/** What a request has come to on one network. */
export function stateOf(read: {
  readonly state: getRecovery.ReturnType['state']
  readonly hasMoved: boolean
  readonly isNewOwner: boolean
  readonly isPast: boolean
}): RequestState {
  if (read.isNewOwner && read.hasMoved) return 'done'
  if (read.hasMoved || read.state === 'dead') return 'ended'
  if (read.state === 'none') return read.isPast ? 'expired' : 'open'
  return read.state
}

/** What a request is as a whole: the least that any network which answers still needs. */
export function overall(networks: readonly RequestOnNetwork[]): RequestState {
  const states = new Set(networks.map(({ state }) => state))
  states.delete('unknown')
  if (states.size === 0) return 'unknown'
  // Somewhere finished means it goes on until it is finished everywhere.
  if (states.has('done')) return states.size === 1 && !hasSilent(networks) ? 'done' : 'ready'
  const order: readonly RequestState[] = ['ready', 'waiting', 'open', 'ended', 'expired']
  return order.find((state) => states.has(state)) ?? 'unknown'
}

function hasSilent(networks: readonly RequestOnNetwork[]): boolean {
  return networks.some(({ state }) => state === 'unknown')
}
