import type { Concern, PendingState, QueuePageJson, QueueQuery } from 'sparekey/admin-schema'
import { SelectField } from '../../../web/src/components/SelectField.tsx'
import { Concerns } from '../components/Concerns.tsx'
import { Empty } from '../components/Empty.tsx'
import { Loaded, type Read } from '../components/Loaded.tsx'
import { Pager, type PagerProps } from '../components/Pager.tsx'
import { QueueTable } from '../components/QueueTable.tsx'
import { concernWords, stateWords } from '../words.ts'

/** What the queue is filtered and ordered by. */
export type QueueFilter = Partial<Pick<QueueQuery, 'sort' | 'state' | 'concern'>>

/** @see Recoveries */
export interface RecoveriesProps {
  readonly filter: QueueFilter
  readonly onFilter: (filter: QueueFilter) => void
  readonly page: Read<QueuePageJson>
  readonly pager: PagerProps
}

/** Every recovery that can still come to something. */
export function Recoveries({ filter, onFilter, page, pager }: RecoveriesProps) {
  return (
    <>
      <Filters filter={filter} onFilter={onFilter} />
      <Loaded read={page} label="Reading the queue…" lines={8}>
        {({ items }) =>
          items.length ? (
            <QueueTable label="Recoveries" rows={items} />
          ) : filter.state || filter.concern ? (
            <Empty title="No recovery is like that">Choose another state or reason.</Empty>
          ) : (
            <Empty title="No recovery is under way">
              As soon as a customer asks for one, it stands here.
            </Empty>
          )
        }
      </Loaded>
      <Pager {...pager} />
      <details className="rounded-md border border-line bg-surface px-2 py-1">
        <summary className="rounded-sm font-medium">What the reasons for concern mean</summary>
        <div className="flex flex-col gap-1 pt-1 pb-1">
          <Concerns full concerns={Object.keys(concernWords) as Concern[]} />
          <p className="text-muted">
            None of them proves anything: people do lose phones. Call the customer, have the six words read
            out, and lock the account if they know nothing of it.
          </p>
        </div>
      </details>
    </>
  )
}

const any = 'any' as const
const states: readonly { value: PendingState | typeof any; title: string }[] = [
  { value: any, title: 'In any state' },
  ...(Object.keys(stateWords) as PendingState[]).map((value) => ({ value, title: stateWords[value] })),
]
const concerns: readonly { value: Concern | typeof any; title: string }[] = [
  { value: any, title: 'Whatever the reasons' },
  ...(Object.keys(concernWords) as Concern[]).map((value) => ({ value, title: concernWords[value].title })),
]
const sorts: readonly { value: QueueQuery['sort']; title: string }[] = [
  { value: 'concerns', title: 'Most reasons first' },
  { value: 'ready', title: 'Ready soonest first' },
  { value: 'newest', title: 'Newest first' },
  { value: 'oldest', title: 'Oldest first' },
]

function Filters({ filter, onFilter }: Pick<RecoveriesProps, 'filter' | 'onFilter'>) {
  const { state, concern, sort = 'newest' } = filter
  const chosen = (next: { [K in keyof QueueFilter]?: QueueFilter[K] | typeof any }) =>
    onFilter(
      Object.fromEntries(
        Object.entries({ ...filter, ...next }).filter(([, value]) => value !== any),
      ) as QueueFilter,
    )
  return (
    <search className="flex flex-col gap-1 sm:flex-row sm:gap-2">
      <SelectField
        label="State"
        value={state ?? any}
        options={states}
        onChange={(value) => chosen({ state: value })}
      />
      <SelectField
        label="Reason for concern"
        value={concern ?? any}
        options={concerns}
        onChange={(value) => chosen({ concern: value })}
      />
      <SelectField label="Order" value={sort} options={sorts} onChange={(value) => chosen({ sort: value })} />
    </search>
  )
}
