import { useState } from 'react'
import { Button } from '../../../web/src/components/Button.tsx'
import { Card } from '../../../web/src/components/Card.tsx'
import { ErrorNotice } from '../../../web/src/components/ErrorNotice.tsx'
import { LinkButton } from '../../../web/src/components/LinkButton.tsx'
import { Sheet } from '../../../web/src/components/Sheet.tsx'
import { Segments } from '../components/Segments.tsx'

/** For whom the server helps with recoveries. */
export type RecoveryMode = 'all' | 'on-request' | 'off'

/** @see RecoverySwitch */
export interface RecoverySwitchProps {
  readonly mode: RecoveryMode
  /** Resolves once it is so. */
  readonly onSet: (mode: RecoveryMode) => Promise<void>
}

const options: readonly { value: RecoveryMode; title: string }[] = [
  { value: 'all', title: 'On for all' },
  { value: 'on-request', title: 'On request' },
  { value: 'off', title: 'Off' },
]

const words: Record<RecoveryMode, { readonly now: string; readonly ask: string; readonly button: string }> = {
  all: {
    now: 'Every customer can recover an account at any time.',
    ask: 'Every customer will be able to recover an account without asking you first. Accounts that you switched off or locked stay as they are.',
    button: 'Switch on for all',
  },
  'on-request': {
    now: 'Only accounts that you switch on one by one. A customer who is locked out has to ask you first.',
    ask: 'From now on our server helps only accounts that you switch on, one by one. Recoveries of other accounts get no further help.',
    button: 'Switch to on request',
  },
  off: {
    now: 'Our server helps with no recovery. Nobody gets a code, and nothing is sent for anybody.',
    ask: 'Our server will help with no recovery, not even with those that are under way.',
    button: 'Switch off for everybody',
  },
}

/** One control for all customers: who gets our server's help with a recovery. Asks before it changes anything. */
export function RecoverySwitch({ mode, onSet }: RecoverySwitchProps) {
  const [wanted, setWanted] = useState<RecoveryMode>()
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const close = () => {
    setWanted(undefined)
    setError(undefined)
  }
  const confirm = async () => {
    if (!wanted) return
    setIsBusy(true)
    setError(undefined)
    try {
      await onSet(wanted)
      setWanted(undefined)
    } catch (thrown) {
      setError(thrown)
    }
    setIsBusy(false)
  }
  const { ask, button } = words[wanted ?? mode]
  return (
    <Card title="Recovery for your customers">
      <Segments label="Recovery for your customers" options={options} value={mode} onChoose={setWanted} />
      <p aria-live="polite" className="text-muted">
        {words[mode].now}
      </p>
      <Sheet
        open={wanted !== undefined}
        onClose={close}
        title={`${button}?`}
        lead={ask}
        actions={
          <>
            <Button
              variant={wanted === 'off' ? 'danger' : 'primary'}
              busy={isBusy && 'Changing it…'}
              onClick={() => void confirm()}
            >
              {button}
            </Button>
            <LinkButton onClick={close}>Leave it as it is</LinkButton>
          </>
        }
      >
        <p>
          What guardians and owners send to the networks by themselves goes on, whatever is set here. An owner
          can always stop a recovery.
        </p>
        <ErrorNotice error={error} />
      </Sheet>
    </Card>
  )
}
