import { ContractsMissingError, IdTokenError, OidcKeyError } from 'sparekey'
import type { NetworkStep } from '../../src/components/NetworkProgress.tsx'
import type { SignInFlow } from '../../src/oidc/useSignIn.ts'
import type { ApproveWaysProps } from '../../src/screens/ApproveWays.tsx'
import { Guarding } from '../../src/screens/Guarding.tsx'
import { Invite, type InviteProps } from '../../src/screens/Invite.tsx'
import { ObjectRecovery, type ObjectRecoveryProps } from '../../src/screens/ObjectRecovery.tsx'
import { RecoverDeadEnd } from '../../src/screens/RecoverDeadEnd.tsx'
import { RecoverFind, type RecoverFindProps } from '../../src/screens/RecoverFind.tsx'
import { type HelpingGuardian, RecoverHelp, type RecoverHelpProps } from '../../src/screens/RecoverHelp.tsx'
import { RecoverReason } from '../../src/screens/RecoverReason.tsx'
import { RequestAccept, type RequestAcceptProps } from '../../src/screens/RequestAccept.tsx'
import { RequestApprovals, type RequestApprovalsProps } from '../../src/screens/RequestApprovals.tsx'
import { RequestDone } from '../../src/screens/RequestDone.tsx'
import { RequestGuardian, type RequestGuardianProps } from '../../src/screens/RequestGuardian.tsx'
import { RequestOver } from '../../src/screens/RequestOver.tsx'
import { RequestWaiting, type RequestWaitingProps } from '../../src/screens/RequestWaiting.tsx'
import type { SelfSendProps } from '../../src/screens/SelfSend.tsx'
import { SignInReturn } from '../../src/screens/SignInReturn.tsx'

const ignore = () => undefined
const address = '0x52908400098527886e0f7030069857d2e4169ee7' as const
const zero = `0x${'00'.repeat(32)}` as const
const account = {
  name: 'alice-miller',
  address,
  firstPublicKey: { x: zero, y: zero },
  salt: zero,
  createdAt: '2026-11-20T12:00:00Z',
}
const other = { ...account, name: 'bob', address: '0x62908400098527886e0f7030069857d2e4169ee1' as const }
const name = account.name
const label = 'alice-miller_x7k2'
const words = ['purifier', 'stopwatch', 'unbundle', 'eskimo', 'jailhouse', 'prancing']
const hour = 3600
const chainNow = 1_795_000_000
const clock = { chainNow, readAt: Date.now() }
const ready = chainNow + 70 * hour
const times = {
  started: chainNow - 2 * hour,
  halfway: chainNow + 34 * hour,
  ready,
  end: ready + 168 * hour,
  clock,
}
const link = `http://localhost:4000/request/${zero}`

const wallets: RecoverFindProps['wallets'] = {
  wallets: [
    { rdns: 'dev', name: 'Dev Wallet', icon: undefined },
    { rdns: 'rabby', name: 'Rabby Wallet', icon: undefined },
  ],
  busy: undefined,
  onUse: ignore,
  onCancel: ignore,
}
const flow: SignInFlow = {
  stage: 'ready',
  error: undefined,
  open: ignore,
  openHere: ignore,
  cancel: ignore,
}
const google = (change: Partial<SignInFlow> = {}) => ({
  ...{ name: 'Google', isAlone: false, flow: { ...flow, ...change } },
})
/** Looking for an account. */
export const find: RecoverFindProps = {
  typed: '',
  onTyped: ignore,
  problem: undefined,
  onFind: ignore,
  busy: false,
  error: undefined,
  wallets,
  guarded: undefined,
  signIn: { ...google(), found: undefined },
  email: undefined,
  onPick: ignore,
  onBack: ignore,
}
const guardians: HelpingGuardian[] = [
  { index: 2, kind: 'oidc', title: 'A Google account', effect: 'Alone: opens after 72 hours.' },
  { index: 0, kind: 'address', title: 'A wallet or a passphrase', effect: 'Alone: opens after 72 hours.' },
  { index: 1, kind: 'passkey', title: 'A guardian’s passkey', effect: 'Alone: opens after 72 hours.' },
]
const help: RecoverHelpProps = {
  account,
  guardians,
  rows: [
    { who: 'Any one guardian', delay: 72 * hour },
    { who: 'All three guardians together', delay: 0 },
  ],
  unprotectedOn: [],
  silent: [],
  busy: false,
  error: undefined,
  hasPasskey: false,
  onMake: ignore,
  onOther: ignore,
}
/** Every way to approve but e-mail. */
export const ways: ApproveWaysProps = {
  signIn: google(),
  email: undefined,
  hasAddress: true,
  hasPasskey: true,
  wallets: wallets.wallets,
  busy: undefined,
  progress: 0,
  error: undefined,
  passphrase: { current: null },
  passphraseProblem: undefined,
  onWallet: ignore,
  onPassphrase: ignore,
  onPasskey: ignore,
  onCancel: ignore,
}
const selfSend: SelfSendProps = {
  networks: [{ chainId: 2, name: 'Arbitrum', busy: undefined, blocked: false, onUse: ignore }],
  wallets,
  isServerGone: false,
}
const asked = guardians.map(({ index, title, effect }) => ({ index, title, isApproved: false, note: effect }))
/** Approvals, none of them given. */
export const approvals: RequestApprovalsProps = {
  isAdding: false,
  ...{ name, address, label, words, link, ways, selfSend },
  guardians: asked,
  delay: undefined,
  start: { onStart: ignore, isBusy: false },
  error: undefined,
  onGiveUp: ignore,
}
const halfApproved = asked.map((one) =>
  one.index === 0
    ? { ...one, isApproved: true, note: undefined }
    : { ...one, note: 'Signed for Base, missing for Arbitrum.' },
)
/** Two networks. */
export const two = (first: Partial<NetworkStep>, second: Partial<NetworkStep>): NetworkStep[] => [
  { chainId: 1, name: 'Base', state: 'waiting', ...first },
  { chainId: 2, name: 'Arbitrum', state: 'waiting', ...second },
]
const gone: Partial<NetworkStep> = { state: 'done', note: 'The old passkey no longer works here.' }
/** Ready to be accepted. */
export const accept: RequestAcceptProps = {
  isAdding: false,
  ...{ name, address, label, words, selfSend },
  stage: 'accept',
  networks: two({}, {}),
  tooOld: undefined,
  isBusy: false,
  onSignIn: ignore,
  onAccept: ignore,
  onRetry: ignore,
  error: undefined,
}
const asking: RequestGuardianProps = {
  isAdding: false,
  ...{ name, address, words, ways },
  effect: 'More guardians are needed before anything happens.',
  isCompared: false,
  onCompared: ignore,
  outcome: undefined,
  onNotMyFriend: ignore,
  onMine: ignore,
}
const invite: InviteProps = {
  ...{ name, address, words: [] },
  state: 'open',
  busy: undefined,
  error: undefined,
  obstacle: undefined,
  onAccept: ignore,
  onDecline: ignore,
  onAgain: ignore,
}
const object: ObjectRecoveryProps = {
  isAdding: false,
  ...{ name, address, words, times },
  networks: two({}, {}),
  stage: 'asked',
  isBusy: false,
  onStop: ignore,
  onRetry: ignore,
  error: undefined,
}
const found = { wallet: 'Dev Wallet', address, silent: [] }
const frozen: Partial<NetworkStep> = { state: 'failed', error: new ContractsMissingError(2, undefined) }

/** The waiting time runs. */
export const waiting: RequestWaitingProps = {
  isAdding: false,
  ...{ name, words, times, link, ways, selfSend },
  networks: two({ state: 'done', note: 'The waiting time runs here.' }, { state: 'pending' }),
  tooOld: undefined,
  onRetry: ignore,
  onCalendar: ignore,
  error: undefined,
}

export const recoveryFixtures = {
  'recover-reason': () => (
    <RecoverReason
      notice={undefined}
      reason="device"
      onReason={ignore}
      onNext={ignore}
      obstacle={undefined}
      unfinished={undefined}
    />
  ),
  'recover-unfinished': () => (
    <RecoverReason
      notice={undefined}
      reason={undefined}
      onReason={ignore}
      onNext={ignore}
      obstacle="unsupported"
      unfinished={{ name, onGoOn: ignore, onDrop: ignore }}
    />
  ),
  'recover-find': () => <RecoverFind {...find} />,
  'recover-found-google': () => <RecoverFind {...find} signIn={{ ...google(), found: [account, other] }} />,
  'recover-wrong-google': () => <RecoverFind {...find} signIn={{ ...google(), found: [] }} />,
  'recover-found': () => <RecoverFind {...find} guarded={{ ...found, accounts: [account, other] }} />,
  'recover-wrong-wallet': () => <RecoverFind {...find} guarded={{ ...found, accounts: [] }} />,
  'recover-unknown': () => <RecoverFind {...find} typed="alise" problem="Nobody here is called “alise”." />,
  'recover-help': () => <RecoverHelp {...help} />,
  'recover-help-partly': () => <RecoverHelp {...help} unprotectedOn={['Optimism']} silent={['Arbitrum']} />,
  'recover-dead-end': () => (
    <RecoverDeadEnd account={account} silent={[]} notice={undefined} onOther={ignore} onAgain={ignore} />
  ),
  'request-approvals': () => <RequestApprovals {...approvals} />,
  'request-approved': () => (
    <RequestApprovals
      {...approvals}
      guardians={halfApproved}
      delay={72 * hour}
      ways={{ ...ways, busy: 'passphrase', progress: 0.4 }}
    />
  ),
  'request-wrong-phrase': () => (
    <RequestApprovals
      {...approvals}
      ways={{
        ...ways,
        passphraseProblem: 'This passphrase is none of the account’s guardians. Nothing was sent.',
      }}
    />
  ),
  'request-google-waiting': () => (
    <RequestApprovals {...approvals} ways={{ ...ways, signIn: google({ stage: 'waiting' }) }} />
  ),
  'request-google-blocked': () => (
    <RequestApprovals {...approvals} ways={{ ...ways, signIn: google({ stage: 'blocked' }) }} />
  ),
  'request-google-other': () => (
    <RequestApprovals
      {...approvals}
      ways={{ ...ways, signIn: google({ error: new IdTokenError('other-person') }) }}
    />
  ),
  'request-google-new-key': () => (
    <RequestApprovals
      {...approvals}
      ways={{
        ...ways,
        signIn: google({ error: new OidcKeyError('new', 1, { until: chainNow + 20 * hour, now: chainNow }) }),
      }}
    />
  ),
  'request-waiting': () => <RequestWaiting {...waiting} />,
  'request-too-old': () => (
    <RequestWaiting {...waiting} tooOld={{ signIn: { networks: ['Arbitrum'], way: google() } }} />
  ),
  'sign-in-elsewhere': () => <SignInReturn outcome="other-tab" />,
  'sign-in-unknown': () => <SignInReturn outcome="nowhere" />,
  'request-sign-in': () => <RequestAccept {...accept} stage="sign-in" />,
  'request-accept': () => <RequestAccept {...accept} />,
  'request-finishing': () => <RequestAccept {...accept} stage="finishing" networks={two(gone, frozen)} />,
  'request-server-gone': () => (
    <RequestAccept
      {...accept}
      stage="finishing"
      networks={two(gone, { state: 'pending' })}
      selfSend={{ ...selfSend, isServerGone: true }}
    />
  ),
  'request-done': () => (
    <RequestDone
      {...{ name, address }}
      isAdding={false}
      networks={two(gone, gone)}
      isBusy={false}
      onOpen={ignore}
      error={undefined}
    />
  ),
  'request-expired': () => <RequestOver state="expired" onAgain={ignore} />,
  'request-stopped': () => <RequestOver state="ended" onAgain={ignore} />,
  'guardian-asked': () => <RequestGuardian {...asking} />,
  'guardian-compared': () => <RequestGuardian {...asking} isCompared />,
  'guardian-approved': () => <RequestGuardian {...asking} outcome="approved" />,
  'guardian-declined': () => <RequestGuardian {...asking} outcome="declined" />,
  guarding: () => (
    <Guarding wallets={wallets} guarded={{ ...found, accounts: [account, other] }} error={undefined} />
  ),
  invite: () => <Invite {...invite} />,
  'invite-forged': () => <Invite {...invite} state="forged" />,
  'invite-accepted': () => <Invite {...invite} state="accepted" words={words} />,
  object: () => <ObjectRecovery {...object} />,
  'object-stopping': () => (
    <ObjectRecovery
      {...object}
      stage="stopping"
      networks={two({ state: 'done', note: 'Stopped here.' }, { state: 'pending' })}
    />
  ),
}
