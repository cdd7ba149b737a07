import { useNavigate } from '@tanstack/react-router'
import type { AccountDetailJson, AccountRecovery, ProposalBody } from 'sparekey/admin-schema'
import { api } from './api.ts'
import type { Contact } from './screens/AccountPage.tsx'
import { ContactSheet } from './screens/ContactSheet.tsx'
import { LockSheet } from './screens/LockSheet.tsx'
import { ReasonSheet } from './screens/ReasonSheet.tsx'
import { useAct } from './useAct.ts'
import { recoveryWords } from './words.ts'

/** What is being done to an account. */
export type OpenAct =
  | { readonly kind: 'lock' }
  | { readonly kind: 'unlock' }
  | { readonly kind: 'recovery'; readonly recovery: AccountRecovery }
  | { readonly kind: 'contact'; readonly contact: Contact }

/** @see AccountActs */
export interface AccountActsProps {
  readonly account: AccountDetailJson
  readonly act: OpenAct
  readonly onClose: () => void
}

/** The dialogs of an account’s page, one at a time. */
export function AccountActs({ account, act, onClose }: AccountActsProps) {
  if (act.kind === 'lock') return <Lock account={account} onClose={onClose} />
  if (act.kind === 'recovery') return <Recovery account={account} recovery={act.recovery} onClose={onClose} />
  return <Proposal account={account} act={act} onClose={onClose} />
}

type Of<T> = Omit<AccountActsProps, 'act'> & T

const changes = [['account'], ['accounts'], ['history'], ['queue']]

function Lock({ account, onClose }: Of<unknown>) {
  const { mutate, isPending, error } = useAct(
    (lock: { reason: string; until: string }) => api.lock(account.address, lock),
    changes,
  )
  return (
    <LockSheet
      open
      onClose={onClose}
      name={account.name}
      lockedUntil={account.lock?.until}
      onLock={(lock) => mutate(lock, { onSuccess: onClose })}
      isBusy={isPending}
      error={error}
    />
  )
}

const recoveryLeads: Record<AccountRecovery, string> = {
  default: 'From now on what you set for all customers counts for this one too.',
  on: 'Our server will help this customer, whatever is set for everybody. A lock still comes first.',
  off: 'Our server will not help this customer, not even with a recovery that is under way. The owner can still stop one.',
}

function Recovery({ account, recovery, onClose }: Of<{ readonly recovery: AccountRecovery }>) {
  const { mutate, isPending, error } = useAct(
    (reason: string) => api.setAccountRecovery(account.address, { recovery, reason }),
    changes,
  )
  return (
    <ReasonSheet
      open
      onClose={onClose}
      title={`Recovery of ${account.name}: ${recoveryWords[recovery].toLowerCase()}`}
      lead={recoveryLeads[recovery]}
      button="Change it"
      isDanger={recovery === 'off'}
      onDo={(reason) => mutate(reason, { onSuccess: onClose })}
      isBusy={isPending}
      error={error}
    />
  )
}

function Proposal({ account, act, onClose }: Of<{ act: Extract<OpenAct, { kind: 'unlock' | 'contact' }> }>) {
  const navigate = useNavigate()
  const { mutate, isPending, error } = useAct((body: ProposalBody) => api.propose(body), [['proposals']])
  const propose = (body: ProposalBody) =>
    mutate(body, { onSuccess: () => void navigate({ to: '/proposals' }) })
  const common = { open: true, onClose, isBusy: isPending, error }
  if (act.kind === 'contact')
    return (
      <ContactSheet
        {...common}
        contact={act.contact}
        onPropose={(address, reason) =>
          propose({ kind: 'contact', account: account.address, contactId: act.contact.id, address, reason })
        }
      />
    )
  return (
    <ReasonSheet
      {...common}
      title={`Unlock ${account.name} early`}
      lead="A second operator has to confirm it: whoever talked you into it must convince two. Until then the lock stays."
      button="Propose to unlock"
      onDo={(reason) => propose({ kind: 'unlock', account: account.address, reason })}
    />
  )
}
