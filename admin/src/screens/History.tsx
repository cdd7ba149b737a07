import type { HistoryEntryJson } from 'sparekey/admin-schema'
import { type Column, DataTable } from '../components/DataTable.tsx'
import { Empty } from '../components/Empty.tsx'
import { When } from '../components/When.tsx'
import { actionWords } from '../words.ts'

/** @see History */
export interface HistoryProps {
  readonly entries: readonly HistoryEntryJson[]
  readonly networkName: (chainId: number) => string
}

/** What happened to an account, the newest first. */
export function History({ entries, networkName }: HistoryProps) {
  if (entries.length === 0) return <Empty title="Nothing has happened yet" />
  return (
    <DataTable
      label="History"
      columns={columnsWith(networkName)}
      rows={entries.map((entry, index) => ({ ...entry, index }))}
      keyOf={({ index }) => String(index)}
    />
  )
}

const columnsWith = (networkName: (chainId: number) => string): readonly Column<HistoryEntryJson>[] => [
  { title: 'What', isHeading: true, cell: ({ what }) => actionWords(what) },
  { title: 'State', cell: ({ state }) => (state ? actionWords(state) : null) },
  { title: 'Where', cell: (entry) => whereOf(entry, networkName) },
  { title: 'When', cell: ({ at }) => <When at={at} short /> },
]

function whereOf(
  { source, chainId, by }: HistoryEntryJson,
  networkName: (chainId: number) => string,
): string {
  const network = chainId === null ? undefined : networkName(chainId)
  if (source === 'operator') return by ? `Operator ${by}` : 'Operator'
  if (source === 'mail') return 'Mail'
  if (source === 'relayer') return network ? `Our relayer on ${network}` : 'Our relayer'
  return network ?? 'Network'
}
