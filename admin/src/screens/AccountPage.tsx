import type { AccountDetailJson, AccountRecovery, HistoryPageJson } from 'sparekey/admin-schema'
import { AddressLabel } from '../../../web/src/components/AddressLabel.tsx'
import { Card } from '../../../web/src/components/Card.tsx'
import { LinkButton } from '../../../web/src/components/LinkButton.tsx'
import { Status } from '../../../web/src/components/Status.tsx'
import { Empty } from '../components/Empty.tsx'
import { Facts } from '../components/Facts.tsx'
import { Loaded, type Read } from '../components/Loaded.tsx'
import { Pager, type PagerProps } from '../components/Pager.tsx'
import { QueueTable } from '../components/QueueTable.tsx'
import { Segments } from '../components/Segments.tsx'
import { When } from '../components/When.tsx'
import { kindWords, recoveryWords } from '../words.ts'
import { History } from './History.tsx'
import { LockCard } from './LockCard.tsx'

/** @see AccountPage */
export interface AccountPageProps {
  readonly account: Read<AccountDetailJson>
  readonly history: { readonly page: Read<HistoryPageJson>; readonly pager: PagerProps }
  readonly networkName: (chainId: number) => string
  readonly onRecovery: (recovery: AccountRecovery) => void
  /** Others can only switch recovery on. */
  readonly isAdmin: boolean
  readonly onLock: () => void
  readonly onUnlock: () => void
  /** Proposes another address for a contact. */
  readonly onContact: (contact: Contact) => void
}

/** Whom the owner wants told. */
export type Contact = AccountDetailJson['contacts'][number]

/** All that an operator may know of an account. */
export function AccountPage(props: AccountPageProps) {
  const { account, history, networkName } = props
  return (
    <Loaded read={account} label="Reading the account…" lines={10}>
      {(data) => (
        <>
          <LockCard lock={data.lock} onLock={props.onLock} onUnlock={props.onUnlock} />
          <Recovery account={data} isAdmin={props.isAdmin} onRecovery={props.onRecovery} />
          <Card title="Recoveries under way">
            {data.pending.length ? (
              <>
                <QueueTable isOfOne label="Recoveries under way" rows={data.pending} />
                <p className="text-muted">
                  Call the owner and have the six words read out: who asked for the recovery sees the same
                  ones.
                </p>
              </>
            ) : (
              <Empty title="Nobody is recovering this account" />
            )}
          </Card>
          <div className="grid grid-cols-1 items-start gap-3 lg:grid-cols-3">
            <Guardians guardians={data.guardians} />
            <Passkeys passkeys={data.passkeys} />
            <Contacts contacts={data.contacts} onContact={props.onContact} />
          </div>
          <Card title="History">
            <Loaded read={history.page} label="Reading the history…">
              {({ items }) => <History entries={items} networkName={networkName} />}
            </Loaded>
            <Pager {...history.pager} />
          </Card>
          <Facts
            facts={[
              ['Address', <AddressLabel key="address" address={data.address} full />],
              ['Created', <When key="created" at={data.createdAt} />],
            ]}
          />
        </>
      )}
    </Loaded>
  )
}

const recoveries = (['default', 'on', 'off'] as const).map((value) => ({
  value,
  title: recoveryWords[value],
}))

function Recovery(
  props: Pick<AccountPageProps, 'isAdmin' | 'onRecovery'> & { readonly account: AccountDetailJson },
) {
  const { account, isAdmin, onRecovery } = props
  const { recovery, isHelped, lock } = account
  return (
    <Card
      title="Recovery of this account"
      aside={
        <Status tone={isHelped ? 'good' : 'warning'}>
          {isHelped ? 'Our server helps' : 'Our server does not help'}
        </Status>
      }
    >
      <Segments
        label="Recovery of this account"
        options={
          isAdmin ? recoveries : recoveries.filter(({ value }) => value === 'on' || value === recovery)
        }
        value={recovery}
        onChoose={onRecovery}
      />
      <p className="text-muted">
        {lock ? 'The lock comes first, whatever is chosen here.' : notes[recovery]}
      </p>
    </Card>
  )
}

const notes: Record<AccountRecovery, string> = {
  default: 'As for every customer: what the overview’s switch says.',
  on: 'This customer is helped, whatever is set for everybody.',
  off: 'This customer is not helped, whatever is set for everybody.',
}

function Guardians({ guardians }: Pick<AccountDetailJson, 'guardians'>) {
  return (
    <Card title="Guardians">
      {guardians.length ? (
        <Facts facts={guardians.map(({ kind, count }) => [kindWords[kind].title, count] as const)} />
      ) : (
        <p className="text-muted">None: if the passkey is lost, nobody can open this account.</p>
      )}
    </Card>
  )
}

function Passkeys({ passkeys }: Pick<AccountDetailJson, 'passkeys'>) {
  return (
    <Card title="Passkeys">
      {passkeys.length ? (
        <ul className="flex flex-col gap-1">
          {passkeys.map(({ label, createdAt, lastUsedAt }) => (
            <li key={`${label} ${createdAt}`}>
              <p className="font-medium">{label}</p>
              <p className="text-muted">
                Added <When at={createdAt} short />
                {lastUsedAt ? (
                  <>
                    , used <When at={lastUsedAt} short />
                  </>
                ) : (
                  ', not used yet'
                )}
              </p>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-muted">None that our server knows of.</p>
      )}
    </Card>
  )
}

function Contacts({
  contacts,
  onContact,
}: Pick<AccountDetailJson, 'contacts'> & Pick<AccountPageProps, 'onContact'>) {
  return (
    <Card title="Who is told">
      {contacts.length ? (
        <ul className="flex flex-col gap-1">
          {contacts.map((contact) => (
            <li key={contact.id}>
              <p className="break-all font-medium">{contact.address}</p>
              <p className="text-muted">
                {contact.kind === 'email' ? 'Mailbox' : 'Webhook'}, added{' '}
                <When at={contact.createdAt} short />
                {contact.isMuted && '. Told of security only'}
              </p>
              {contact.kind === 'email' && (
                <LinkButton onClick={() => onContact(contact)}>
                  Propose another<span className="sr-only"> address for {contact.address}</span>
                </LinkButton>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-muted">Nobody. The owner learns of a recovery only by signing in.</p>
      )}
    </Card>
  )
}
