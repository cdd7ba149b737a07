import type { OperatorJson, ProposalJson } from 'sparekey/admin-schema'
import { InviteSheet } from '../../src/screens/InviteSheet.tsx'
import { Operators, type OperatorsProps } from '../../src/screens/Operators.tsx'
import { Proposals, type ProposalsProps } from '../../src/screens/Proposals.tsx'
import { RemoveOperatorSheet } from '../../src/screens/RemoveOperatorSheet.tsx'
import { RoleSheet } from '../../src/screens/RoleSheet.tsx'
import { accountNamed, failed, ignore, inHours, onTheWay, shown, there } from './common.tsx'

const mira: OperatorJson = {
  id: 'a',
  name: 'Mira Olsen',
  role: 'admin',
  fingerprint: 'anchor velvet tulip mosaic harbor pencil',
  createdAt: inHours(-900),
  lastSeenAt: inHours(-0.05),
}
const jonas: OperatorJson = {
  id: 'b',
  name: 'Jonas Weber',
  role: 'support',
  fingerprint: 'copper meadow lantern pebble saddle violet',
  createdAt: inHours(-300),
  lastSeenAt: inHours(-26),
}
const page: OperatorsProps = {
  operators: there([mira, jonas, { ...jonas, id: 'c', name: 'Ada Kovacs', role: null, lastSeenAt: null }]),
  me: 'a',
  onInvite: ignore,
  onRole: ignore,
  onRemove: ignore,
  link: undefined,
}
const link = {
  name: 'Ada Kovacs',
  link: 'https://admin.example.org/enrol#q8Jm0W2xT5vYb1k3J9xQ2mT7vYb1aaaaaaaaaaaaaaa',
  expiresAt: inHours(0.98),
}

const unlock: ProposalJson = {
  id: 'p1',
  kind: 'unlock',
  account: accountNamed(0),
  operator: null,
  sentence: 'Unlock alice before the lock ends.',
  reason: 'She has her mailbox back and called from her own number.',
  by: 'Jonas Weber',
  canConfirm: true,
  createdAt: inHours(-3),
  expiresAt: inHours(165),
}
const proposals: ProposalsProps = {
  proposals: there([
    unlock,
    {
      ...unlock,
      id: 'p2',
      kind: 'role',
      account: null,
      operator: { id: 'c', name: 'Ada Kovacs', fingerprint: jonas.fingerprint },
      sentence: 'Make Ada Kovacs an operator for support.',
      reason: 'New in the team.',
    },
    {
      ...unlock,
      id: 'p3',
      kind: 'contact',
      sentence: 'Tell alice at a•••@n•••.org instead of a•••@e•••.org.',
      reason: 'The old mailbox is gone.',
      by: 'Mira Olsen',
      canConfirm: false,
    },
  ]),
  me: { name: 'Mira Olsen' },
  onConfirm: ignore,
  onWithdraw: ignore,
  busyId: undefined,
  error: undefined,
}
const sheet = { open: true, onClose: ignore, isBusy: false, error: undefined }

export const operatorFixtures = {
  operators: () => shown('Operators', <Operators {...page} />),
  'operators-alone': () => shown('Operators', <Operators {...page} operators={there([mira])} />),
  'operators-link': () => shown('Operators', <Operators {...page} link={link} />),
  'operators-loading': () => shown('Operators', <Operators {...page} operators={onTheWay} />),
  'operators-failed': () => shown('Operators', <Operators {...page} operators={failed} />),
  'operators-invite': () => <InviteSheet {...sheet} onInvite={ignore} />,
  'operators-role': () => <RoleSheet {...sheet} operator={jonas} onPropose={ignore} />,
  'operators-remove': () => <RemoveOperatorSheet {...sheet} name="Jonas Weber" onRemove={ignore} />,
  proposals: () => shown('Proposals', <Proposals {...proposals} />),
  'proposals-none': () => shown('Proposals', <Proposals {...proposals} proposals={there([])} />),
  'proposals-loading': () => shown('Proposals', <Proposals {...proposals} proposals={onTheWay} />),
  'proposals-failed': () => shown('Proposals', <Proposals {...proposals} proposals={failed} />),
}
