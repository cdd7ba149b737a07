import { useState } from 'react'
import type { OperatorJson, Role } from 'sparekey/admin-schema'
import { Choice } from '../../../web/src/components/Choice.tsx'
import { roleOptions } from './InviteSheet.tsx'
import { ReasonSheet, type ReasonSheetProps } from './ReasonSheet.tsx'

/** @see RoleSheet */
export interface RoleSheetProps extends Pick<ReasonSheetProps, 'open' | 'onClose' | 'isBusy' | 'error'> {
  readonly operator: OperatorJson
  readonly onPropose: (role: Role, reason: string) => void
}

/** Proposes a role for an operator. */
export function RoleSheet({ operator, onPropose, ...sheet }: RoleSheetProps) {
  const [role, setRole] = useState<Role>(operator.role === 'support' ? 'admin' : 'support')
  return (
    <ReasonSheet
      {...sheet}
      title={`A role for ${operator.name}`}
      lead="A second operator has to confirm it. Nobody can give a role to themselves."
      button="Propose this role"
      onDo={(reason) => onPropose(role, reason)}
    >
      <Choice legend="Role" options={roleOptions} value={role} onChange={setRole} />
    </ReasonSheet>
  )
}
