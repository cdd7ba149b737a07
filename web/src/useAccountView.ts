import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Policy } from 'sparekey'
import type { Config, ContactJson, SessionJson } from 'sparekey/schema'
import { type AccountNetworks, accountNetworksQuery } from './accountNetworks.ts'
import { api } from './api.ts'
import { type Balances, balancesQuery, formatAmount } from './balances.ts'
import { networksOf } from './chains.ts'
import { now } from './clock.ts'
import type { NetworkStep } from './components/NetworkProgress.tsx'
import { contactsQuery, toldState } from './contacts/contacts.ts'
import { liveRecoveriesQuery } from './recoveries.ts'
import { healthFindings, nameGuardians, tierRows } from './recoveryCard.ts'
import type { BalanceRow } from './screens/BalanceCard.tsx'
import type { RecoveryState } from './screens/RecoveryCard.tsx'

/** Milliseconds after sign-up in which a missing network is one that is being created. */
const creationTime = 10 * 60_000

/** Everything that the account page shows, read from networks and server. */
export function useAccountView(session: SessionJson, config: Config) {
  const client = useQueryClient()
  const { address } = session.account
  const all = networksOf(config)
  const isNew = now() - Date.parse(session.account.createdAt) < creationTime
  const home = useQuery(accountNetworksQuery(session, config))
  const isCreating = isNew && isIncomplete(home.data)
  const creations = useQuery({
    queryKey: ['creations', address],
    queryFn: () => api.creations(address),
    enabled: isCreating,
    refetchInterval: 1_500,
  })
  const labels = useQuery({ queryKey: ['guardians'], queryFn: api.guardians })
  const contacts = useQuery(contactsQuery)
  const passkeys = useQuery({ queryKey: ['passkeys'], queryFn: api.passkeys })
  const ready = home.data?.ready ?? []
  const balances = useQuery({ ...balancesQuery(address, ready), enabled: ready.length > 0 })
  const live = useQuery(liveRecoveriesQuery(address, all))
  const unknown = home.data?.networks.filter(({ status }) => status === 'unknown') ?? []
  const silent = new Set([
    ...unknown.map(({ network }) => network.name),
    ...(live.data?.silent ?? []),
    ...(balances.data?.silent ?? []),
  ])
  const retry = () => void client.invalidateQueries()
  return {
    ready,
    balances: balances.data,
    rows: balances.data && toRows(balances.data),
    creation: isCreating ? creationSteps(home.data, creations.data ?? []) : [],
    passkeyCount: passkeys.data?.length,
    live: live.data?.recoveries ?? [],
    silent: [...silent],
    recovery: recoveryState(home.data, {
      named: (policy) => nameGuardians(policy, labels.data ?? [], config),
      contacts: config.email && contacts.data,
      onRetry: retry,
    }),
    error: home.error,
  }
}

function isIncomplete(home: AccountNetworks | undefined): boolean {
  return home?.networks.some(({ status }) => status === 'missing') ?? false
}

function creationSteps(
  home: AccountNetworks | undefined,
  told: Awaited<ReturnType<typeof api.creations>>,
): NetworkStep[] {
  return (home?.networks ?? []).map(({ network: { chainId, name }, status }): NetworkStep => {
    const submission = told.find((one) => one.chainId === chainId && one.action === 'create')
    // The network itself says what is done; the server only why something is not.
    if (status !== 'missing') return { chainId, name, state: status === 'unknown' ? 'waiting' : 'done' }
    if (submission?.state !== 'failed') return { chainId, name, state: 'pending' }
    return {
      chainId,
      name,
      state: 'failed',
      note: submission.error ?? 'It did not work here yet. Add the network later, under Networks.',
    }
  })
}

function recoveryState(
  home: AccountNetworks | undefined,
  { named, contacts, onRetry }: Around,
): RecoveryState {
  if (!home) return { kind: 'loading' }
  const isSilent = home.networks.every(({ status }) => status === 'unknown')
  const isSet = home.networks.some(({ hasPolicy }) => hasPolicy)
  if (isSilent || (isSet && !home.policy)) return { kind: 'unknown', onRetry }
  if (!home.policy) return { kind: 'none' }
  const isEverywhere = home.networks.every(({ status }) => status === 'ready' || status === 'refused')
  const guardians = named(home.policy)
  return {
    kind: 'in-use',
    guardians,
    rows: tierRows(home.policy),
    findings: healthFindings(home.policy, isEverywhere),
    told: contacts && {
      addresses: contacts.map(({ address }) => address),
      state: toldState(contacts, guardians),
    },
  }
}

interface Around {
  readonly named: (policy: Policy) => ReturnType<typeof nameGuardians>
  /** Undefined as long as it is not known who is told, and where this service sends no mail. */
  readonly contacts: readonly ContactJson[] | undefined
  readonly onRetry: () => void
}

function toRows({ holdings }: Balances): BalanceRow[] {
  const bySymbol = Map.groupBy(holdings, ({ symbol }) => symbol)
  return [...bySymbol].map(([symbol, same]) => {
    const sum = same.reduce((total, { amount }) => total + amount, 0n)
    const decimals = same[0]?.decimals ?? 18
    return {
      symbol,
      total: formatAmount(sum, decimals, 4),
      parts: same
        .filter(({ amount }) => amount > 0n)
        .map(({ amount, network }) => ({ network: network.name, amount: formatAmount(amount, decimals, 4) })),
    }
  })
}
