import { queryOptions, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import type { OidcJson } from 'sparekey/schema'
import { api } from '../api.ts'
import type { Answer } from './answer.ts'
import { waitFor } from './channel.ts'
import { authorizationUrl, begin, isAnswerTo, keep, type Pending, type Purpose } from './pending.ts'
import { SignInRefusedError } from './problems.ts'
import { takeReturn } from './returned.ts'

/** What a sign-in gave to the tab that began it; the server redeems it. */
export interface Code {
  readonly code: string
  readonly codeVerifier: string
  /** What the token must say. */
  readonly nonce: string
}

/** Where a sign-in is. */
type SignInStage = 'preparing' | 'ready' | 'waiting' | 'blocked' | 'checking'

/** A sign-in as screens show it. */
export interface SignInFlow {
  /** `preparing` what a tap needs; `waiting` for the person, in another window; `blocked`: the browser opened none; `checking` what came of it. */
  readonly stage: SignInStage
  readonly error: unknown
  /** Opens the issuer's page in a window; in this one on phones, where windows are in each other's way. */
  readonly open: () => void
  /** Opens it in this window, and comes back to this page. */
  readonly openHere: () => void
  readonly cancel: () => void
}

interface SignInParameters {
  readonly purpose: Purpose
  /** What the token is for; random where it is for nothing but this tab. */
  readonly nonce?: string | undefined
  /** Whether people can sign in here at all. */
  readonly isOn: boolean
  /** Uses the code; what it throws is shown. */
  readonly onCode: (code: Code) => Promise<unknown>
}

const settingsQuery = queryOptions({
  queryKey: ['oidc'],
  queryFn: api.oidc,
  staleTime: 3_600_000,
})

/** Signing in at the OpenID issuer, in a window or in this one. */
export function useSignIn({ purpose, nonce, isOn, onCode }: SignInParameters): SignInFlow {
  const settings = useQuery({ ...settingsQuery, enabled: isOn })
  const [prepared, prepare] = usePrepared(purpose, nonce, settings.data)
  const [stage, setStage] = useState<SignInStage>('ready')
  const [error, setError] = useState<unknown>()
  const ending = useRef<() => void>(undefined)
  const stop = () => {
    ending.current?.()
    ending.current = undefined
  }
  const use = useEffectEvent(async (pending: Pending, answer: Answer) => {
    setError(undefined)
    if ('error' in answer) setError(new SignInRefusedError())
    else {
      setStage('checking')
      const { codeVerifier } = pending
      await onCode({ code: answer.code, codeVerifier, nonce: pending.nonce }).catch(setError)
    }
    setStage('ready')
    prepare()
  })
  useEffect(() => {
    const returned = takeReturn(purpose, nonce)
    if (returned) void use(returned.pending, returned.answer)
    return () => ending.current?.()
  }, [purpose, nonce])
  const askAgain = () => {
    setError(settings.error ?? undefined)
    void settings.refetch()
  }
  const openHere = () => {
    stop()
    if (!prepared) return askAgain()
    keep(prepared.pending)
    location.assign(prepared.url)
  }
  const open = () => {
    if (!prepared) return askAgain()
    setError(undefined)
    if (matchMedia('(pointer: coarse)').matches) return openHere()
    stop()
    const { pending } = prepared
    ending.current = waitFor((answer) => {
      const isMine = isAnswerTo(pending, answer)
      if (isMine) void use(pending, answer)
      return isMine
    })
    const isOpen = window.open(prepared.url, '_blank', 'popup,width=480,height=680') !== null
    setStage(isOpen ? 'waiting' : 'blocked')
  }
  const cancel = () => {
    stop()
    setStage('ready')
    prepare()
  }
  const isPreparing = stage === 'ready' && !prepared && !settings.isError
  return { stage: isPreparing ? 'preparing' : stage, error, open, openHere, cancel }
}

interface Prepared {
  readonly pending: Pending
  readonly url: string
}

/**
 * Everything that a tap needs, made before it: browsers open windows only in the very moment of one. What was used is made anew.
 */
function usePrepared(purpose: Purpose, nonce: string | undefined, settings: OidcJson | undefined) {
  const [prepared, setPrepared] = useState<Prepared>()
  const [turn, setTurn] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each turn needs a state and verifier of its own
  useEffect(() => {
    setPrepared(undefined)
    if (!settings) return undefined
    let isCurrent = true
    const pending = begin(purpose, settings, nonce)
    void authorizationUrl(pending, settings).then((url) => isCurrent && setPrepared({ pending, url }))
    return () => {
      isCurrent = false
    }
  }, [purpose, nonce, settings, turn])
  const prepareAgain = useCallback(() => setTurn((last) => last + 1), [])
  return [prepared, prepareAgain] as const
}
