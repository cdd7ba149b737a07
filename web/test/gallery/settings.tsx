import { PasskeyNotAllowedError } from 'sparekey'
import { AddPasskeySheet, type AddPasskeySheetProps } from '../../src/screens/AddPasskeySheet.tsx'
import { Networks, type NetworksProps } from '../../src/screens/Networks.tsx'
import { NewPasskey, type NewPasskeyProps } from '../../src/screens/NewPasskey.tsx'
import { NewPasskeySheet } from '../../src/screens/NewPasskeySheet.tsx'
import { Passkeys, type PasskeysProps } from '../../src/screens/Passkeys.tsx'
import { RemovePasskeySheet, type RemovePasskeySheetProps } from '../../src/screens/RemovePasskeySheet.tsx'
import { RenamePasskeySheet } from '../../src/screens/RenamePasskeySheet.tsx'

const ignore = () => undefined
const laptop: NonNullable<PasskeysProps['passkeys']>[number] = {
  credentialId: 'a',
  label: 'Laptop',
  kind: 'device',
  isCurrent: true,
  added: 'Added on 3 Nov 2026',
  used: 'Used today',
  missingOn: [],
  canRemove: false,
}
const passkeys: PasskeysProps = {
  passkeys: [
    laptop,
    { ...laptop, credentialId: 'b', label: 'My phone', kind: 'phone', isCurrent: false, canRemove: true },
    {
      ...laptop,
      credentialId: 'c',
      label: 'Blue security key',
      kind: 'security-key',
      isCurrent: false,
      used: undefined,
      missingOn: ['Arbitrum'],
      canRemove: true,
    },
  ],
  coming: undefined,
  error: undefined,
  onRetry: ignore,
  onAdd: ignore,
  onFinish: ignore,
  onRename: ignore,
  onRemove: ignore,
}
const adding: AddPasskeySheetProps = {
  open: true,
  onClose: ignore,
  place: 'hybrid',
  label: 'My phone',
  onChange: ignore,
  stage: 'make',
  busy: undefined,
  onMake: ignore,
  onConfirm: ignore,
  steps: [],
  error: undefined,
}
const setUp: NewPasskeyProps = {
  help: { from: 'recovery@example.org', effect: 'Alone: opens after 72 hours.' },
  obstacle: undefined,
  notice: undefined,
  unfinished: undefined,
  isBusy: false,
  error: undefined,
  onMake: ignore,
  onRetry: ignore,
}
const removing: RemovePasskeySheetProps = {
  open: true,
  onClose: ignore,
  label: 'My phone',
  networks: ['Base', 'Arbitrum'],
  onRemove: ignore,
  isBusy: false,
  steps: [],
  isDone: false,
  error: undefined,
}
const networks: NetworksProps = {
  networks: [
    { chainId: 1, name: 'Base', status: 'ready' },
    { chainId: 2, name: 'Arbitrum', status: 'missing' },
    { chainId: 3, name: 'Optimism', status: 'refused' },
    { chainId: 4, name: 'Polygon', status: 'other-policy' },
    { chainId: 5, name: 'Gnosis', status: 'other-passkeys' },
    { chainId: 6, name: 'Scroll', status: 'unknown' },
    { chainId: 7, name: 'Linea', status: 'missing-elsewhere' },
  ],
  onAdd: ignore,
  onRetry: ignore,
  isBusy: false,
  steps: [],
  error: undefined,
}
const half: AddPasskeySheetProps['steps'] = [
  { chainId: 1, name: 'Base', state: 'done' },
  { chainId: 2, name: 'Arbitrum', state: 'pending' },
]

export const settingsFixtures = {
  passkeys: () => <Passkeys {...passkeys} />,
  'passkeys-loading': () => <Passkeys {...passkeys} passkeys={undefined} />,
  'passkeys-coming': () => (
    <Passkeys {...passkeys} coming={{ label: 'alice_x7k2', hash: `0x${'11'.repeat(32)}` }} />
  ),
  'passkey-choose': () => <NewPasskeySheet open onClose={ignore} onGoOn={ignore} />,
  'passkey-confirm-failed': () => (
    <AddPasskeySheet {...adding} stage="confirm" error={new PasskeyNotAllowedError()} />
  ),
  'passkey-new': () => <NewPasskey {...setUp} />,
  'passkey-new-guardian': () => (
    <NewPasskey {...setUp} help={{ from: undefined, effect: 'Helps, but needs at least one more.' }} />
  ),
  'passkey-new-no-guardians': () => <NewPasskey {...setUp} help="none" />,
  'passkey-new-unfinished': () => (
    <NewPasskey {...setUp} unfinished={{ label: 'alice_x7k2', onDrop: ignore }} />
  ),
  'passkey-add': () => <AddPasskeySheet {...adding} />,
  'passkey-add-key': () => (
    <AddPasskeySheet
      {...adding}
      place="security-key"
      label="Security key"
      error={new PasskeyNotAllowedError()}
    />
  ),
  'passkey-confirm': () => <AddPasskeySheet {...adding} stage="confirm" steps={half} busy="Letting it in…" />,
  'passkey-added': () => <AddPasskeySheet {...adding} stage="done" steps={half.slice(0, 1)} />,
  'passkey-rename': () => (
    <RenamePasskeySheet
      open
      onClose={ignore}
      label="My phone"
      onLabel={ignore}
      onSave={ignore}
      isBusy={false}
      error={undefined}
    />
  ),
  'passkey-remove': () => <RemovePasskeySheet {...removing} />,
  'passkey-removed': () => <RemovePasskeySheet {...removing} isDone />,
  networks: () => <Networks {...networks} />,
  'networks-loading': () => <Networks {...networks} networks={undefined} />,
}
