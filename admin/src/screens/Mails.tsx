import type { MailJson, MailPageJson } from 'sparekey/admin-schema'
import { Notice } from '../../../web/src/components/Notice.tsx'
import { SelectField } from '../../../web/src/components/SelectField.tsx'
import { Status } from '../../../web/src/components/Status.tsx'
import { AccountLink } from '../components/AccountLink.tsx'
import { type Column, DataTable } from '../components/DataTable.tsx'
import { Empty } from '../components/Empty.tsx'
import { Loaded, type Read } from '../components/Loaded.tsx'
import { Pager, type PagerProps } from '../components/Pager.tsx'
import { When } from '../components/When.tsx'
import { actionWords, countOf, mailStates } from '../words.ts'

/** @see Mails */
export interface MailsProps {
  /** Whether this server sends mail at all. */
  readonly hasMail: boolean
  readonly state: MailJson['state'] | undefined
  readonly onState: (state: MailJson['state'] | undefined) => void
  readonly page: Read<MailPageJson>
  readonly pager: PagerProps
}

/** What became of every mail. */
export function Mails({ hasMail, state, onState, page, pager }: MailsProps) {
  return (
    <>
      {!hasMail && (
        <Notice tone="warning" title="This server sends no mail">
          Codes and messages need a mail server in its settings. Until then customers are told by webhook
          only.
        </Notice>
      )}
      <search className="flex max-w-dialog">
        <SelectField
          label="State"
          value={state ?? any}
          options={states}
          onChange={(value) => onState(value === any ? undefined : value)}
        />
      </search>
      <Loaded read={page} label="Reading mails…" lines={8}>
        {({ items }) =>
          items.length ? (
            <DataTable label="Mails" columns={columns} rows={items} keyOf={({ id }) => id} />
          ) : (
            <Empty title={state ? 'No mail is in this state' : 'No mail has been sent yet'} />
          )
        }
      </Loaded>
      <Pager {...pager} />
    </>
  )
}

const any = 'any' as const
const states: readonly { value: MailJson['state'] | typeof any; title: string }[] = [
  { value: any, title: 'In any state' },
  ...(Object.keys(mailStates) as MailJson['state'][]).map((value) => ({ value, title: mailStates[value] })),
]

const tones = {
  queued: 'none',
  deferred: 'warning',
  sent: 'good',
  bounced: 'danger',
  expired: 'danger',
} as const

const columns: readonly Column<MailJson>[] = [
  { title: 'Mail', isHeading: true, cell: ({ kind }) => actionWords(kind) },
  { title: 'Account', cell: ({ account }) => (account ? <AccountLink account={account} /> : null) },
  { title: 'To', cell: ({ address }) => <span className="break-all md:whitespace-nowrap">{address}</span> },
  { title: 'State', cell: (mail) => <State mail={mail} /> },
  { title: 'Made', cell: ({ createdAt }) => <When at={createdAt} short /> },
  { title: 'Kind', cell: ({ isSecurity }) => (isSecurity ? 'Security' : 'Notice') },
]

function State({ mail }: { readonly mail: MailJson }) {
  const { state, attempts, reply, sentAt } = mail
  return (
    <span className="block">
      <Status tone={tones[state]}>{mailStates[state]}</Status>
      {sentAt && (
        <span className="block text-muted">
          <When at={sentAt} short />
        </span>
      )}
      {!sentAt && attempts > 0 && (
        <span className="block text-muted">after {countOf(attempts, 'try', 'tries')}</span>
      )}
      {reply && <span className="block text-muted">The other server said: {reply}</span>}
    </span>
  )
}
