import { useState } from 'react'
import type { Config, SessionJson } from 'sparekey/schema'
import { AddContactSheet, type ContactKind } from '../screens/AddContactSheet.tsx'
import { useAddContact } from './useAddContact.ts'

interface AddContactProps {
  readonly session: SessionJson
  readonly config: Config
  readonly onClose: () => void
}

/** The sheet for somebody more who is told, with its work; closes itself when it is done. */
export function AddContact({ session, config, onClose }: AddContactProps) {
  const { email } = config
  const [kind, setKind] = useState<ContactKind>(email ? 'email' : 'webhook')
  const { mail, webhook } = useAddContact(session, onClose)
  return (
    <AddContactSheet
      open
      kind={kind}
      onKind={setKind}
      from={email?.from}
      mail={mail}
      webhook={webhook}
      onClose={onClose}
    />
  )
}
