// Set-up, its guardian sheets, and who guards now.
import {
  addresses,
  OidcKeyError,
  OperatorAloneError,
  PasskeyNotAllowedError,
  passkeySigner,
  WalletRejectedError,
} from 'sparekey'
import type { Config } from 'sparekey/schema'
import { type Hex, keccak256, stringToHex } from 'viem'
import type { Told } from '../../src/contacts/useTold.ts'
import type { SignInFlow } from '../../src/oidc/useSignIn.ts'
import { ChooseGuardians } from '../../src/screens/ChooseGuardians.tsx'
import { ChooseWay } from '../../src/screens/ChooseWay.tsx'
import { CustomWay } from '../../src/screens/CustomWay.tsx'
import { Guardians } from '../../src/screens/Guardians.tsx'
import { InvitationSheet } from '../../src/screens/InvitationSheet.tsx'
import { Invitations } from '../../src/screens/Invitations.tsx'
import { OidcSheet } from '../../src/screens/OidcSheet.tsx'
import { OwnPassphraseSheet } from '../../src/screens/OwnPassphraseSheet.tsx'
import { PasskeySheet } from '../../src/screens/PasskeySheet.tsx'
import { PassphraseSheet } from '../../src/screens/PassphraseSheet.tsx'
import { RecoveryMode } from '../../src/screens/RecoveryMode.tsx'
import { SetupDone } from '../../src/screens/SetupDone.tsx'
import { SetupPreview, type SetupPreviewProps } from '../../src/screens/SetupPreview.tsx'
import { SwitchOffSheet } from '../../src/screens/SwitchOffSheet.tsx'
import { WalletSheet, type WalletStage } from '../../src/screens/WalletSheet.tsx'
import { type ChosenGuardian, newDraft, withGuardian } from '../../src/setup/draft.ts'
import { mailboxFindings } from '../../src/setup/mailboxFindings.ts'
import { customProblem, findingsOf, policyOf, timelineRows } from '../../src/setup/policyOf.ts'
import { Secret } from '../../src/setup/Secret.ts'
import { addableKinds } from '../../src/setup/words.ts'

const nothing = () => undefined
const words = 'anvil remold-it copious lantern unseated quartz'
const account = '0x7a3c51d09e4bf8826d17c0a94be35f12d8a06e41'
const friendSigner = passkeySigner(addresses.passkeyValidator, {
  x: '0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
  y: '0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
}).toLowerCase() as Hex
const picture =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"%3E%3Crect width="8" height="8" fill="%23d46a1f"/%3E%3C/svg%3E'

const wallet = guardian('wallet', '0x1f9840a85d5af5bf1d1762f925bdaddc4201f984', 'Rabbit Wallet')
const passphrase = guardian('passphrase', '0x6b175474e89094c44da98b954eedeac495271d0f', 'Passphrase')
const oidc = { name: 'Google', guardian: '0xda93282d593df410d7b73a06d3c544142297c393' } as const
const google = guardian('oidc', `${oidc.guardian}${'5a'.repeat(40)}`, 'Google account')
const otherGoogle = guardian('oidc', `${oidc.guardian}${'5a'.repeat(39)}5b`, 'Google account 2')
const email = {
  guardian: '0xe1da93282d593df410d7b73a06d3c544142297c3',
  from: 'recovery@example.org',
} as const
const mailbox = guardian('email', `${email.guardian}${'5c'.repeat(32)}`, 'a•••@example.org')
const gmail = guardian('email', mailbox.signer, 'a•••@gmail.com')
const realGoogle = guardian(
  'oidc',
  `${oidc.guardian}${keccak256(stringToHex('https://accounts.google.com')).slice(2, 18)}${'5a'.repeat(32)}`,
  'Google account',
)
const friend = guardian('passkey', friendSigner, 'Bob')
const unknown = {
  ...guardian('wallet', '0x514910771af9ca656af840dff83e8264ecf986ca', 'A wallet or a passphrase'),
  isKindKnown: false,
}

function guardian(kind: ChosenGuardian['kind'], signer: Hex, label: string): ChosenGuardian {
  return { kind, signer, label, isKindKnown: true }
}

function chosen(...guardians: ChosenGuardian[]) {
  const draft = guardians.reduce(withGuardian, newDraft(account))
  const policy = policyOf(draft)
  const nameOf = (signer: string) => guardians.find((one) => one.signer === signer)?.label ?? ''
  const findings = [
    ...findingsOf(policy, guardians, { ownPasskeys: [], account, oidc, email }),
    ...mailboxFindings(policy, guardians),
  ]
  return { guardians, findings, rows: timelineRows(policy, nameOf) }
}

const two = chosen(google, passphrase)
const one = chosen(wallet)
const invitations = (
  <Invitations
    invitations={[
      { id: '1', label: 'Bob', state: 'accepted', words: words.split(' ') },
      { id: '2', label: 'My laptop', state: 'open', words: [] },
      { id: '3', label: 'Carol', state: 'declined', words: [] },
    ]}
    onShow={nothing}
    onAdd={nothing}
    onForget={nothing}
  />
)
const none = { balanced: 0, simple: 0, strict: 0, custom: 0 }
const kinds: Config['recovery']['kinds'] = ['wallet', 'passphrase', 'passkey', 'oidc', 'email']
const offers = addableKinds({ oidc, email, recovery: { mode: 'all', kinds, minimumDelay: none } })
const add = { offers, onAdd: nothing, onRemove: nothing, onContinue: nothing }
const steps = [
  { chainId: 31337, name: 'Base', state: 'done' as const },
  { chainId: 31338, name: 'Arbitrum', state: 'pending' as const },
]

function told(state: Told['state'], isWithout = false): Told {
  const addresses = state === 'others' ? ['alice@example.net', 'https://example.org/recoveries'] : []
  return { addresses, state, isWithout, onWithout: nothing, onAdd: nothing }
}

const way = { minimum: none, slowed: undefined, onChoose: nothing, onContinue: nothing }

function preview(change: Partial<SetupPreviewProps> = {}) {
  return (
    <SetupPreview
      guardians={two.guardians}
      rows={two.rows}
      windowHours={168}
      told={told('others')}
      networks={[
        { chainId: 31337, name: 'Base', cost: '≈ 0.00031 ETH' },
        { chainId: 31338, name: 'Arbitrum', cost: undefined },
      ]}
      findings={two.findings}
      steps={[]}
      busy={undefined}
      onConfirm={nothing}
      onRetry={nothing}
      onBack={nothing}
      onFinish={nothing}
      {...change}
    />
  )
}

const shownWallet = { rdns: 'example.rabbit', name: 'Rabbit Wallet', icon: picture }

function oidcSheet(change: Partial<SignInFlow> = {}) {
  const flow: SignInFlow = {
    ...{ stage: 'ready', error: undefined, open: nothing, openHere: nothing, cancel: nothing },
    ...change,
  }
  return <OidcSheet open name="Google" flow={flow} notice={undefined} onClose={nothing} />
}

function walletSheet(
  stage: WalletStage,
  error?: unknown,
  wallets = [shownWallet, { rdns: 'b', name: 'Another Wallet', icon: undefined }],
) {
  const on = { onChoose: nothing, onPick: nothing, onSign: nothing, onAgain: nothing, onOther: nothing }
  return (
    <WalletSheet
      open
      {...{ stage, error, wallets, ...on }}
      notice={undefined}
      onCancel={nothing}
      onClose={nothing}
    />
  )
}

const passphraseProps = {
  open: true,
  account: { name: 'alice' },
  secret: new Secret(words),
  asked: [1, 4] as const,
  progress: undefined,
  onDerive: nothing,
  onOwn: nothing,
  onClose: nothing,
}
const ownProps = {
  open: true,
  progress: undefined,
  onTyped: nothing,
  onDerive: nothing,
  onGenerated: nothing,
  onClose: nothing,
}
const weak = {
  strong: false,
  problems: ['too-short', 'guessable'],
  characters: 9,
  score: 1,
  guesses: 900,
  advice: ['Add more words that are less common.'],
} as const
const inUse = {
  windowHours: 168,
  onChange: nothing,
  onChangeWay: nothing,
  onReplace: nothing,
  onRemove: nothing,
  onSwitchOff: nothing,
}
const custom = {
  counts: { [wallet.signer]: 2 },
  steps: [
    { points: 2, delay: 259_200 },
    { points: 3, delay: 0 },
  ],
  windowHours: 168,
}

export const setupFixtures: Record<string, () => React.ReactNode> = {
  'setup-empty': () => <ChooseGuardians guardians={[]} isEditing={false} {...add} />,
  'setup-guardians': () => <ChooseGuardians guardians={two.guardians} isEditing={false} {...add} />,
  'setup-invitations': () => (
    <ChooseGuardians guardians={[wallet]} isEditing invitations={invitations} {...add} />
  ),
  'setup-google': () => oidcSheet(),
  'setup-google-waiting': () => oidcSheet({ stage: 'waiting' }),
  'setup-google-blocked': () => oidcSheet({ stage: 'blocked' }),
  'setup-google-new-key': () => oidcSheet({ error: new OidcKeyError('unknown', 1) }),
  'setup-preview-two-googles': () => preview(chosen(google, otherGoogle, passphrase)),
  'setup-way-operator': () => (
    <ChooseWay
      {...{ way: 'simple', rows: undefined, findings: [], problem: new OperatorAloneError(0) }}
      {...{ ...way, guardians: two.guardians }}
    />
  ),
  'setup-way': () => <ChooseWay {...two} {...way} way="balanced" />,
  'setup-way-email': () => <ChooseWay {...chosen(mailbox, passphrase, wallet)} {...way} way="balanced" />,
  'setup-way-email-alone': () => <ChooseWay {...chosen(mailbox)} {...way} way="balanced" />,
  'setup-way-gmail': () => <ChooseWay {...chosen(realGoogle, gmail, passphrase)} {...way} way="balanced" />,
  'setup-way-slowed': () => (
    <ChooseWay
      {...{ ...two, ...way, way: 'balanced', minimum: { ...none, balanced: 96 * 3600 } }}
      rows={[
        { who: 'Any one guardian', delay: 96 * 3600 },
        { who: 'Both guardians together', delay: 0 },
      ]}
      slowed="Whoever runs this service lets one guardian alone wait at least 96 hours."
    />
  ),
  'setup-off': () => (
    <ChooseGuardians
      {...add}
      guardians={[]}
      isEditing={false}
      notice={<RecoveryMode mode="off" at="set-up" />}
    />
  ),
  'setup-preview-email': () => preview({ ...chosen(mailbox, passphrase), told: told('guardian-only') }),
  'setup-preview-email-without': () =>
    preview({ ...chosen(mailbox, passphrase), told: told('guardian-only', true) }),
  'setup-preview-untold': () => preview({ told: told('nobody') }),
  'setup-done-email': () => (
    <SetupDone
      accountName="alice"
      guardians={[mailbox, passphrase]}
      told={told('guardian-only')}
      steps={steps.map((step) => ({ ...step, state: 'done' as const }))}
      onRetryLabels={nothing}
      onDone={nothing}
    />
  ),
  'setup-way-one': () => <ChooseWay {...one} {...way} way="balanced" />,
  'setup-way-custom': () => (
    <ChooseWay
      {...way}
      way="custom"
      {...chosen(wallet, passphrase, friend)}
      custom={
        <CustomWay
          guardians={[wallet, passphrase, friend]}
          custom={custom}
          total={4}
          problem={customProblem(custom, 4)}
          onChange={nothing}
        />
      }
    />
  ),
  'setup-preview': () => preview(),
  'setup-preview-busy': () => preview({ busy: 'Waiting for your passkey…' }),
  'setup-preview-declined': () => preview({ error: new PasskeyNotAllowedError() }),
  'setup-preview-poor': () =>
    preview({
      networks: [
        {
          chainId: 31337,
          name: 'Base',
          cost: undefined,
          problem: 'Needs up to 0.0004 ETH here, and has 0. Send some to this account first.',
        },
        {
          chainId: 31338,
          name: 'Arbitrum',
          cost: undefined,
          problem: 'Does not answer now. Set it up later under Networks.',
        },
      ],
    }),
  'setup-sending': () => preview({ steps, busy: 'Waiting' }),
  'setup-failed': () =>
    preview({
      steps: [
        steps[0] as (typeof steps)[0],
        { chainId: 31338, name: 'Arbitrum', state: 'failed', error: new Error() },
      ],
    }),
  'setup-done': () => (
    <SetupDone
      accountName="alice"
      guardians={[wallet, passphrase, friend, unknown]}
      steps={steps.map((step) => ({ ...step, state: 'done' as const }))}
      told={told('others')}
      onRetryLabels={nothing}
      onDone={nothing}
    />
  ),
  'sheet-passphrase': () => <PassphraseSheet {...passphraseProps} />,
  'sheet-passphrase-progress': () => <PassphraseSheet {...passphraseProps} progress={0.4} />,
  'sheet-own-passphrase': () => <OwnPassphraseSheet {...ownProps} verdict={weak} />,
  'sheet-own-passphrase-strong': () => (
    <OwnPassphraseSheet {...ownProps} verdict={{ ...weak, strong: true, problems: [], advice: [] }} />
  ),
  'sheet-wallets': () => walletSheet({ at: 'choose' }),
  'sheet-wallets-none': () => walletSheet({ at: 'choose' }, undefined, []),
  'sheet-wallet-connecting': () => walletSheet({ at: 'connecting', wallet: shownWallet }),
  'sheet-wallet-pick': () =>
    walletSheet({ at: 'pick', wallet: shownWallet, addresses: [wallet.signer, passphrase.signer] }),
  'sheet-wallet-sign': () => walletSheet({ at: 'sign', wallet: shownWallet, address: wallet.signer }),
  'sheet-wallet-declined': () =>
    walletSheet({ at: 'sign', wallet: shownWallet, address: wallet.signer }, new WalletRejectedError()),
  'sheet-passkey': () => <PasskeySheet open busy={undefined} onMake={nothing} onClose={nothing} />,
  'sheet-invitation': () => (
    <InvitationSheet
      open
      label="Bob"
      link={`https://sparekey.example/invite/0x${'a7'.repeat(32)}`}
      isAnswered={false}
      onShare={nothing}
      onClose={nothing}
    />
  ),
  guardians: () => (
    <Guardians
      {...inUse}
      {...chosen(wallet, passphrase, friend, unknown)}
      health={{
        [wallet.signer]: {
          isGood: false,
          sentence: 'This wallet exists on Base only, and cannot help on Arbitrum.',
        },
        [passphrase.signer]: { isGood: true, sentence: 'Ready' },
        [friend.signer]: { isGood: true, sentence: 'Ready' },
      }}
    />
  ),
  'switch-off': () => (
    <SwitchOffSheet
      open
      steps={[]}
      busy={undefined}
      onConfirm={nothing}
      onRetry={nothing}
      onClose={nothing}
    />
  ),
}
