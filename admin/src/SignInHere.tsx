import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { assertPasskey } from '../../web/src/assertPasskey.ts'
import { passkeyObstacle } from '../../web/src/passkeySupport.ts'
import { api } from './api.ts'
import { SignIn } from './screens/SignIn.tsx'
import { beginSession } from './session.ts'

/** Signs an operator in, wherever that was asked for. */
export function SignInHere({ hasEnded }: { readonly hasEnded: boolean }) {
  const client = useQueryClient()
  const [obstacle] = useState(() => passkeyObstacle())
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => api.signIn(await assertPasskey(await api.signInOptions())),
    onSuccess: (session) => beginSession(client, session),
  })
  return (
    <SignIn
      onSignIn={() => mutate()}
      isBusy={isPending}
      error={error}
      obstacle={obstacle}
      hasEnded={hasEnded}
    />
  )
}
