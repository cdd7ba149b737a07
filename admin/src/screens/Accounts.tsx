import { Search } from 'lucide-react'
import type { AccountPageJson, AccountRowJson } from 'sparekey/admin-schema'
import { AddressLabel } from '../../../web/src/components/AddressLabel.tsx'
import { TextField } from '../../../web/src/components/TextField.tsx'
import { AccountLink } from '../components/AccountLink.tsx'
import { type Column, DataTable } from '../components/DataTable.tsx'
import { Empty } from '../components/Empty.tsx'
import { Loaded, type Read } from '../components/Loaded.tsx'
import { Pager, type PagerProps } from '../components/Pager.tsx'
import { When } from '../components/When.tsx'

/** @see Accounts */
export interface AccountsProps {
  readonly text: string
  readonly onText: (text: string) => void
  readonly page: Read<AccountPageJson>
  readonly pager: PagerProps
}

/** Finds accounts by name or address, whole or its beginning. */
export function Accounts({ text, onText, page, pager }: AccountsProps) {
  return (
    <>
      <search className="max-w-page">
        <TextField
          label="Name or address"
          type="search"
          value={text}
          onChange={onText}
          hint="The beginning is enough. Mailboxes are not searched: whose they are is nobody’s business."
          autoComplete="off"
          maxLength={60}
          suffix={<Search aria-hidden="true" className="size-2.5 text-muted" />}
        />
      </search>
      <Loaded read={page} label="Looking for accounts…" lines={8}>
        {({ items }) =>
          items.length ? (
            <DataTable label="Accounts" columns={columns} rows={items} keyOf={({ address }) => address} />
          ) : text ? (
            <Empty title="No account begins like that">Look for typing errors, or try its address.</Empty>
          ) : (
            <Empty title="There are no accounts yet">
              The first one stands here once it is created in the app.
            </Empty>
          )
        }
      </Loaded>
      <Pager {...pager} />
    </>
  )
}

const columns: readonly Column<AccountRowJson>[] = [
  {
    title: 'Account',
    isHeading: true,
    cell: (account) => <AccountLink account={account} isLocked={account.isLocked} />,
  },
  { title: 'Address', cell: ({ address }) => <AddressLabel address={address} /> },
  { title: 'Recoveries under way', isNumeric: true, cell: ({ pending }) => pending },
  { title: 'Created', cell: ({ createdAt }) => <When at={createdAt} short /> },
]
