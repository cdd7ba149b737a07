import { ChainUnavailableError } from 'sparekey'
import { Account, type AccountProps } from '../../src/screens/Account.tsx'
import { ReceiveSheet } from '../../src/screens/ReceiveSheet.tsx'
import { SendSheet, type SendSheetProps } from '../../src/screens/SendSheet.tsx'
import { WalletSettings } from '../../src/screens/WalletSettings.tsx'

const ignore = () => undefined
const address = '0x52908400098527886e0f7030069857d2e4169ee7'
const clock = { chainNow: 1_795_000_000, readAt: Date.now() }
const day = 86_400
const balances = [
  {
    symbol: 'USDC',
    total: '1,250.5',
    parts: [
      { network: 'Base', amount: '1,000' },
      { network: 'Arbitrum', amount: '250.5' },
    ],
  },
  { symbol: 'USDT', total: '0', parts: [] },
  { symbol: 'ETH', total: '0.0421', parts: [{ network: 'Base', amount: '0.0421' }] },
]
const inUse = {
  kind: 'in-use' as const,
  guardians: [
    { signer: '0x01', label: 'Bob’s passkey' },
    { signer: '0x02', label: 'My six words' },
    { signer: '0x03', label: 'Ledger wallet' },
  ],
  rows: [
    { who: 'Any one guardian', delay: 3 * day },
    { who: 'All 3 guardians together', delay: 0 },
  ],
  findings: [],
  told: { addresses: ['alice@example.net', 'bob@example.com'], state: 'others' as const },
}
const settled: AccountProps = {
  name: 'alice',
  address,
  isUsable: true,
  creation: [],
  balances,
  onSend: ignore,
  onReceive: ignore,
  passkeyCount: 2,
  recovery: inUse,
  live: [],
  silent: [],
  onOpen: ignore,
  onSignOut: ignore,
}
const live = {
  hash: `0x${'11'.repeat(32)}`,
  words: ['anchor', 'velvet', 'tulip', 'mosaic', 'harbor', 'pencil'],
  isAdding: false,
  ready: clock.chainNow + 2 * day + 21 * 3600,
  clock,
  networks: ['Base', 'Arbitrum'],
}
const creation: AccountProps['creation'] = [
  { chainId: 1, name: 'Base', state: 'done' },
  { chainId: 2, name: 'Arbitrum', state: 'pending' },
  {
    chainId: 3,
    name: 'Optimism',
    state: 'failed',
    note: 'It did not work here yet. Add it later, under Networks.',
  },
]
const sending: SendSheetProps = {
  open: true,
  onClose: ignore,
  options: [{ value: 'a', title: 'USDC on Base – 1,000' }],
  choice: 'a',
  symbol: 'USDC',
  to: '',
  amount: '',
  onChange: ignore,
  toProblem: undefined,
  amountProblem: undefined,
  fee: undefined,
  canSend: false,
  onAll: ignore,
  onSend: ignore,
  isBusy: false,
  steps: [],
  error: undefined,
}
const filled = {
  to: '0xde709f2102306220921060314715629080e2fb77',
  amount: '25',
  fee: 'at most 0.000012 ETH on Base',
}

export const accountFixtures = {
  'account-loading': () => (
    <Account
      {...settled}
      isUsable={false}
      balances={undefined}
      passkeyCount={undefined}
      recovery={{ kind: 'loading' }}
    />
  ),
  'account-new': () => (
    <Account
      {...settled}
      passkeyCount={1}
      recovery={{ kind: 'none' }}
      balances={balances.map((row) => ({ ...row, total: '0', parts: [] }))}
    />
  ),
  'account-creating': () => (
    <Account {...settled} isUsable={false} creation={creation} passkeyCount={1} recovery={{ kind: 'none' }} />
  ),
  'account-in-use': () => <Account {...settled} />,
  'account-findings': () => (
    <Account
      {...settled}
      recovery={{
        ...inUse,
        guardians: inUse.guardians.slice(0, 1),
        rows: [{ who: 'Your guardian', delay: 3 * day }],
        findings: ['There is only one guardian. If it is lost too, nobody can help: add a second.'],
      }}
    />
  ),
  'account-untold': () => (
    <Account {...settled} recovery={{ ...inUse, told: { addresses: [], state: 'nobody' } }} />
  ),
  'account-guardian-told': () => (
    <Account {...settled} recovery={{ ...inUse, told: { addresses: [], state: 'guardian-only' } }} />
  ),
  'account-recovering': () => <Account {...settled} live={[live]} />,
  'account-adding': () => <Account {...settled} live={[{ ...live, isAdding: true }]} />,
  'wallet-settings': () => <WalletSettings open onClose={ignore} onOpen={ignore} />,
  'account-silent': () => (
    <Account {...settled} silent={['Arbitrum']} recovery={{ kind: 'unknown', onRetry: ignore }} />
  ),
  receive: () => <ReceiveSheet open onClose={ignore} address={address} networks={['Base', 'Arbitrum']} />,
  send: () => <SendSheet {...sending} />,
  'send-filled': () => <SendSheet {...sending} {...filled} canSend />,
  'send-wrong': () => (
    <SendSheet
      {...sending}
      to="0x12"
      toProblem="An address begins with 0x and has 40 letters or digits after it."
      amount="5000"
      amountProblem="There are only 1,000 USDC."
    />
  ),
  'send-failed': () => (
    <SendSheet {...sending} {...filled} canSend error={new ChainUnavailableError(8453, undefined)} />
  ),
  sent: () => <SendSheet {...sending} {...filled} steps={[{ chainId: 1, name: 'Base', state: 'done' }]} />,
}
