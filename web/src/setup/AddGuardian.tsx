import type { Config, SessionJson } from 'sparekey/schema'
import { clientsOf, networksOf } from '../chains.ts'
import { EmailSheet } from '../screens/EmailSheet.tsx'
import { OidcSheet } from '../screens/OidcSheet.tsx'
import { OwnPassphraseSheet } from '../screens/OwnPassphraseSheet.tsx'
import { PassphraseSheet } from '../screens/PassphraseSheet.tsx'
import { WalletSheet } from '../screens/WalletSheet.tsx'
import type { ChosenGuardian, SetupDraft } from './draft.ts'
import { useEmailLink } from './useEmailLink.ts'
import { useOidcLink } from './useOidcLink.ts'
import { usePassphrase } from './usePassphrase.ts'
import { useWalletFlow } from './useWalletFlow.ts'

interface AddGuardianProps {
  readonly session: SessionJson
  readonly config: Config
  readonly draft: SetupDraft
  readonly keep: (draft: SetupDraft) => void
  readonly open: boolean
  readonly onGuardian: (guardian: ChosenGuardian) => void
  readonly onClose: () => void
}

/** The passphrase sheet with its work. */
export function AddPassphrase({ session, draft, open, onGuardian, onClose }: AddGuardianProps) {
  const accountName = session.account.name
  const flow = usePassphrase({ draft, accountName, onGuardian })
  const close = () => {
    flow.close()
    onClose()
  }
  const { progress, error } = flow
  if (flow.isOwn)
    return (
      <OwnPassphraseSheet
        {...{ open, progress, error }}
        verdict={flow.verdict}
        onTyped={flow.judge}
        onDerive={flow.deriveOwn}
        onGenerated={flow.useGenerated}
        onClose={close}
      />
    )
  return (
    <PassphraseSheet
      {...{ open, progress, error }}
      account={session.account}
      secret={flow.secret}
      asked={flow.asked}
      onDerive={flow.derive}
      onOwn={flow.useOwn}
      onClose={close}
    />
  )
}

/** The wallet sheet with its work. */
export function AddWallet({ session, config, draft, keep, open, onGuardian, onClose }: AddGuardianProps) {
  const clients = clientsOf(networksOf(config))
  const flow = useWalletFlow({ draft, keep, clients, accountName: session.account.name, onGuardian })
  return (
    <WalletSheet
      open={open}
      stage={flow.stage}
      wallets={flow.wallets}
      error={flow.error}
      notice={config.legalNotice}
      onChoose={flow.connect}
      onPick={flow.pick}
      onSign={flow.sign}
      onAgain={flow.again}
      onOther={flow.leave}
      onCancel={flow.cancel}
      onClose={() => {
        flow.leave()
        onClose()
      }}
    />
  )
}

/** The sheet of accounts elsewhere with its work. */
export function AddOidc({ config, draft, open, onGuardian, onClose }: AddGuardianProps) {
  const flow = useOidcLink({ draft, config, onGuardian })
  const close = () => {
    flow.cancel()
    onClose()
  }
  return (
    <OidcSheet
      {...{ open, flow }}
      name={config.oidc?.name ?? ''}
      notice={config.legalNotice}
      onClose={close}
    />
  )
}

/** The e-mail sheet with its work. What was asked for stays, so that somebody can look for the mail and come back. */
export function AddEmail({ session, config, open, onGuardian, onClose }: AddGuardianProps) {
  const flow = useEmailLink({ session, config, onGuardian })
  return <EmailSheet {...{ open, flow, onClose }} from={config.email?.from ?? ''} />
}
