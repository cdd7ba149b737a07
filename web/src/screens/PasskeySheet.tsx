import { useState } from 'react'
import { Button } from '../components/Button.tsx'
import { Choice } from '../components/Choice.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Notice } from '../components/Notice.tsx'
import { Sheet } from '../components/Sheet.tsx'
import { TextField } from '../components/TextField.tsx'

/** Where a guardian's passkey is made. */
export type PasskeyPlace = 'link' | 'security-key' | 'here'

/** Guardian sheet: another passkey, of a friend or on another device by link, on a security key, or here. */
export function PasskeySheet({ open, busy, error, onMake, onClose }: PasskeySheetProps) {
  const [place, setPlace] = useState<PasskeyPlace>('link')
  const [label, setLabel] = useState('')
  const [isMissing, setIsMissing] = useState(false)
  const name = label.trim()
  const submit = () => {
    if (name === '') setIsMissing(true)
    else if (!busy) onMake(place, name)
  }
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title="Another passkey"
      lead="It can only help to get this account back. It cannot open or move anything."
      actions={
        <Button onClick={submit} busy={busy}>
          {place === 'link' ? 'Make an invitation' : 'Make the passkey'}
        </Button>
      }
    >
      <Choice
        legend="Where is it?"
        value={place}
        onChange={setPlace}
        options={[
          {
            value: 'link',
            title: 'A friend, or another device',
            badge: 'Recommended',
            note: 'You send a link. Your passkey signs the invitation.',
          },
          {
            value: 'security-key',
            title: 'A security key',
            note: 'You plug it in or hold it to this device now.',
          },
          {
            value: 'here',
            title: 'This device',
            note: 'Helps if a passkey is deleted, not if this device is lost.',
          },
        ]}
      />
      {place === 'here' && (
        <Notice tone="warning">
          If your account’s passkey is on this device too, both are lost together. Add another guardian as
          well.
        </Notice>
      )}
      <TextField
        label={place === 'link' ? 'Who is it?' : 'What do you call it?'}
        value={label}
        maxLength={40}
        autoComplete="off"
        error={isMissing && name === '' && 'Give it a name, so that you know it later.'}
        hint={
          place === 'link'
            ? 'For example: Bob, or my laptop. Only you see this name.'
            : 'For example: blue key in the drawer.'
        }
        onChange={setLabel}
      />
      <ErrorNotice error={error} />
    </Sheet>
  )
}

/** @see PasskeySheet */
export interface PasskeySheetProps {
  readonly open: boolean
  readonly busy: string | undefined
  readonly error?: unknown
  readonly onMake: (place: PasskeyPlace, label: string) => void
  readonly onClose: () => void
}
