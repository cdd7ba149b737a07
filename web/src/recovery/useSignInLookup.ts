import { useState } from 'react'
import type { AccountJson, Config } from 'sparekey/schema'
import { api } from '../api.ts'
import { type SignInFlow, useSignIn } from '../oidc/useSignIn.ts'

/** From an account elsewhere to the accounts that it guards; our server knows them by a hash of who signs in. */
export function useSignInLookup(config: Config | undefined) {
  const [found, setFound] = useState<readonly AccountJson[]>()
  const flow: SignInFlow = useSignIn({
    purpose: 'find',
    isOn: config?.oidc !== undefined,
    onCode: async ({ code, codeVerifier }) => setFound(await api.accountsOf({ code, codeVerifier })),
  })
  return config?.oidc && { flow, name: config.oidc.name, found }
}
