import { useState } from 'react'
import { TextField } from '../../../web/src/components/TextField.tsx'
import type { Contact } from './AccountPage.tsx'
import { ReasonSheet, type ReasonSheetProps } from './ReasonSheet.tsx'

/** @see ContactSheet */
export interface ContactSheetProps extends Pick<ReasonSheetProps, 'open' | 'onClose' | 'isBusy' | 'error'> {
  readonly contact: Contact
  /** @param address the new one; null removes the contact */
  readonly onPropose: (address: string | null, reason: string) => void
}

/** Proposes another address for somebody who is told: for when the mailbox on file is not the owner’s any more. */
export function ContactSheet({ contact, onPropose, ...sheet }: ContactSheetProps) {
  const [address, setAddress] = useState('')
  return (
    <ReasonSheet
      {...sheet}
      title="Propose another address"
      lead={
        <>
          Instead of {contact.address}. A second operator has to confirm it, and the owner is told at the old
          address too. It changes who is told, never who can approve.
        </>
      }
      button={address.trim() ? 'Propose this address' : 'Propose to remove it'}
      onDo={(reason) => onPropose(address.trim() || null, reason)}
    >
      <TextField
        label="New e-mail address"
        type="email"
        inputMode="email"
        value={address}
        onChange={setAddress}
        hint="Leave it empty to remove the old one without another in its place."
        autoComplete="off"
        maxLength={254}
      />
    </ReasonSheet>
  )
}
