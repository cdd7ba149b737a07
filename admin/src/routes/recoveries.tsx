import { getRouteApi } from '@tanstack/react-router'
import { whileUsed } from '../activity.ts'
import { api } from '../api.ts'
import { SignedIn } from '../SignedIn.tsx'
import { Recoveries } from '../screens/Recoveries.tsx'
import { usePages } from '../usePages.ts'

const route = getRouteApi('/recoveries')

/** The queue of recoveries. */
export default function RecoveriesRoute() {
  return (
    <SignedIn title="Recoveries" lead="All that can still come to something.">
      {() => <Content />}
    </SignedIn>
  )
}

function Content() {
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const list = usePages({
    queryKey: ['queue', filter],
    read: (cursor) => api.queue({ ...filter, cursor }),
    refetchInterval: whileUsed(60_000),
  })
  return (
    <Recoveries
      {...list}
      filter={filter}
      onFilter={(search) => void navigate({ to: '/recoveries', search, replace: true })}
    />
  )
}
