import { useEffect, useRef } from 'react'
import type { SessionJson } from 'sparekey/schema'
import type { Hex } from 'viem'
import { api } from './api.ts'
import { canSuggestPasskeys } from './passkeySupport.ts'

/**
 * Signs in with any passkey of this page. One prompt.
 * @param account which one, where that is known: a passkey can own several
 */
export async function signIn(account?: Hex): Promise<SessionJson> {
  // The code for prompts is fetched beside the options; it is no part of the first load.
  const [options, { assertPasskey }] = await Promise.all([api.signInOptions(), import('./assertPasskey.ts')])
  return api.signIn(await assertPasskey(options), account)
}

/**
 * Offers passkeys among a field's suggestions while `isOn`; browsers allow one prompt at a time, so it ends before another
 * begins. A browser that cannot stays silent: there is a button for it.
 */
export function useSuggestedPasskeys(isOn: boolean, outcome: SuggestionOutcome): void {
  const latest = useRef(outcome)
  useEffect(() => {
    latest.current = outcome
  })
  useEffect(() => {
    if (!isOn) return
    const ending = new AbortController()
    // The page is there for fingers first.
    const timer = setTimeout(() => void suggest(ending.signal, latest), whenCalm)
    return () => {
      clearTimeout(timer)
      ending.abort()
    }
  }, [isOn])
}

/** Milliseconds after which a page has been drawn, on slow phones too. */
const whenCalm = 500

interface SuggestionOutcome {
  readonly onSession: (session: SessionJson) => void
  /** The server refused the passkey that was chosen. */
  readonly onError: (error: unknown) => void
}

async function suggest(signal: AbortSignal, outcome: { current: SuggestionOutcome }): Promise<void> {
  if (!(await canSuggestPasskeys()) || signal.aborted) return
  const credential = await prompt(signal).catch(() => undefined)
  if (!credential || signal.aborted) return
  try {
    outcome.current.onSession(await api.signIn(credential))
  } catch (error) {
    outcome.current.onError(error)
  }
}

async function prompt(signal: AbortSignal) {
  const [options, { assertPasskey }] = await Promise.all([api.signInOptions(), import('./assertPasskey.ts')])
  if (signal.aborted) return undefined
  return assertPasskey(options, { mediation: 'conditional', signal })
}
