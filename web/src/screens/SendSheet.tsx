import { Button } from '../components/Button.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { NetworkProgress, type NetworkStep } from '../components/NetworkProgress.tsx'
import { SelectField } from '../components/SelectField.tsx'
import { Sheet } from '../components/Sheet.tsx'
import { TextField } from '../components/TextField.tsx'
import { PromptFailure } from './PromptFailure.tsx'

/** @see SendSheet */
export interface SendSheetProps {
  readonly open: boolean
  readonly onClose: () => void
  /** What can be sent: one entry per money and network. */
  readonly options: readonly { readonly value: string; readonly title: string }[]
  readonly choice: string
  readonly symbol: string
  readonly to: string
  readonly amount: string
  readonly onChange: (change: { choice?: string; to?: string; amount?: string }) => void
  readonly toProblem: string | undefined
  readonly amountProblem: string | undefined
  /** "at most 0.00012 ETH on Base"; undefined while it is not known. */
  readonly fee: string | undefined
  readonly canSend: boolean
  readonly onAll: () => void
  readonly onSend: () => void
  readonly isBusy: boolean
  readonly steps: readonly NetworkStep[]
  readonly error: unknown
}

/** Sends money: what, to whom, how much; one prompt. */
export function SendSheet(props: SendSheetProps) {
  const { open, onClose, steps, isBusy, error, canSend, onSend, amount, symbol } = props
  const isDone = steps.length > 0 && steps.every(({ state }) => state === 'done')
  if (isDone)
    return (
      <Sheet
        open={open}
        onClose={onClose}
        title="Sent"
        lead={`${amount} ${symbol} has left your account.`}
        actions={<Button onClick={onClose}>Done</Button>}
      >
        <NetworkProgress networks={steps} />
      </Sheet>
    )
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title="Send"
      actions={
        <Button disabled={!canSend} busy={isBusy && busyWord(steps)} onClick={onSend}>
          Send with passkey
        </Button>
      }
    >
      <Fields {...props} />
      {steps.length > 0 && <NetworkProgress networks={steps} />}
      <PromptFailure error={error} />
    </Sheet>
  )
}

function busyWord(steps: readonly NetworkStep[]): string {
  return steps.some(({ state }) => state === 'pending') ? 'Sending…' : 'Waiting for your passkey…'
}

function Fields(props: SendSheetProps) {
  const { options, choice, to, amount, onChange, toProblem, amountProblem, fee, onAll, symbol } = props
  return (
    <div className="flex flex-col gap-1">
      <SelectField
        label="What"
        value={choice}
        options={options}
        onChange={(value) => onChange({ choice: value })}
      />
      <TextField
        label="To"
        value={to}
        onChange={(value) => onChange({ to: value })}
        error={toProblem}
        hint="The address, on the same network."
        autoComplete="off"
      />
      <TextField
        label="Amount"
        value={amount}
        inputMode="decimal"
        autoComplete="off"
        onChange={(value) => onChange({ amount: value })}
        error={amountProblem}
        hint={fee ? `Network fee: ${fee}` : 'The network fee appears here.'}
        suffix={
          <span className="flex items-center gap-1.5">
            <span className="text-muted">{symbol}</span>
            <LinkButton onClick={onAll}>All</LinkButton>
          </span>
        }
      />
    </div>
  )
}
