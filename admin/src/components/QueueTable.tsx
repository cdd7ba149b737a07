import { signerFingerprint } from 'sparekey'
import type { PendingJson } from 'sparekey/admin-schema'
import { countOf, stateWords } from '../words.ts'
import { AccountLink } from './AccountLink.tsx'
import { Concerns } from './Concerns.tsx'
import { type Column, DataTable } from './DataTable.tsx'
import { When } from './When.tsx'

/** @see QueueTable */
export interface QueueTableProps {
  readonly label: string
  readonly rows: readonly PendingJson[]
  /** Whether all are about one account, whose page this is. */
  readonly isOfOne?: boolean
}

/** Recoveries that can still come to something, one per line. */
export function QueueTable({ label, rows, isOfOne = false }: QueueTableProps) {
  return (
    <DataTable
      label={label}
      columns={isOfOne ? columns.slice(1) : columns}
      rows={rows}
      keyOf={({ hash }) => hash}
    />
  )
}

const columns: readonly Column<PendingJson>[] = [
  {
    title: 'Account',
    isHeading: true,
    cell: ({ account, isLocked }) => <AccountLink account={account} isLocked={isLocked} />,
  },
  { title: 'State', cell: (row) => <State row={row} /> },
  { title: 'Reasons for concern', cell: ({ concerns }) => <Concerns concerns={concerns} /> },
  { title: 'New passkey’s six words', cell: (row) => <Words row={row} /> },
  { title: 'Asked', cell: (row) => <Asked row={row} /> },
]

function State({ row }: { readonly row: PendingJson }) {
  const { state, readyAt, approvals } = row
  return (
    <span className="block md:whitespace-nowrap">
      <span className="block font-medium">{stateWords[state]}</span>
      {state === 'waiting' && readyAt && (
        <span className="block text-muted">
          Ready <When at={readyAt} short />
        </span>
      )}
      <span className="block text-muted">
        {approvals ? `${countOf(approvals, 'guardian')} approved` : 'Nobody has approved'}
      </span>
    </span>
  )
}

function Words({ row }: { readonly row: PendingJson }) {
  const words = signerFingerprint(row.account.address, row.newSigner)
  return (
    <span className="block">
      <span className="block md:whitespace-nowrap">{words.slice(0, 3).join(' ')} </span>
      <span className="block md:whitespace-nowrap">{words.slice(3).join(' ')}</span>
      <span className="block break-words text-muted md:max-w-30">{row.newPasskeyLabel}</span>
    </span>
  )
}

function Asked({ row }: { readonly row: PendingJson }) {
  return (
    <span className="block">
      <When at={row.createdAt} short />
      <span className="block text-muted">{row.device ?? 'Unknown device'}</span>
    </span>
  )
}
