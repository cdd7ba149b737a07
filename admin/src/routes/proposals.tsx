import { useQuery } from '@tanstack/react-query'
import type { OperatorSessionJson } from 'sparekey/admin-schema'
import { api } from '../api.ts'
import { proposalsQuery } from '../queries.ts'
import { readOf } from '../readOf.ts'
import { SignedIn } from '../SignedIn.tsx'
import { Proposals } from '../screens/Proposals.tsx'
import { useAct } from '../useAct.ts'

/** What waits for a second operator. */
export default function ProposalsRoute() {
  return (
    <SignedIn title="Proposals" lead="What one operator proposes and a second one has to confirm.">
      {(session) => <Content session={session} />}
    </SignedIn>
  )
}

const changes = [['proposals'], ['account'], ['accounts'], ['history'], ['operators'], ['queue']]

function Content({ session }: { readonly session: OperatorSessionJson }) {
  const proposals = useQuery(proposalsQuery)
  const decide = useAct(
    ({ id, isGood }: { id: string; isGood: boolean }) =>
      isGood ? api.confirmProposal(id) : api.withdrawProposal(id),
    changes,
  )
  return (
    <Proposals
      proposals={readOf(proposals)}
      me={session.operator}
      onConfirm={(id) => decide.mutate({ id, isGood: true })}
      onWithdraw={(id) => decide.mutate({ id, isGood: false })}
      busyId={decide.isPending ? decide.variables.id : undefined}
      error={decide.error}
    />
  )
}
