import { useQuery, useQueryClient } from '@tanstack/react-query'
import { cancelRecoveries } from 'sparekey'
import type { Config, SessionJson } from 'sparekey/schema'
import { type AccountNetwork, accountNetworksQuery } from '../accountNetworks.ts'
import { networksOf } from '../chains.ts'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { useOperations } from '../operations.ts'
import { sessionPasskey } from '../passkeys.ts'
import { liveRecoveriesQuery } from '../recoveries.ts'
import { ObjectRecovery } from '../screens/ObjectRecovery.tsx'
import { RequestOver } from '../screens/RequestOver.tsx'
import { obstacleOf, partyOf } from '../setup/plan.ts'

interface OwnObjectionProps {
  readonly hash: string
  readonly session: SessionJson
  readonly config: Config
}

/**
 * Stops a recovery that our server was never told of, as a thief would begin one: found on the networks, ended by the
 * account itself.
 */
export function OwnObjection({ hash, session, config }: OwnObjectionProps) {
  const { account } = session
  const client = useQueryClient()
  const home = useQuery(accountNetworksQuery(session, config))
  const live = useQuery(liveRecoveriesQuery(account.address, networksOf(config)))
  const operations = useOperations()
  const found = live.data?.recoveries.find((one) => one.hash === hash)
  const { steps } = operations
  // A network that is silent may be the one on which it waits: that is asked again, and nothing is said to be over.
  const silent = found ? [] : (live.data?.silent ?? [])
  if (!home.data || !live.data || (silent.length > 0 && steps.length === 0))
    return (
      <Page width="dialog" title="Stop a recovery" back={{ to: '/account', label: 'Account' }}>
        {silent.length > 0 && (
          <Notice tone="warning" title={`${silent.join(' and ')} did not answer`} live>
            The recovery may wait there. We ask again as long as this page is open.
          </Notice>
        )}
        <Skeleton lines={5} label="Reading it from the networks…" />
      </Page>
    )
  if (!found && steps.length === 0) return <RequestOver state="ended" onAgain={() => history.back()} />
  // Also where it was not started yet: the same approvals would count there.
  const where = home.data.networks.filter((one) => one.hasPolicy && !obstacleOf(one, session))
  const stop = async (chosen: readonly AccountNetwork[]) => {
    const calls = [cancelRecoveries.call()]
    const networks = chosen.map((network) => partyOf(network, { session, config, calls }))
    await operations.run({ passkey: sessionPasskey(session, config), networks })
    await client.invalidateQueries({ queryKey: ['live-recoveries'] })
  }
  const isAsked = steps.some(({ state }) => state !== 'waiting')
  const isOver = isAsked && steps.every(({ state }) => state === 'done')
  const times = found && { ...found, started: undefined, halfway: undefined }
  return (
    <ObjectRecovery
      name={account.name}
      address={account.address}
      words={found?.words ?? []}
      times={times}
      isAdding={found?.isAdding ?? false}
      networks={steps}
      stage={isOver ? 'stopped' : isAsked ? 'stopping' : 'asked'}
      isSelfPaid
      isBusy={operations.isRunning}
      onStop={() => void stop(where)}
      onRetry={(chainId) => void stop(where.filter(({ network }) => network.chainId === chainId))}
      error={operations.error}
    />
  )
}
