import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Config, SessionJson } from 'sparekey/schema'
import { ChooseGuardians } from '../screens/ChooseGuardians.tsx'
import { InvitationSheet } from '../screens/InvitationSheet.tsx'
import { Invitations } from '../screens/Invitations.tsx'
import { PasskeySheet } from '../screens/PasskeySheet.tsx'
import { RecoveryMode } from '../screens/RecoveryMode.tsx'
import { AddEmail, AddOidc, AddPassphrase, AddWallet } from './AddGuardian.tsx'
import { type ChosenGuardian, NO_POLICY, type SetupDraft, withGuardian, withoutGuardian } from './draft.ts'
import { invitationLink } from './invitations.ts'
import { usePasskeyFlow } from './usePasskeyFlow.ts'
import { addableKinds } from './words.ts'

interface SetupGuardiansProps {
  readonly session: SessionJson
  readonly config: Config
  readonly draft: SetupDraft
  readonly keep: (draft: SetupDraft) => void
  readonly notice?: ReactNode
  readonly onContinue: () => void
}

/** Choosing guardians: the screen with its sheets. */
export function SetupGuardians({ session, config, draft, keep, notice, onContinue }: SetupGuardiansProps) {
  const { add } = useSearch({ from: '/account/setup' })
  const navigate = useNavigate({ from: '/account/setup' })
  const close = () => void navigate({ search: { step: 'guardians' }, replace: true })
  const onGuardian = (guardian: ChosenGuardian) => {
    keep({ ...withGuardian(draft, guardian), wallet: null })
    close()
  }
  const passkeys = usePasskeyFlow({ session, config, guardians: draft.guardians, onGuardian })
  const sheet = { session, config, draft, keep, onGuardian, onClose: close }
  // All mailboxes are the word of one operator: a second would add nothing.
  const hasEmail = draft.guardians.some(({ kind }) => kind === 'email')
  return (
    <>
      <ChooseGuardians
        guardians={draft.guardians}
        offers={addableKinds(config).filter(({ kind }) => kind !== 'email' || !hasEmail)}
        isEditing={draft.base !== NO_POLICY}
        notice={
          <>
            {notice}
            <RecoveryMode mode={config.recovery.mode} at="set-up" />
          </>
        }
        invitations={
          <Invitations
            invitations={passkeys.shown}
            onShow={passkeys.show}
            onAdd={passkeys.add}
            onForget={passkeys.forget}
          />
        }
        onAdd={(kind) => void navigate({ search: { step: 'guardians', add: kind } })}
        onRemove={(signer) => keep(withoutGuardian(draft, signer))}
        onContinue={onContinue}
      />
      {add === 'oidc' && <AddOidc {...sheet} open />}
      {add === 'passphrase' && <AddPassphrase {...sheet} open />}
      {add === 'wallet' && <AddWallet {...sheet} open />}
      {add === 'email' && !hasEmail && <AddEmail {...sheet} open />}
      <PasskeySheets isAdding={add === 'passkey'} passkeys={passkeys} onClose={close} />
    </>
  )
}

interface PasskeySheetsProps {
  readonly isAdding: boolean
  readonly passkeys: ReturnType<typeof usePasskeyFlow>
  readonly onClose: () => void
}

/** Making another passkey, or the link for whoever makes it. */
function PasskeySheets({ isAdding, passkeys, onClose }: PasskeySheetsProps) {
  const { current } = passkeys
  const leave = (how: () => void) => () => {
    how()
    onClose()
  }
  if (current) {
    const link = invitationLink(current.id)
    const share = () => void navigator.share({ url: link }).catch(() => undefined)
    return (
      <InvitationSheet
        open
        label={current.label}
        link={link}
        isAnswered={current.state !== 'open'}
        onShare={'share' in navigator ? share : undefined}
        onClose={leave(passkeys.hide)}
      />
    )
  }
  return isAdding ? (
    <PasskeySheet
      open
      busy={passkeys.busy}
      error={passkeys.error}
      onMake={(place, label) => void passkeys.make(place, label)}
      onClose={leave(passkeys.reset)}
    />
  ) : null
}
