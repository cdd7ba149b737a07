import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Passkey } from 'sparekey'
import type { Config, SessionJson } from 'sparekey/schema'
import { planPasskey } from './addPasskeys.ts'
import { api } from './api.ts'
import { useOperations } from './operations.ts'
import type { OwnedPasskey } from './passkeyList.ts'
import { forgetUnknownPasskey } from './passkeySupport.ts'

/** Ends one passkey: on the networks first, then in the server's list, then in the password manager's. */
export function useRemovePasskey(session: SessionJson, config: Config, signer: Passkey) {
  const client = useQueryClient()
  const { steps, isRunning, error, run, reset } = useOperations()
  const [isDone, setIsDone] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const remove = async (passkey: OwnedPasskey) => {
    setFailure(undefined)
    const done = new Set(steps.filter(({ state }) => state === 'done').map(({ chainId }) => chainId))
    const networks = passkey.worksOn.filter(({ chainId }) => !done.has(chainId))
    const plan = planPasskey('remove', passkey, { signer, address: session.account.address, networks })
    const last = networks.length ? await run(plan) : []
    if (last.length < networks.length || last.some(({ state }) => state !== 'done')) return
    try {
      await api.forgetPasskey(passkey.credentialId)
      await forgetUnknownPasskey(config.rpId, passkey.credentialId)
      setIsDone(true)
    } catch (thrown) {
      setFailure(thrown)
    }
  }
  const begin = () => {
    setIsDone(false)
    setFailure(undefined)
    reset()
  }
  const refresh = () => client.invalidateQueries({ queryKey: ['passkeys'] })
  return { steps, isDone, isBusy: isRunning, error: failure ?? error, remove, begin, refresh }
}
