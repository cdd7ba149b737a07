import { api } from '../api.ts'
import { SignedIn } from '../SignedIn.tsx'
import { AuditLog } from '../screens/AuditLog.tsx'
import { usePages } from '../usePages.ts'

/** What operators did and looked at. */
export default function AuditRoute() {
  return (
    <SignedIn title="Audit log" lead="Everything that operators did and looked at, the newest first.">
      {() => <Content />}
    </SignedIn>
  )
}

function Content() {
  const list = usePages({ queryKey: ['audit'], read: (cursor) => api.audit({ cursor }) })
  return <AuditLog {...list} />
}
