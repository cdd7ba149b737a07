import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Config, SessionJson } from 'sparekey/schema'
import { type AccountNetwork, accountNetworksQuery } from '../accountNetworks.ts'
import { isFirstPasskey, planNetwork } from '../addNetwork.ts'
import { useOperations } from '../operations.ts'
import { sessionPasskey } from '../passkeys.ts'
import { SignedIn } from '../SignedIn.tsx'
import { type NetworkRow, Networks } from '../screens/Networks.tsx'

/** Where the account is at home. */
export default function NetworksRoute() {
  return (
    <SignedIn title="Networks" back={{ to: '/account', label: 'Account' }}>
      {(session, config) => <Content session={session} config={config} />}
    </SignedIn>
  )
}

function Content({ session, config }: { readonly session: SessionJson; readonly config: Config }) {
  const client = useQueryClient()
  const home = useQuery(accountNetworksQuery(session, config))
  const { steps, isRunning, error, run } = useOperations()
  const refresh = () => client.invalidateQueries({ queryKey: ['account-networks'] })
  const add = (chainId: number) => {
    const target = home.data?.networks.find(({ network }) => network.chainId === chainId)
    const owner = { session, config, policy: home.data?.policy, passkey: sessionPasskey(session, config) }
    const plan = target && planNetwork(target, owner)
    if (plan) void run(plan).then(refresh)
  }
  return (
    <Networks
      networks={home.data?.networks.map((network) => toRow(network, session))}
      onAdd={add}
      onRetry={() => void refresh()}
      isBusy={isRunning || home.isFetching}
      steps={steps}
      error={error ?? home.error}
    />
  )
}

function toRow({ network: { chainId, name }, status }: AccountNetwork, session: SessionJson): NetworkRow {
  return {
    chainId,
    name,
    status: status === 'missing' && !isFirstPasskey(session) ? 'missing-elsewhere' : status,
  }
}
