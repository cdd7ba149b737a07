import { CodeElsewhereError, CodeMalformedError } from 'sparekey'
import type { CodeFlow } from '../../src/email/useCode.ts'
import type { ApproveWaysProps } from '../../src/screens/ApproveWays.tsx'
import type { EmailLookup } from '../../src/screens/FindByEmail.tsx'
import { RecoverFind } from '../../src/screens/RecoverFind.tsx'
import { RequestAccept } from '../../src/screens/RequestAccept.tsx'
import { RequestApprovals } from '../../src/screens/RequestApprovals.tsx'
import { RequestDone } from '../../src/screens/RequestDone.tsx'
import { RequestWaiting } from '../../src/screens/RequestWaiting.tsx'
import { accept, approvals, find, two, waiting, ways } from './recovery.tsx'

const ignore = () => undefined
const from = 'recovery@example.org'
const flow: CodeFlow = {
  stage: 'address',
  busy: undefined,
  address: '',
  addressProblem: undefined,
  endsAt: undefined,
  error: undefined,
  onAddress: ignore,
  onAsk: ignore,
  onCode: ignore,
  onOther: ignore,
}
const code = {
  stage: 'code',
  address: 'alice@example.org',
  // What the pictures' clock says, and 14 minutes.
  endsAt: 1_795_000_000_000 + 840_000,
} as const
const by = (change: Partial<CodeFlow> = {}): ApproveWaysProps => ({
  ...ways,
  signIn: undefined,
  hasAddress: false,
  hasPasskey: false,
  email: { flow: { ...flow, ...change }, from, isAlone: true },
})
const lookup: EmailLookup = {
  from,
  typed: '',
  problem: undefined,
  sentTo: undefined,
  isBusy: false,
  error: undefined,
  onTyped: ignore,
  onSend: ignore,
  onOther: ignore,
}
const asked: typeof approvals.guardians = [
  { index: 0, title: 'An e-mail address', isApproved: false, note: 'Alone: opens after 72 hours.' },
]
const byEmail = { ...approvals, guardians: asked }
const limited = {
  type: 'about:blank',
  title: 'Too many tries',
  status: 429,
  code: 'rate_limited',
  detail: 'Wait a little and try again.',
}
const gone = { state: 'done', note: 'The new passkey works here.' } as const

export const recoveryByEmailFixtures = {
  'request-email': () => <RequestApprovals {...byEmail} ways={by()} />,
  'request-email-sending': () => (
    <RequestApprovals {...byEmail} ways={by({ address: code.address, busy: 'asking' })} />
  ),
  'request-email-no-address': () => (
    <RequestApprovals {...byEmail} ways={by({ addressProblem: 'Type an e-mail address.' })} />
  ),
  'request-email-limit': () => (
    <RequestApprovals {...byEmail} ways={by({ address: code.address, error: limited })} />
  ),
  'request-email-code': () => <RequestApprovals {...byEmail} ways={by(code)} />,
  'request-email-checking': () => <RequestApprovals {...byEmail} ways={by({ ...code, busy: 'checking' })} />,
  'request-email-mistyped': () => (
    <RequestApprovals {...byEmail} ways={by({ ...code, error: new CodeMalformedError() })} />
  ),
  'request-email-elsewhere': () => (
    <RequestApprovals {...byEmail} ways={by({ ...code, error: new CodeElsewhereError() })} />
  ),
  'request-email-over': () => (
    <RequestApprovals {...byEmail} ways={by({ stage: 'over', address: code.address })} />
  ),
  'request-email-too-old': () => {
    const { email } = by()
    return (
      <RequestWaiting
        {...waiting}
        {...(email && { tooOld: { email: { networks: ['Arbitrum'], way: email } } })}
      />
    )
  },
  'recover-find-email': () => <RecoverFind {...find} email={lookup} />,
  'recover-email-wrong': () => (
    <RecoverFind
      {...find}
      email={{
        ...lookup,
        typed: 'alice',
        problem: 'Write the address like alice@example.org, without a name around it.',
      }}
    />
  ),
  'recover-email-sent': () => <RecoverFind {...find} email={{ ...lookup, sentTo: 'alice@example.org' }} />,
  'adding-approvals': () => <RequestApprovals {...byEmail} isAdding ways={by()} />,
  'adding-waiting': () => <RequestWaiting {...waiting} isAdding />,
  'adding-accept': () => <RequestAccept {...accept} isAdding />,
  'adding-done': () => (
    <RequestDone
      name={accept.name}
      address={accept.address}
      isAdding
      networks={two(gone, gone)}
      isBusy={false}
      onOpen={ignore}
      error={undefined}
    />
  ),
}
