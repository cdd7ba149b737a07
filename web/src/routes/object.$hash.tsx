import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { isApiError } from '../apiErrors.ts'
import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Page } from '../components/Page.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { TextLink } from '../components/TextLink.tsx'
import { OwnObjection } from '../recovery/OwnObjection.tsx'
import { overall, wordsOf } from '../recovery/onChain.ts'
import { networkSteps } from '../recovery/steps.ts'
import { stopRecovery } from '../recovery/stop.ts'
import { waitTimes } from '../recovery/times.ts'
import { useRequest } from '../recovery/useRequest.ts'
import { ObjectRecovery } from '../screens/ObjectRecovery.tsx'
import { RequestOver } from '../screens/RequestOver.tsx'
import { sessionQuery } from '../session.ts'

/** From a notice: somebody is recovering this account. */
export default function ObjectRoute() {
  const { hash } = useParams({ from: '/object/$hash' })
  const known = useRequest(hash)
  const { gathered, config, networks } = known
  const session = useQuery(sessionQuery).data
  const { isBusy, error, stop } = useStop(known)
  if (isApiError(known.error, 'request_unknown') && config && session?.kind === 'full')
    return <OwnObjection {...{ hash, session, config }} />
  if (!gathered || !config || known.isLoading)
    return <Loading error={known.error} onRetry={() => void known.refetch()} />
  const state = overall(networks)
  if (state === 'expired' || state === 'done') return <RequestOver state={state} onAgain={() => undefined} />
  const isAsked = gathered.submissions.some(({ action }) => action === 'cancel')
  const isEnded = networks.some((on) => on.state === 'ended')
  const stage = state === 'ended' ? 'stopped' : isAsked || isEnded ? 'stopping' : 'asked'
  return (
    <ObjectRecovery
      name={gathered.account.name}
      address={gathered.account.address}
      words={wordsOf(gathered.request)}
      times={waitTimes(networks)}
      isAdding={!gathered.request.replace}
      networks={networkSteps('stop', { networks, submissions: gathered.submissions, isAsked })}
      stage={stage}
      isBusy={isBusy}
      onStop={stop}
      onRetry={stop}
      error={error}
    />
  )
}

function useStop({ gathered, config, networks, set }: ReturnType<typeof useRequest>) {
  const client = useQueryClient()
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const run = async () => {
    if (isBusy || !gathered || !config) return
    setIsBusy(true)
    setError(undefined)
    try {
      set(await stopRecovery(gathered, { config, networks, client }))
    } catch (thrown) {
      setError(thrown)
    } finally {
      setIsBusy(false)
    }
  }
  return { isBusy, error, stop: () => void run() }
}

function Loading({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  return (
    <Page
      width="dialog"
      title="Stop a recovery"
      actions={
        error ? (
          <>
            <Button onClick={onRetry}>Try again</Button>
            <TextLink to="/account">To my account</TextLink>
          </>
        ) : null
      }
    >
      {error ? <ErrorNotice error={error} /> : <Skeleton lines={5} label="Reading it from the networks…" />}
    </Page>
  )
}
