import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { whileUsed } from '../activity.ts'
import { api } from '../api.ts'
import { configQuery } from '../queries.ts'
import { SignedIn } from '../SignedIn.tsx'
import { Mails } from '../screens/Mails.tsx'
import { usePages } from '../usePages.ts'

const route = getRouteApi('/mail')

/** What became of mails. */
export default function MailRoute() {
  return (
    <SignedIn title="Mail" lead="Addresses are masked, and nobody here can read what was written.">
      {() => <Content />}
    </SignedIn>
  )
}

function Content() {
  const { state } = route.useSearch()
  const navigate = route.useNavigate()
  const { data: config } = useQuery(configQuery)
  const list = usePages({
    queryKey: ['mails', state],
    read: (cursor) => api.mails({ state, cursor }),
    refetchInterval: whileUsed(60_000),
  })
  return (
    <Mails
      {...list}
      hasMail={config?.hasMail ?? true}
      state={state}
      onState={(chosen) =>
        void navigate({ to: '/mail', search: chosen ? { state: chosen } : {}, replace: true })
      }
    />
  )
}
