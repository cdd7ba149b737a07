import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { api } from '../api.ts'
import { SignedIn } from '../SignedIn.tsx'
import { Accounts } from '../screens/Accounts.tsx'
import { usePages } from '../usePages.ts'

const route = getRouteApi('/accounts')

/** Finds accounts. */
export default function AccountsRoute() {
  return <SignedIn title="Accounts">{() => <Content />}</SignedIn>
}

/** Milliseconds after the last letter: every search is a line of the audit log. */
const pause = 400

function Content() {
  const { text: query = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const router = useRouter()
  const [text, setText] = useState(query)
  useEffect(() => {
    const wanted = text.trim().toLowerCase()
    if (wanted === query) return
    const timer = setTimeout(() => {
      // Whoever has chosen an account meanwhile is on the way there.
      if (router.latestLocation.pathname !== '/accounts') return
      void navigate({ to: '/accounts', search: wanted ? { text: wanted } : {}, replace: true })
    }, pause)
    return () => clearTimeout(timer)
  }, [text, query, navigate, router])
  const list = usePages({
    queryKey: ['accounts', query],
    read: (cursor) => api.accounts({ query, cursor }),
  })
  return <Accounts {...list} text={text} onText={setText} />
}
