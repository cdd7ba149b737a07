import { useQuery } from '@tanstack/react-query'
import type { OperatorSessionJson } from 'sparekey/admin-schema'
import { whileUsed } from '../activity.ts'
import { api } from '../api.ts'
import { proposalsQuery, settingsQuery } from '../queries.ts'
import { readOf } from '../readOf.ts'
import { SignedIn } from '../SignedIn.tsx'
import { Overview } from '../screens/Overview.tsx'
import { useMode } from '../useMode.ts'

/** The dashboard's first page. */
export default function OverviewRoute() {
  return <SignedIn title="Overview">{(session) => <Content session={session} />}</SignedIn>
}

const shownDays = 30
/** Milliseconds: each reading of the queue is a line of the audit log. */
const viewInterval = 60_000

function Content({ session }: { readonly session: OperatorSessionJson }) {
  const isAdmin = session.operator.role === 'admin'
  const setMode = useMode()
  const settings = useQuery({ ...settingsQuery, enabled: isAdmin })
  const queue = useQuery({
    queryKey: ['queue', 'concerns'],
    queryFn: () => api.queue({ sort: 'concerns' }),
    select: ({ items, next }) => ({ items: items.slice(0, 5), next }),
    refetchInterval: whileUsed(viewInterval),
  })
  const curves = useQuery({ queryKey: ['curves'], queryFn: () => api.curves(shownDays) })
  const health = useQuery({
    queryKey: ['health'],
    queryFn: () => api.health(),
    refetchInterval: whileUsed(15_000),
  })
  const proposals = useQuery(proposalsQuery)
  return (
    <Overview
      settings={isAdmin ? readOf(settings) : undefined}
      onMode={setMode}
      queue={readOf(queue)}
      curves={readOf(curves)}
      health={readOf(health)}
      proposals={(proposals.data ?? []).filter(({ canConfirm }) => canConfirm).length}
    />
  )
}
