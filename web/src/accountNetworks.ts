// Where an account is at home: read from every network in the browser, never taken from the server.
import { queryOptions } from '@tanstack/react-query'
import { getAccountState, getPolicy, type Policy, protectedNetworks, type SparekeyError } from 'sparekey'
import type { Config, SessionJson } from 'sparekey/schema'
import type { Hex } from 'viem'
import { getBlock } from 'viem/actions'
import { clientsOf, type Network, networksOf } from './chains.ts'

/**
 * - `ready`: created, with this passkey and the account's guardians (or none anywhere): to be used;
 * - `missing`: not created yet; `refused`: not created, and the first passkey is gone: never to be used;
 * - `other-policy`: with other guardians than elsewhere; `other-passkeys`: this passkey does not open it there;
 * - `unknown`: did not answer.
 */
type NetworkStatus = 'ready' | 'missing' | 'refused' | 'other-policy' | 'other-passkeys' | 'unknown'

/** One network of an account. */
export interface AccountNetwork {
  readonly network: Network
  readonly status: NetworkStatus
  readonly hasPolicy: boolean
  readonly epoch: number | undefined
  readonly error?: SparekeyError
}

/** All networks of an account, and the policy that counts. */
export interface AccountNetworks {
  readonly networks: readonly AccountNetwork[]
  /** The networks that may be used: shown, funded, connected. */
  readonly ready: readonly Network[]
  /** Guardians and waiting times; undefined where recovery is not set up anywhere. */
  readonly policy: Policy | undefined
}

const noCommitment = `0x${'00'.repeat(23)}` as const

/** The networks of the account that is signed in. */
export function accountNetworksQuery(session: SessionJson, config: Config) {
  return queryOptions({
    queryKey: ['account-networks', session.account.address, session.credentialId],
    queryFn: () => readAccountNetworks(session, networksOf(config)),
    // What keeps somebody from acting is asked again soon.
    refetchInterval: ({ state }) =>
      state.data?.networks.every(({ status }) => status === 'ready') ? 30_000 : 3_000,
  })
}

/** Asks every network; one that does not answer is `unknown`. */
async function readAccountNetworks(
  session: SessionJson,
  networks: readonly Network[],
): Promise<AccountNetworks> {
  const account = session.account.address
  const states = await Promise.all(
    networks.map(async (network) => ({ network, state: await stateOf(network, account) })),
  )
  const counting = await countingCommitment(states)
  const statuses = await protectedNetworks(clientsOf(networks), {
    account,
    publicKey: session.publicKey,
    firstPublicKey: session.account.firstPublicKey,
    commitment: counting ?? noCommitment,
  })
  const read = states.map(({ network, state }, index): AccountNetwork => {
    const { status, error } = statuses[index] ?? { status: 'unknown' as const }
    return {
      network,
      status: toStatus(status, counting !== undefined),
      hasPolicy: state?.isPolicySet ?? false,
      epoch: state?.epoch,
      ...(error && { error }),
    }
  })
  const ready = read.filter(({ status }) => status === 'ready').map(({ network }) => network)
  return { networks: read, ready, policy: counting && (await policyOn(ready, account)) }
}

/** Before recovery is set up anywhere, a network without it is as good as the others. */
function toStatus(status: protectedNetworks.Status, isSetUp: boolean): NetworkStatus {
  if (status === 'protected') return 'ready'
  return status === 'other-policy' && !isSetUp ? 'ready' : status
}

type State = getAccountState.ReturnType

async function stateOf({ client }: Network, account: Hex): Promise<State | undefined> {
  return getAccountState(client, { account }).catch(() => undefined)
}

/** Where networks have different policies, the one that was set last is what the owner wants. */
async function countingCommitment(
  states: readonly { network: Network; state: State | undefined }[],
): Promise<Hex | undefined> {
  const set = states.flatMap(({ network, state }) => (state?.isPolicySet ? [{ network, state }] : []))
  if (new Set(set.map(({ state }) => state.commitment)).size <= 1) return set[0]?.state.commitment
  const dated = await Promise.all(
    set.map(async ({ network, state }) => ({
      commitment: state.commitment,
      time: await timeOf(network, state.blockNumber),
    })),
  )
  return dated.toSorted((a, b) => Number(b.time - a.time))[0]?.commitment
}

function timeOf({ client }: Network, blockNumber: bigint): Promise<bigint> {
  return getBlock(client, { blockNumber }).then(
    ({ timestamp }) => timestamp,
    () => 0n,
  )
}

async function policyOn(networks: readonly Network[], account: Hex): Promise<Policy | undefined> {
  for (const { client } of networks) {
    const found = await getPolicy(client, { account }).catch(() => undefined)
    if (found) return found.policy
  }
  return undefined
}
