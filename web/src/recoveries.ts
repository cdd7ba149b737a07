// Recoveries that are going on, found on the networks themselves; the server's list only helps where a node keeps no events.
import { queryOptions } from '@tanstack/react-query'
import { addresses, getChainTime, getRecovery, recoveryModuleAbi, signerFingerprint } from 'sparekey'
import type { Address, Hex } from 'viem'
import { getContractEvents } from 'viem/actions'
import { api } from './api.ts'
import type { Network } from './chains.ts'
import { type ChainClock, now } from './clock.ts'

/** A recovery that waits or can be finished, on the network where it is furthest. */
interface LiveRecovery {
  readonly hash: Hex
  /** The new passkey's fingerprint. */
  readonly words: readonly string[]
  /** The older passkeys stay. */
  readonly isAdding: boolean
  /** Unix seconds of that network, and its clock. */
  readonly ready: number
  readonly end: number
  readonly clock: ChainClock
  readonly networks: readonly string[]
}

/** Recoveries at this moment, and the networks that could not be asked. */
export interface LiveRecoveries {
  readonly recoveries: readonly LiveRecovery[]
  readonly silent: readonly string[]
}

/** Live recoveries of an account, read again every ten seconds. */
export function liveRecoveriesQuery(account: Address, networks: readonly Network[]) {
  return queryOptions({
    queryKey: ['live-recoveries', account],
    queryFn: () => readLiveRecoveries(account, networks),
    refetchInterval: 10_000,
  })
}

/** A network's clock as of now. */
export async function readClock({ client }: Network): Promise<ChainClock> {
  const chainNow = await getChainTime(client)
  return { chainNow, readAt: now() }
}

async function readLiveRecoveries(account: Address, networks: readonly Network[]): Promise<LiveRecoveries> {
  const told = await api.liveRequests(account).catch(() => [])
  const known = new Map<Hex, Begun>(told.map(({ hash, request }) => [hash as Hex, request]))
  const answers = await Promise.all(
    networks.map((network) => readNetwork(account, network, known).catch(() => ({ silent: network.name }))),
  )
  const found = answers.flatMap((answer) => ('silent' in answer ? [] : answer))
  const silent = answers.flatMap((answer) => ('silent' in answer ? [answer.silent] : []))
  return { recoveries: merge(found), silent }
}

async function readNetwork(
  account: Address,
  network: Network,
  known: ReadonlyMap<Hex, Begun>,
): Promise<LiveRecovery[]> {
  const [started, clock] = await Promise.all([startedOn(account, network), readClock(network)])
  const begun = new Map([...known, ...(started ?? [])])
  const states = await Promise.all(
    [...begun].map(async ([hash, { newSigner, replace }]) => {
      const { state, ready, end } = await getRecovery(network.client, { account, requestHash: hash })
      return { hash, newSigner, replace, ready, end, isLive: state === 'waiting' || state === 'ready' }
    }),
  )
  return states
    .filter(({ isLive }) => isLive)
    .map(({ hash, newSigner, replace, ready, end }) => ({
      hash,
      words: signerFingerprint(account, newSigner),
      isAdding: !replace,
      ready,
      end,
      clock,
      networks: [network.name],
    }))
}

/** What a recovery was started with. */
interface Begun {
  readonly newSigner: Hex
  readonly replace: boolean
}

/** What was started, by request; undefined where the node does not give events of so many blocks. */
async function startedOn(account: Address, { client, config }: Network): Promise<[Hex, Begun][] | undefined> {
  const events = await getContractEvents(client, {
    abi: recoveryModuleAbi,
    address: addresses.recoveryModule,
    eventName: 'RecoveryStarted',
    args: { account },
    fromBlock: BigInt(config.fromBlock),
    strict: true,
  }).catch(() => undefined)
  return events?.map(({ args }) => [args.requestHash, args])
}

/** One line per recovery: the earliest moment at which it could end anything. */
function merge(found: readonly LiveRecovery[]): LiveRecovery[] {
  const byHash = Map.groupBy(found, ({ hash }) => hash)
  const left = (one: LiveRecovery) => one.ready - one.clock.chainNow
  return [...byHash.values()].flatMap((same) => {
    const [first] = same.toSorted((a, b) => left(a) - left(b))
    return first ? [{ ...first, networks: same.flatMap(({ networks }) => networks) }] : []
  })
}
