import { useState } from 'react'
import { Button } from '../components/Button.tsx'
import { Choice } from '../components/Choice.tsx'
import { Sheet } from '../components/Sheet.tsx'

/** Who lets a new passkey in. */
export type LetInBy = 'passkey' | 'guardian'

const options = [
  {
    value: 'passkey',
    title: 'Yes, I can use one',
    note: 'On this device, a phone or a security key. It lets the new one in at once.',
  },
  {
    value: 'guardian',
    title: 'No, none of them works here',
    note: 'We look where they may be. Otherwise a guardian lets a new one in, for example by an e-mail code.',
  },
] as const

/** A new passkey: whoever has another one needs nobody, whoever has none needs a guardian. */
export function NewPasskeySheet({ open, onClose, onGoOn }: NewPasskeySheetProps) {
  const [by, setBy] = useState<LetInBy>('passkey')
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title="Set up a new passkey"
      lead="Your passkeys so far stay as they are."
      actions={<Button onClick={() => onGoOn(by)}>Continue</Button>}
    >
      <Choice
        legend="Can you use a passkey of this account now?"
        options={options}
        value={by}
        onChange={setBy}
      />
    </Sheet>
  )
}

/** @see NewPasskeySheet */
export interface NewPasskeySheetProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly onGoOn: (by: LetInBy) => void
}
