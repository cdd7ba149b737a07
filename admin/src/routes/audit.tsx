import { getRouteApi } from '@tanstack/react-router'
import { api } from '../api.ts'
import { SignedIn } from '../SignedIn.tsx'
import { AuditLog } from '../screens/AuditLog.tsx'
import { usePages } from '../usePages.ts'

const route = getRouteApi('/audit')

/** What operators did and looked at. */
export default function AuditRoute() {
  return (
    <SignedIn title="Audit log" lead="Everything that operators did and looked at, the newest first.">
      {() => <Content />}
    </SignedIn>
  )
}

function Content() {
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const list = usePages({ queryKey: ['audit', filter], read: (cursor) => api.audit({ ...filter, cursor }) })
  return (
    <AuditLog
      {...list}
      filter={filter}
      onFilter={(search) => void navigate({ to: '/audit', search, replace: true })}
    />
  )
}
