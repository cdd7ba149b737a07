import type { AuditEntryJson, AuditPageJson } from 'sparekey/admin-schema'
import { Card } from '../../../web/src/components/Card.tsx'
import { TextLink } from '../../../web/src/components/TextLink.tsx'
import { shortSubject } from '../audit.ts'
import { Command } from '../components/Command.tsx'
import { type Column, DataTable } from '../components/DataTable.tsx'
import { Empty } from '../components/Empty.tsx'
import { Loaded, type Read } from '../components/Loaded.tsx'
import { Pager, type PagerProps } from '../components/Pager.tsx'
import { When } from '../components/When.tsx'
import { actionWords } from '../words.ts'

/** @see AuditLog */
export interface AuditLogProps {
  readonly page: Read<AuditPageJson>
  readonly pager: PagerProps
}

/** Everything that operators did and looked at. Nothing of it can be changed. */
export function AuditLog({ page, pager }: AuditLogProps) {
  return (
    <Loaded read={page} label="Reading the audit log…" lines={8}>
      {({ items, head }) => (
        <>
          {items.length ? (
            <DataTable label="Audit log" columns={columns} rows={items} keyOf={({ n }) => String(n)} />
          ) : (
            <Empty title="Nothing was done yet" />
          )}
          <Pager {...pager} />
          <Card title="Nobody can change it unseen">
            <p className="text-muted">
              Each line’s hash covers the line before it. Keep the end of the log somewhere else from time to
              time; this command on the server’s host then finds every line that was changed, taken out, or
              cut off at the end:
            </p>
            <Command text={`npm run operator -- verify${head.n ? ` ${head.n}:${head.hash}` : ''}`} />
            <p className="text-muted">
              The end now: line {head.n}
              {head.hash && <span className="break-all">, hash {head.hash}</span>}
            </p>
          </Card>
        </>
      )}
    </Loaded>
  )
}

const columns: readonly Column<AuditEntryJson>[] = [
  { title: 'Line', isNumeric: true, cell: ({ n }) => n },
  { title: 'What', isHeading: true, cell: ({ action }) => actionWords(action) },
  { title: 'About', cell: ({ subject }) => <Subject subject={subject} /> },
  { title: 'By', cell: ({ by }) => (by === 'host' ? 'A command on the host' : by) },
  { title: 'Details', cell: ({ details }) => <Details details={details} /> },
  { title: 'When', cell: ({ at }) => <When at={at} short /> },
]

function Subject({ subject }: { readonly subject: string }) {
  if (!subject) return null
  if (!subject.startsWith('0x')) return <span className="break-all">{shortSubject(subject)}</span>
  return (
    <TextLink to="/accounts/$address" params={{ address: subject }}>
      {shortSubject(subject)}
    </TextLink>
  )
}

function Details({ details }: Pick<AuditEntryJson, 'details'>) {
  const entries = Object.entries(details)
  if (entries.length === 0) return null
  return (
    <span className="block max-w-page break-words">
      {entries.map(([name, value]) => (
        <span key={name} className="block">
          <span className="text-muted">{actionWords(name)}:</span> {String(value ?? '–')}
        </span>
      ))}
    </span>
  )
}
