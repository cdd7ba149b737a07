import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useState } from 'react'
import { passkeyObstacle } from '../../../web/src/passkeySupport.ts'
import { createPasskey } from '../../../web/src/passkeys.ts'
import { api } from '../api.ts'
import { Enrol } from '../screens/Enrol.tsx'
import { beginSession } from '../session.ts'

/** Where a one-time link leads. What is secret in it stands behind #, which no server sees. */
export default function EnrolRoute() {
  const token = useRouterState({ select: ({ location }) => location.hash })
  const client = useQueryClient()
  const navigate = useNavigate()
  const [obstacle] = useState(() => passkeyObstacle())
  const [typed, setTyped] = useState('')
  const link = useQuery({
    queryKey: ['enrolment', token],
    queryFn: () => api.enrolmentLink(token),
    enabled: token !== '',
  })
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: async () => {
      const who = { token, ...(link.data?.name === null && { name: typed.trim() }) }
      const { credential } = await createPasskey(await api.enrolmentOptions(who))
      return api.enrol({ token, credential })
    },
    onSuccess: ({ session }) => {
      if (!session) return
      beginSession(client, session)
      void navigate({ to: '/', replace: true })
    },
  })
  return (
    <Enrol
      hasLink={token !== ''}
      link={{ data: link.data, error: link.error, retry: () => void link.refetch() }}
      typed={typed}
      onType={setTyped}
      onEnrol={() => mutate()}
      isBusy={isPending}
      error={error}
      obstacle={obstacle}
      enrolled={data?.session === null ? data.operator : undefined}
    />
  )
}
