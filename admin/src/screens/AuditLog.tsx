import type { AuditEntryJson, AuditPageJson, AuditQuery } from 'sparekey/admin-schema'
import { Card } from '../../../web/src/components/Card.tsx'
import { LinkButton } from '../../../web/src/components/LinkButton.tsx'
import { SelectField } from '../../../web/src/components/SelectField.tsx'
import { TextLink } from '../../../web/src/components/TextLink.tsx'
import { detailWords, shortSubject } from '../audit.ts'
import { Command } from '../components/Command.tsx'
import { type Column, DataTable } from '../components/DataTable.tsx'
import { Empty } from '../components/Empty.tsx'
import { Loaded, type Read } from '../components/Loaded.tsx'
import { Pager, type PagerProps } from '../components/Pager.tsx'
import { When } from '../components/When.tsx'
import { useServerNow } from '../serverClock.ts'
import { actionWords } from '../words.ts'

/** What the log is filtered by. */
export type AuditFilter = Partial<Pick<AuditQuery, 'show' | 'subject'>>

/** @see AuditLog */
export interface AuditLogProps {
  readonly filter: AuditFilter
  readonly onFilter: (filter: AuditFilter) => void
  readonly page: Read<AuditPageJson>
  readonly pager: PagerProps
}

/** Everything that operators did and looked at. Nothing of it can be changed. */
export function AuditLog({ filter, onFilter, page, pager }: AuditLogProps) {
  return (
    <>
      <Filters filter={filter} onFilter={onFilter} />
      <Loaded read={page} label="Reading the audit log…" lines={8}>
        {({ items, head }) => (
          <>
            {items.length ? (
              <DataTable label="Audit log" columns={columns} rows={items} keyOf={({ n }) => String(n)} />
            ) : (
              <Empty
                title={filter.show || filter.subject ? 'Nothing is like that' : 'Nothing was done yet'}
              />
            )}
            <Pager {...pager} />
            <Card title="Nobody can change it unseen">
              <p className="text-muted">
                Each line’s hash covers the line before it. Keep the end of the log somewhere else from time
                to time; this command on the server’s host then finds every line that was changed, taken out,
                or cut off at the end:
              </p>
              <Command text={`npm run audit -- verify${head.n ? ` ${head.n}:${head.hash}` : ''}`} />
              <p className="text-muted">
                The end now: line {head.n}
                {head.hash && <span className="break-all">, hash {head.hash}</span>}
              </p>
            </Card>
          </>
        )}
      </Loaded>
    </>
  )
}

const shows = [
  { value: 'all', title: 'Everything' },
  { value: 'deeds', title: 'What was done, not only looked at' },
] as const

function Filters({ filter, onFilter }: Pick<AuditLogProps, 'filter' | 'onFilter'>) {
  const { show = 'all', subject } = filter
  return (
    <search className="flex flex-col gap-1 sm:flex-row sm:items-end sm:gap-2">
      <div className="flex sm:w-60">
        <SelectField
          label="Show"
          value={show}
          options={shows}
          onChange={(value) => onFilter({ ...filter, show: value })}
        />
      </div>
      {subject && (
        <p className="flex min-h-6 flex-wrap items-center gap-x-1">
          Only about {shortSubject(subject)}
          <LinkButton onClick={() => onFilter({ show })}>Show all</LinkButton>
        </p>
      )}
    </search>
  )
}

const columns: readonly Column<AuditEntryJson>[] = [
  { title: 'Line', isNumeric: true, cell: ({ n }) => n },
  {
    title: 'What',
    isHeading: true,
    cell: ({ action }) => <span className="md:whitespace-nowrap">{actionWords(action)}</span>,
  },
  { title: 'About', cell: ({ subject }) => <Subject subject={subject} /> },
  { title: 'By', cell: ({ by }) => (by === 'host' ? 'A command on the host' : by) },
  { title: 'Details', cell: ({ details }) => <Details details={details} /> },
  { title: 'When', cell: ({ at }) => <When at={at} short /> },
]

function Subject({ subject }: { readonly subject: string }) {
  if (!subject) return null
  if (!subject.startsWith('0x')) return <span className="md:whitespace-nowrap">{shortSubject(subject)}</span>
  return (
    <span className="sk-in-line block md:whitespace-nowrap">
      <TextLink to="/accounts/$address" params={{ address: subject }}>
        {shortSubject(subject)}
      </TextLink>
    </span>
  )
}

function Details({ details }: Pick<AuditEntryJson, 'details'>) {
  const entries = Object.entries(details)
  const now = useServerNow(60_000)
  if (entries.length === 0) return null
  return (
    <span className="block max-w-page break-words">
      {entries.map(([name, value]) => (
        <span key={name} className="block">
          <span className="text-muted">{actionWords(name)}:</span> {detailWords(value, now)}
        </span>
      ))}
    </span>
  )
}
