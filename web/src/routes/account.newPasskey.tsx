import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Policy } from 'sparekey'
import type { Config, SessionJson } from 'sparekey/schema'
import { networksOf } from '../chains.ts'
import { useDraft } from '../drafts.ts'
import { passkeyObstacle } from '../passkeySupport.ts'
import { askForAccount, giveUp, readAccountGuardians } from '../recovery/begin.ts'
import { effectOf, readGuardians } from '../recovery/guardians.ts'
import { additionDraft } from '../recovery/recoveryDraft.ts'
import { SignedIn } from '../SignedIn.tsx'
import { NewPasskey, type NewPasskeyProps } from '../screens/NewPasskey.tsx'

/** A new passkey for somebody who is signed in, but can use none of the passkeys: guardians let it in, the others stay. */
export default function NewPasskeyRoute() {
  return (
    <SignedIn title="Set up a new passkey" back={{ to: '/account/passkeys', label: 'Passkeys' }}>
      {(session, config) => <Content session={session} config={config} />}
    </SignedIn>
  )
}

interface ContentProps {
  readonly session: SessionJson
  readonly config: Config
}

function Content({ session: { account }, config }: ContentProps) {
  const [kept, setKept] = useDraft(additionDraft)
  const draft = kept?.account?.address === account.address ? kept : undefined
  const [obstacle] = useState(() => passkeyObstacle())
  const navigate = useNavigate()
  const guardians = useQuery({
    queryKey: ['guardians-of', account.address],
    queryFn: () => readAccountGuardians(account.address, networksOf(config)),
  })
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const open = (hash: string) => navigate({ to: '/request/$hash', params: { hash } })
  const make = async () => {
    setIsBusy(true)
    setError(undefined)
    try {
      if (draft?.hash) return await open(draft.hash)
      if (kept && !draft) await giveUp(kept, additionDraft)
      const { hash } = await askForAccount({ ...draft, account }, networksOf(config), { kind: additionDraft })
      await open(hash)
    } catch (thrown) {
      setError(thrown)
    } finally {
      setIsBusy(false)
    }
  }
  const drop = () => {
    if (draft) void giveUp(draft, additionDraft)
    setKept(undefined)
  }
  return (
    <NewPasskey
      help={guardians.data && helpOf(guardians.data.policy, config)}
      obstacle={obstacle}
      notice={config.legalNotice}
      unfinished={draft?.passkey && !isBusy ? { label: draft.passkey.label, onDrop: drop } : undefined}
      isBusy={isBusy}
      error={error ?? guardians.error}
      onMake={() => void make()}
      onRetry={() => void guardians.refetch()}
    />
  )
}

function helpOf(policy: Policy | undefined, config: Config): NewPasskeyProps['help'] {
  if (!policy) return 'none'
  const all = readGuardians(policy, config)
  const mailbox = all.find(({ kind }) => kind === 'email')
  const fastest = all.toSorted((a, b) => (a.alone ?? Infinity) - (b.alone ?? Infinity))[0]
  const index = (mailbox ?? fastest)?.index ?? 0
  return { from: mailbox && config.email?.from, effect: effectOf(policy, index) }
}
