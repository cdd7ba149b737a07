import type { HealthJson } from 'sparekey/admin-schema'
import { formatEther } from 'viem'
import { AddressLabel } from '../../../web/src/components/AddressLabel.tsx'
import { Status } from '../../../web/src/components/Status.tsx'
import { formatDuration } from '../../../web/src/formatTime.ts'
import { type Column, DataTable } from '../components/DataTable.tsx'
import { When } from '../components/When.tsx'
import { balanceTone, networkTone } from '../health.ts'
import { actionWords, countOf } from '../words.ts'

type NetworkHealth = HealthJson['networks'][number]

/** Whether networks answer, events are read, and the relayer has what it needs. */
export function Health({ health }: { readonly health: HealthJson }) {
  const { networks, mail } = health
  return (
    <>
      <DataTable
        label="Networks"
        columns={columns}
        rows={networks}
        keyOf={({ chainId }) => String(chainId)}
      />
      {mail && (
        <p className="text-muted">
          Mail: {mail.queued} on {mail.queued === 1 ? 'its' : 'their'} way, {mail.deferred} to be tried again,{' '}
          {mail.bouncedToday} refused today.
        </p>
      )}
    </>
  )
}

const columns: readonly Column<NetworkHealth>[] = [
  { title: 'Network', isHeading: true, cell: ({ name }) => name },
  { title: 'State', cell: (network) => <State network={network} /> },
  { title: 'Relayer', cell: ({ relayer }) => <Relayer address={relayer.address} /> },
  { title: 'Balance', isNumeric: true, cell: ({ relayer }) => <Balance balance={relayer.balance} /> },
  { title: 'To send', isNumeric: true, cell: ({ relayer }) => <Queue relayer={relayer} /> },
  { title: 'Last failure', cell: ({ relayer }) => <LastError error={relayer.lastError} /> },
]

function Relayer({ address }: { readonly address: string }) {
  return (
    <span className="block md:min-w-25">
      <AddressLabel address={address} />
    </span>
  )
}

const stateWords = {
  good: 'Works',
  warning: 'Behind',
  danger: 'Does not answer',
}

function State({ network }: { readonly network: NetworkHealth }) {
  const tone = networkTone(network)
  return (
    <span className="block md:whitespace-nowrap">
      <Status tone={tone}>{stateWords[tone]}</Status>
      {network.lag !== null && network.lag > 0 && (
        <span className="block text-muted">{countOf(network.lag, 'block')} to read</span>
      )}
      {!network.isIndexerHeld && network.isUp && (
        <span className="block text-muted">Nobody reads it now</span>
      )}
    </span>
  )
}

function Balance({ balance }: { readonly balance: string | null }) {
  if (balance === null) return <span className="text-muted">Unknown</span>
  const tone = balanceTone(BigInt(balance))
  const amount = `${Number(formatEther(BigInt(balance))).toLocaleString('en-GB', { maximumFractionDigits: 4 })} ETH`
  if (tone === 'good') return amount
  return (
    <span className="md:whitespace-nowrap">
      <Status tone={tone}>{amount}: top it up</Status>
    </span>
  )
}

function Queue({ relayer }: { readonly relayer: NetworkHealth['relayer'] }) {
  const open = relayer.queued + relayer.sent
  return (
    <span className="block">
      {open}
      {relayer.oldest !== null && relayer.oldest > 60 && (
        <span className="block text-muted">waiting for {formatDuration(relayer.oldest)}</span>
      )}
    </span>
  )
}

function LastError({ error }: { readonly error: NetworkHealth['relayer']['lastError'] }) {
  if (!error) return <span className="text-muted">None</span>
  return (
    <span className="block">
      {actionWords(error.action)}: <span className="text-muted">{error.code}</span>
      <span className="block text-muted">
        <When at={error.at} short />
      </span>
    </span>
  )
}
