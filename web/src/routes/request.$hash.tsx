import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Page } from '../components/Page.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { TextLink } from '../components/TextLink.tsx'
import { dropDraft } from '../drafts.ts'
import { GuardianOfRequest } from '../recovery/GuardianOfRequest.tsx'
import { MyRequest } from '../recovery/MyRequest.tsx'
import { overall } from '../recovery/onChain.ts'
import { beganHere } from '../recovery/recoveryDraft.ts'
import { useOwnPasskey } from '../recovery/useOwnPasskey.ts'
import { useRequest } from '../recovery/useRequest.ts'
import { RequestOver } from '../screens/RequestOver.tsx'

/** One recovery: for whoever began it, or for a guardian who was sent the link. */
export default function RequestRoute() {
  const { hash } = useParams({ from: '/request/$hash' })
  const known = useRequest(hash)
  const own = useOwnPasskey(hash, known.config)
  const [isClaimed, setIsClaimed] = useState(false)
  const navigate = useNavigate()
  const { gathered, config, networks } = known
  if (!gathered || !config || known.isLoading || own.isPending)
    return <Loading error={known.error} onRetry={() => void known.refetch()} />
  const isMine = own.isMine || isClaimed
  const state = overall(networks)
  const again = () => {
    const began = beganHere(hash)
    if (began) dropDraft(began.kind)
    void navigate({ to: gathered?.request.replace === false ? '/account/passkeys' : '/recover' })
  }
  if (state === 'expired' || state === 'ended' || (state === 'done' && !isMine))
    return <RequestOver state={state} onAgain={again} />
  const request = { ...known, gathered, config }
  return isMine ? (
    <MyRequest request={request} passkey={own.passkey} />
  ) : (
    <GuardianOfRequest request={request} onMine={() => setIsClaimed(true)} />
  )
}

function Loading({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  return (
    <Page
      width="dialog"
      title="Recovery"
      actions={
        error ? (
          <>
            <Button onClick={onRetry}>Try again</Button>
            <TextLink to="/recover">Begin a recovery</TextLink>
          </>
        ) : null
      }
    >
      {error ? <ErrorNotice error={error} /> : <Skeleton lines={5} label="Reading it from the networks…" />}
    </Page>
  )
}
