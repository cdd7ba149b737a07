import { PasskeyNotAllowedError } from 'sparekey'
import type { AccountDetailJson, HistoryEntryJson } from 'sparekey/admin-schema'
import { Avatar } from '../../../web/src/components/Avatar.tsx'
import { AccountPage, type AccountPageProps } from '../../src/screens/AccountPage.tsx'
import { ContactSheet } from '../../src/screens/ContactSheet.tsx'
import { LockSheet, type LockSheetProps } from '../../src/screens/LockSheet.tsx'
import { ReasonSheet } from '../../src/screens/ReasonSheet.tsx'
import {
  accountNamed,
  failed,
  firstPage,
  ignore,
  inHours,
  onlyPage,
  onTheWay,
  queue,
  shown,
  there,
} from './common.tsx'

const entry = (hours: number, what: string, more: Partial<HistoryEntryJson> = {}): HistoryEntryJson => ({
  at: inHours(-hours),
  source: 'network',
  what,
  state: '',
  chainId: null,
  requestHash: null,
  by: null,
  ...more,
})
const history: HistoryEntryJson[] = [
  entry(0.5, 'account.viewed', { source: 'operator', by: 'Mira Olsen' }),
  entry(1, 'notice.started', { source: 'mail', state: 'sent' }),
  entry(1.1, 'RecoveryStarted', { chainId: 8453 }),
  entry(1.2, 'RecoveryStarted', { chainId: 42161 }),
  entry(1.3, 'start', { source: 'relayer', state: 'done', chainId: 8453 }),
  entry(800, 'PolicySet', { chainId: 8453 }),
]

const contact = {
  id: 'c1',
  kind: 'email',
  address: 'a•••@e•••.org',
  isMuted: false,
  createdAt: inHours(-900),
} as const

const account: AccountDetailJson = {
  ...accountNamed(0),
  createdAt: inHours(-1_000),
  recovery: 'default',
  isHelped: true,
  lock: null,
  guardians: [
    { kind: 'oidc', count: 1 },
    { kind: 'passphrase', count: 1 },
    { kind: 'email', count: 2 },
  ],
  passkeys: [
    { label: 'Laptop', createdAt: inHours(-1_000), lastUsedAt: inHours(-30) },
    { label: 'Blue security key', createdAt: inHours(-500), lastUsedAt: null },
  ],
  contacts: [
    contact,
    {
      id: 'c2',
      kind: 'webhook',
      address: 'https://hooks.example.com/•••',
      isMuted: true,
      createdAt: inHours(-300),
    },
  ],
  pending: queue.slice(0, 1),
}
const lock = {
  id: 'l',
  reason: 'Customer called: somebody else reads her mail. Called back on the number on file.',
  by: 'Jonas Weber',
  at: inHours(-2),
  until: inHours(70),
}

const page: AccountPageProps = {
  account: there(account),
  history: { page: there({ items: history, next: 'a' }), pager: firstPage },
  networkName: (chainId) => (chainId === 8453 ? 'Base' : 'Arbitrum'),
  isAdmin: true,
  onRecovery: ignore,
  onLock: ignore,
  onUnlock: ignore,
  onContact: ignore,
}
const shownAccount = (props: Partial<AccountPageProps>) =>
  shown('alice', <AccountPage {...page} {...props} />, { face: <Avatar address={account.address} /> })

const locking: LockSheetProps = {
  open: true,
  onClose: ignore,
  name: 'alice',
  lockedUntil: undefined,
  onLock: ignore,
  isBusy: false,
  error: undefined,
}
const sheet = { open: true, onClose: ignore, isBusy: false, error: undefined }

export const accountFixtures = {
  account: () => shownAccount({}),
  'account-locked': () =>
    shownAccount({
      account: there({
        ...account,
        lock,
        isHelped: false,
        pending: [{ ...account.pending[0], isLocked: true } as never],
      }),
    }),
  'account-bare': () =>
    shownAccount({
      account: there({
        ...account,
        guardians: [],
        passkeys: [],
        contacts: [],
        pending: [],
        recovery: 'off',
        isHelped: false,
      }),
      history: { page: there({ items: [], next: null }), pager: onlyPage },
    }),
  'account-support': () => shownAccount({ isAdmin: false }),
  'account-loading': () => shownAccount({ account: onTheWay }),
  'account-failed': () => shownAccount({ account: failed }),
  'account-lock': () => <LockSheet {...locking} />,
  'account-lock-declined': () => <LockSheet {...locking} error={new PasskeyNotAllowedError()} />,
  'account-lock-longer': () => <LockSheet {...locking} lockedUntil={inHours(24 * 5)} />,
  'account-unlock': () => (
    <ReasonSheet
      {...sheet}
      title="Unlock alice early"
      lead="A second operator has to confirm it: whoever talked you into it must convince two. Until then the lock stays."
      button="Propose to unlock"
      onDo={ignore}
    />
  ),
  'account-contact': () => <ContactSheet {...sheet} contact={contact} onPropose={ignore} />,
}
