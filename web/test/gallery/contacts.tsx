// A mailbox as a guardian, and who is told: the sheets with their code, the list, and the way out of notices.
import { CodeElsewhereError, CodeMalformedError, UnknownVerifierError } from 'sparekey'
import { ApiError } from '../../src/apiErrors.ts'
import type { WebhookFlow } from '../../src/contacts/useAddContact.ts'
import type { CodeFlow } from '../../src/email/useCode.ts'
import { AddContactSheet, type ContactKind } from '../../src/screens/AddContactSheet.tsx'
import { Contacts, type ContactsProps } from '../../src/screens/Contacts.tsx'
import { EmailSheet } from '../../src/screens/EmailSheet.tsx'
import { RecoverReason } from '../../src/screens/RecoverReason.tsx'
import { RemoveContactSheet, type RemoveContactSheetProps } from '../../src/screens/RemoveContactSheet.tsx'
import { Unsubscribe, type UnsubscribeProps } from '../../src/screens/Unsubscribe.tsx'

const ignore = () => undefined
const from = 'recovery@example.org'
const minute = 60_000
const typed: CodeFlow = {
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
const sent: CodeFlow = {
  ...{ ...typed, stage: 'code', address: 'alice@example.org' },
  // Pictures have a clock of their own, read when they are taken.
  get endsAt() {
    return Date.now() + 14.5 * minute
  },
}
const used = {
  ...{ type: 'about:blank', status: 409, code: 'code_gone', title: 'This code is over' },
  detail: 'Ask for a new one.',
}
const busy = {
  ...{ type: 'about:blank', status: 429, code: 'rate_limited', title: 'Too many mails' },
  detail: 'Try again in 12 minutes.',
}
const webhook: WebhookFlow = {
  ...{ url: 'https://example.org/recoveries', problem: undefined, isBusy: false, error: undefined },
  ...{ onUrl: ignore, onAdd: ignore },
}
const list: ContactsProps = {
  contacts: [
    { id: '1', kind: 'email', address: 'alice@example.net', isMuted: false, added: 'Added on 3 Nov 2026' },
    {
      ...{ id: '2', kind: 'email', isMuted: true, added: 'Added on 4 Nov 2026' },
      address: 'a.very.long.name.of.somebody.who.helps@department.university.example.com',
    },
    {
      ...{ id: '3', kind: 'webhook', isMuted: false, added: 'Added on 5 Nov 2026' },
      address: 'https://hooks.example.org/recoveries/7f3a2b1c9d8e',
    },
  ],
  told: 'others',
  guardian: 'a•••@example.org',
  error: undefined,
  onRetry: ignore,
  onAdd: ignore,
  onRemove: ignore,
}
const removing: RemoveContactSheetProps = {
  ...{ open: true, address: 'alice@example.net', consequence: undefined, isBusy: false, error: undefined },
  ...{ onRemove: ignore, onClose: ignore },
}
const leaving: UnsubscribeProps = { stage: 'asked', isBusy: false, error: undefined, onUnsubscribe: ignore }

function sheet(change: Partial<CodeFlow> = {}, base = typed) {
  return <EmailSheet open flow={{ ...base, ...change }} from={from} onClose={ignore} />
}

function adding(kind: ContactKind, mail = typed, hook = webhook) {
  return <AddContactSheet open {...{ kind, from, mail, webhook: hook }} onKind={ignore} onClose={ignore} />
}

export const contactFixtures: Record<string, () => React.ReactNode> = {
  'sheet-email': () => sheet(),
  'sheet-email-wrong': () =>
    sheet({
      address: 'Alice <alice@example.org>',
      addressProblem:
        'Mail cannot be sent to this. Write it like alice@example.org, without a name around it.',
    }),
  'sheet-email-too-many': () => sheet({ address: 'alice@example.org', error: new ApiError(busy) }),
  'sheet-email-verifier': () =>
    sheet({
      address: 'alice@example.org',
      error: new UnknownVerifierError('0xe1da93282d593df410d7b73a06d3c544142297c3', 8453, 'emailGuardian'),
    }),
  'sheet-email-code': () => sheet({}, sent),
  'sheet-email-checking': () => sheet({ busy: 'checking' }, sent),
  'sheet-email-part': () => sheet({ error: new CodeMalformedError() }, sent),
  'sheet-email-elsewhere': () => sheet({ error: new CodeElsewhereError() }, sent),
  'sheet-email-over': () => sheet({ stage: 'over', error: new ApiError(used) }),
  contacts: () => <Contacts {...list} />,
  'contacts-loading': () => <Contacts {...list} contacts={undefined} />,
  'contacts-empty': () => <Contacts {...list} contacts={[]} told="nobody" guardian={undefined} />,
  'contacts-guardian-only': () => <Contacts {...list} contacts={[]} told="guardian-only" />,
  'contacts-failed': () => <Contacts {...list} contacts={undefined} error={new ApiError(busy)} />,
  'contact-add': () => adding('email'),
  'contact-add-code': () => adding('email', sent),
  'contact-add-webhook': () => adding('webhook'),
  'contact-add-webhook-wrong': () =>
    adding('webhook', typed, {
      ...webhook,
      url: 'example.org',
      problem: 'It begins with https://, like https://example.org/recoveries.',
    }),
  'contact-remove': () => <RemoveContactSheet {...removing} />,
  'contact-remove-last': () => <RemoveContactSheet {...removing} consequence="guardian-only" />,
  unsubscribe: () => <Unsubscribe {...leaving} />,
  unsubscribed: () => <Unsubscribe {...leaving} stage="done" />,
  'unsubscribe-no-token': () => <Unsubscribe {...leaving} stage="no-token" />,
  'recover-off': () => (
    <RecoverReason
      {...{ notice: undefined, reason: 'device', obstacle: undefined, unfinished: undefined }}
      {...{ mode: 'off', onReason: ignore, onNext: ignore }}
    />
  ),
  'recover-on-request': () => (
    <RecoverReason
      {...{ notice: undefined, reason: 'device', obstacle: undefined, unfinished: undefined }}
      {...{ mode: 'on-request', onReason: ignore, onNext: ignore }}
    />
  ),
}
