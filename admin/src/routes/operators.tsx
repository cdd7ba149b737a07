import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { OperatorJson, OperatorSessionJson } from 'sparekey/admin-schema'
import { api } from '../api.ts'
import { readOf } from '../readOf.ts'
import { SignedIn } from '../SignedIn.tsx'
import { InviteSheet } from '../screens/InviteSheet.tsx'
import { Operators, type OperatorsProps } from '../screens/Operators.tsx'
import { RemoveOperatorSheet } from '../screens/RemoveOperatorSheet.tsx'
import { RoleSheet } from '../screens/RoleSheet.tsx'
import { useAct } from '../useAct.ts'

/** Who uses the dashboard. */
export default function OperatorsRoute() {
  return <SignedIn title="Operators">{(session) => <Content session={session} />}</SignedIn>
}

type Open = 'invite' | { readonly kind: 'role' | 'remove'; readonly operator: OperatorJson }

function Content({ session }: { readonly session: OperatorSessionJson }) {
  const operators = useQuery({ queryKey: ['operators'], queryFn: () => api.operators() })
  const [open, setOpen] = useState<Open>()
  const [link, setLink] = useState<OperatorsProps['link']>()
  const close = () => setOpen(undefined)
  return (
    <>
      <Operators
        operators={readOf(operators)}
        me={session.operator.id}
        link={link}
        onInvite={() => setOpen('invite')}
        onRole={(operator) => setOpen({ kind: 'role', operator })}
        onRemove={(operator) => setOpen({ kind: 'remove', operator })}
      />
      {open === 'invite' && <Invite onClose={close} onLink={setLink} />}
      {typeof open === 'object' && open.kind === 'role' && <Role operator={open.operator} onClose={close} />}
      {typeof open === 'object' && open.kind === 'remove' && (
        <Remove operator={open.operator} onClose={close} />
      )}
    </>
  )
}

interface Closable {
  readonly onClose: () => void
}

function Invite({ onClose, onLink }: Closable & { readonly onLink: (link: OperatorsProps['link']) => void }) {
  const invite = useAct(api.invite, [['operators']])
  return (
    <InviteSheet
      open
      onClose={onClose}
      onInvite={(operator) =>
        invite.mutate(operator, {
          onSuccess: (made) => {
            onLink({ ...made, name: operator.name })
            onClose()
          },
        })
      }
      isBusy={invite.isPending}
      error={invite.error}
    />
  )
}

function Role({ operator, onClose }: Closable & { readonly operator: OperatorJson }) {
  const navigate = useNavigate()
  const propose = useAct(api.propose, [['proposals']])
  return (
    <RoleSheet
      open
      onClose={onClose}
      operator={operator}
      onPropose={(role, reason) =>
        propose.mutate(
          { kind: 'role', operatorId: operator.id, role, reason },
          { onSuccess: () => void navigate({ to: '/proposals' }) },
        )
      }
      isBusy={propose.isPending}
      error={propose.error}
    />
  )
}

function Remove({ operator, onClose }: Closable & { readonly operator: OperatorJson }) {
  const remove = useAct(api.removeOperator, [['operators'], ['proposals']])
  return (
    <RemoveOperatorSheet
      open
      onClose={onClose}
      name={operator.name}
      onRemove={() => remove.mutate(operator.id, { onSuccess: onClose })}
      isBusy={remove.isPending}
      error={remove.error}
    />
  )
}
