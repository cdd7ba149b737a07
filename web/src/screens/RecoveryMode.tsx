import type { RecoverySettings } from 'sparekey/schema'
import { Notice } from '../components/Notice.tsx'

/** What the operator has decided about recoveries, where they begin or are prepared; says nothing where all are helped. */
export function RecoveryMode({ mode, at }: RecoveryModeProps) {
  if (mode === 'off')
    return (
      <Notice tone="warning" title="Recoveries are switched off here">
        {at === 'set-up'
          ? 'You can choose guardians all the same: they count on the networks, and with a wallet, a passphrase or a passkey they can help without this service.'
          : 'Whoever runs this service does not help with them at the moment. Your guardians still count on the networks, and what your account holds stays where it is. Look for your passkey first, then ask whoever runs this service.'}
      </Notice>
    )
  if (mode === 'on-request' && at === 'recover')
    return (
      <Notice title="First tell whoever runs this service">
        They open a recovery for you when you say that you are locked out. Until then it stops at its first
        step.
      </Notice>
    )
  return null
}

/** @see RecoveryMode */
export interface RecoveryModeProps {
  /** Undefined while it is not known. */
  readonly mode: RecoverySettings['mode'] | undefined
  readonly at: 'set-up' | 'recover'
}
