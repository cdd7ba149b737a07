import { useState } from 'react'
import type { Role } from 'sparekey/admin-schema'
import { Button } from '../../../web/src/components/Button.tsx'
import { Choice } from '../../../web/src/components/Choice.tsx'
import { ErrorNotice } from '../../../web/src/components/ErrorNotice.tsx'
import { LinkButton } from '../../../web/src/components/LinkButton.tsx'
import { Sheet } from '../../../web/src/components/Sheet.tsx'
import { TextField } from '../../../web/src/components/TextField.tsx'
import { roleWords } from '../words.ts'

/** @see InviteSheet */
export interface InviteSheetProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly onInvite: (operator: { readonly name: string; readonly role: Role }) => void
  readonly isBusy: boolean
  readonly error: unknown
}

/** The roles with what they may do. */
export const roleOptions = (Object.keys(roleWords) as Role[]).map((value) => ({ value, ...roleWords[value] }))

/** Makes a link for a new operator. */
export function InviteSheet({ open, onClose, onInvite, isBusy, error }: InviteSheetProps) {
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('support')
  const [isTried, setIsTried] = useState(false)
  const isNamed = name.trim().length > 0
  const invite = () => {
    setIsTried(true)
    if (isNamed) onInvite({ name: name.trim(), role })
  }
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title="Invite an operator"
      lead="You get a link that works once, within the hour. Your passkey is asked for again."
      actions={
        <>
          <Button busy={isBusy && 'Making the link…'} onClick={invite}>
            Make the link
          </Button>
          <LinkButton onClick={onClose}>Cancel</LinkButton>
        </>
      }
    >
      <ErrorNotice error={error} />
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        error={isTried && !isNamed ? 'Say whom the link is for.' : undefined}
        autoComplete="off"
        maxLength={64}
        required
      />
      <Choice legend="Role" options={roleOptions} value={role} onChange={setRole} />
    </Sheet>
  )
}
