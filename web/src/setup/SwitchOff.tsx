import { useQueryClient } from '@tanstack/react-query'
import { clearPolicy } from 'sparekey'
import type { Config, SessionJson } from 'sparekey/schema'
import type { AccountNetworks } from '../accountNetworks.ts'
import { dropDraft } from '../drafts.ts'
import { useOperations } from '../operations.ts'
import { sessionPasskey } from '../passkeys.ts'
import { SwitchOffSheet } from '../screens/SwitchOffSheet.tsx'
import { setupDraft } from './draft.ts'
import { obstacleOf, partyOf } from './plan.ts'

interface SwitchOffProps {
  readonly session: SessionJson
  readonly config: Config
  readonly networks: AccountNetworks
  readonly onClose: () => void
}

/** Switching recovery off on every network where it is on. */
export function SwitchOff({ session, config, networks, onClose }: SwitchOffProps) {
  const client = useQueryClient()
  const operations = useOperations()
  const where = networks.networks.filter((one) => one.hasPolicy && !obstacleOf(one, session))
  const run = (chosen: typeof where) => {
    if (operations.isRunning || chosen.length === 0) return
    const calls = [clearPolicy.call()]
    const parties = chosen.map((network) => partyOf(network, { session, config, calls }))
    void operations.run({ passkey: sessionPasskey(session, config), networks: parties })
  }
  const close = () => {
    onClose()
    if (operations.steps.length === 0) return
    dropDraft(setupDraft)
    void client.invalidateQueries({ queryKey: ['account-networks'] })
  }
  return (
    <SwitchOffSheet
      open
      steps={operations.steps.filter(({ state }) => state !== 'waiting')}
      busy={operations.isRunning ? 'Waiting for your passkey…' : undefined}
      error={operations.error}
      onConfirm={() => run(where)}
      onRetry={(chainId) => run(where.filter(({ network }) => network.chainId === chainId))}
      onClose={close}
    />
  )
}
