import type { AccountRowJson, AuditEntryJson, MailJson } from 'sparekey/admin-schema'
import { Accounts } from '../../src/screens/Accounts.tsx'
import { AuditLog } from '../../src/screens/AuditLog.tsx'
import { Mails } from '../../src/screens/Mails.tsx'
import { Recoveries } from '../../src/screens/Recoveries.tsx'
import {
  accountNamed,
  failed,
  firstPage,
  ignore,
  inHours,
  onlyPage,
  onTheWay,
  pending,
  queue,
  shown,
  there,
} from './common.tsx'

const longQueue = [...queue, ...Array.from({ length: 9 }, (_, index) => pending(index + 5, 'waiting', []))]
const recoveries = {
  filter: {},
  onFilter: ignore,
  page: there({ items: longQueue, next: 'a' }),
  pager: firstPage,
}

const rows: AccountRowJson[] = Array.from({ length: 8 }, (_, index) => ({
  ...accountNamed(index),
  createdAt: inHours(-index * 170 - 3),
  isLocked: index === 1,
  pending: index < 2 ? 1 : 0,
}))
const accounts = { text: '', onText: ignore, page: there({ items: rows, next: 'a' }), pager: firstPage }

const mail = (index: number, state: MailJson['state'], more: Partial<MailJson> = {}): MailJson => ({
  id: String(index),
  account: accountNamed(index),
  kind: 'started',
  isSecurity: false,
  address: 'a•••@e•••.org',
  state,
  attempts: state === 'queued' ? 0 : 1,
  reply: null,
  createdAt: inHours(-index - 0.2),
  sentAt: state === 'sent' ? inHours(-index - 0.1) : null,
  ...more,
})
const mails = {
  hasMail: true,
  state: undefined,
  onState: ignore,
  page: there({
    items: [
      mail(0, 'sent', { kind: 'code', isSecurity: true }),
      mail(1, 'bounced', { reply: '550 5.1.1' }),
      mail(2, 'deferred', { attempts: 4, reply: '451 4.7.1' }),
      mail(3, 'queued', { kind: 'find', account: null }),
      mail(4, 'expired', { attempts: 9 }),
      mail(5, 'sent', { kind: 'half-way' }),
    ],
    next: 'a',
  }),
  pager: firstPage,
}

const line = (n: number, action: string, more: Partial<AuditEntryJson> = {}): AuditEntryJson => ({
  n,
  at: inHours(-(60 - n) * 0.6),
  by: 'Mira Olsen',
  action,
  subject: '',
  details: {},
  hash: n.toString(16).padStart(64, 'c'),
  ...more,
})
const head = { n: 58, hash: 'f3'.repeat(32) }
const audit = {
  filter: {},
  onFilter: ignore,
  page: there({
    items: [
      line(58, 'account.locked', {
        subject: accountNamed(0).address,
        details: { reason: 'Customer called: somebody else reads her mail.', until: inHours(70) },
      }),
      line(57, 'account.viewed', { subject: accountNamed(0).address }),
      line(56, 'accounts.viewed', { details: { query: 'ali', rows: 1 } }),
      line(55, 'settings.changed', { details: { mode: 'on-request' } }),
      line(54, 'operator.enrolled', { by: 'host', subject: 'k3J9xQ2mT7vYb1' }),
    ],
    next: 'a',
    head,
  }),
  pager: firstPage,
}

export const listFixtures = {
  recoveries: () =>
    shown('Recoveries', <Recoveries {...recoveries} />, { lead: 'All that can still come to something.' }),
  'recoveries-none': () =>
    shown(
      'Recoveries',
      <Recoveries {...recoveries} page={there({ items: [], next: null })} pager={onlyPage} />,
    ),
  'recoveries-filtered': () =>
    shown(
      'Recoveries',
      <Recoveries
        {...recoveries}
        filter={{ concern: 'email-alone', state: 'waiting' }}
        page={there({ items: [], next: null })}
        pager={onlyPage}
      />,
    ),
  'recoveries-loading': () =>
    shown('Recoveries', <Recoveries {...recoveries} page={onTheWay} pager={onlyPage} />),
  'recoveries-failed': () =>
    shown('Recoveries', <Recoveries {...recoveries} page={failed} pager={onlyPage} />),
  accounts: () => shown('Accounts', <Accounts {...accounts} />),
  'accounts-none': () =>
    shown(
      'Accounts',
      <Accounts {...accounts} text="zz" page={there({ items: [], next: null })} pager={onlyPage} />,
    ),
  'accounts-loading': () => shown('Accounts', <Accounts {...accounts} page={onTheWay} pager={onlyPage} />),
  'accounts-failed': () => shown('Accounts', <Accounts {...accounts} page={failed} pager={onlyPage} />),
  mail: () => shown('Mail', <Mails {...mails} />),
  'mail-none': () =>
    shown(
      'Mail',
      <Mails {...mails} hasMail={false} page={there({ items: [], next: null })} pager={onlyPage} />,
    ),
  'mail-loading': () => shown('Mail', <Mails {...mails} page={onTheWay} pager={onlyPage} />),
  'mail-failed': () => shown('Mail', <Mails {...mails} page={failed} pager={onlyPage} />),
  audit: () => shown('Audit log', <AuditLog {...audit} />),
  'audit-none': () =>
    shown(
      'Audit log',
      <AuditLog
        {...audit}
        page={there({ items: [], next: null, head: { n: 0, hash: '' } })}
        pager={onlyPage}
      />,
    ),
  'audit-of-one': () =>
    shown('Audit log', <AuditLog {...audit} filter={{ show: 'deeds', subject: accountNamed(0).address }} />),
  'audit-loading': () => shown('Audit log', <AuditLog {...audit} page={onTheWay} pager={onlyPage} />),
  'audit-failed': () => shown('Audit log', <AuditLog {...audit} page={failed} pager={onlyPage} />),
}
