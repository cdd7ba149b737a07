import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Config, SessionJson } from 'sparekey/schema'
import { accountNetworksQuery } from '../accountNetworks.ts'
import { tellServer } from '../addPasskeys.ts'
import { api } from '../api.ts'
import { readDraft, useDraft } from '../drafts.ts'
import { newPasskeyDraft } from '../newPasskeyDraft.ts'
import { type OwnedPasskey, passkeyListQuery } from '../passkeyList.ts'
import { toPasskeyRow } from '../passkeyRow.ts'
import { sessionPasskey } from '../passkeys.ts'
import { additionDraft } from '../recovery/recoveryDraft.ts'
import { SignedIn } from '../SignedIn.tsx'
import { AddPasskeySheet } from '../screens/AddPasskeySheet.tsx'
import { type LetInBy, NewPasskeySheet } from '../screens/NewPasskeySheet.tsx'
import { Passkeys } from '../screens/Passkeys.tsx'
import { RemovePasskeySheet } from '../screens/RemovePasskeySheet.tsx'
import { RenamePasskeySheet } from '../screens/RenamePasskeySheet.tsx'
import { useAddPasskey } from '../useAddPasskey.ts'
import { useRemovePasskey } from '../useRemovePasskey.ts'

const route = getRouteApi('/account/passkeys')

/** The passkeys of the account. */
export default function PasskeysRoute() {
  return (
    <SignedIn title="Passkeys" back={{ to: '/account', label: 'Account' }}>
      {(session, config) => <Content session={session} config={config} />}
    </SignedIn>
  )
}

type Open = { readonly kind: 'rename' | 'remove'; readonly passkey: OwnedPasskey }

function Content({ session, config }: { readonly session: SessionJson; readonly config: Config }) {
  const signer = sessionPasskey(session, config)
  const home = useQuery(accountNetworksQuery(session, config))
  const ready = home.data?.ready ?? []
  const list = useQuery({ ...passkeyListQuery(session, ready), enabled: home.data !== undefined })
  const [isAdding, setIsAdding] = useState(route.useSearch().add === true)
  const [isChoosing, setIsChoosing] = useState(false)
  const [open, setOpen] = useState<Open>()
  const adding = useAddPasskey(session, signer, ready)
  const removal = useRemovePasskey(session, config, signer)
  useUntoldPasskey()
  const coming = useComing(session, list.data)

  const find = (id: string) => list.data?.find(({ credentialId }) => credentialId === id)
  const show = (kind: Open['kind'], id: string) => {
    const passkey = find(id)
    removal.begin()
    if (passkey) setOpen({ kind, passkey })
  }
  const add = (id?: string) => {
    const passkey = id === undefined ? undefined : find(id)
    adding.begin(passkey && { passkey, missingOn: passkey.missingOn })
    setIsAdding(true)
  }
  const retry = () => void Promise.all([home.refetch(), list.refetch()])
  return (
    <>
      <Passkeys
        passkeys={list.data?.map((passkey) => toPasskeyRow(passkey, list.data))}
        error={home.error ?? list.error}
        onRetry={retry}
        coming={coming}
        onAdd={() => setIsChoosing(true)}
        onFinish={add}
        onRename={(id) => show('rename', id)}
        onRemove={(id) => show('remove', id)}
      />
      <Choosing open={isChoosing} onClose={() => setIsChoosing(false)} onPasskey={add} />
      <AddPasskeySheet {...adding.sheet} open={isAdding} onClose={() => setIsAdding(false)} />
      {open?.kind === 'rename' && <Rename passkey={open.passkey} onClose={() => setOpen(undefined)} />}
      {open?.kind === 'remove' && (
        <RemovePasskeySheet
          {...removal}
          open
          onClose={() => {
            setOpen(undefined)
            void removal.refresh()
          }}
          label={open.passkey.label}
          networks={open.passkey.worksOn.map(({ name }) => name)}
          onRemove={() => void removal.remove(open.passkey)}
        />
      )}
    </>
  )
}

interface ChoosingProps {
  readonly open: boolean
  readonly onClose: () => void
  /** Another passkey lets it in. */
  readonly onPasskey: () => void
}

function Choosing({ open, onClose, onPasskey }: ChoosingProps) {
  const navigate = useNavigate()
  const goOn = (by: LetInBy) => {
    onClose()
    if (by === 'passkey') onPasskey()
    else void navigate({ to: '/account/passkeys/new' })
  }
  return <NewPasskeySheet open={open} onClose={onClose} onGoOn={goOn} />
}

/** A passkey of this account that guardians are letting in, if it was begun here; once it is in the list, it has come. */
function useComing({ account }: SessionJson, list: readonly OwnedPasskey[] | undefined) {
  const [draft, setDraft] = useDraft(additionDraft)
  const { hash, passkey, account: its } = draft ?? {}
  const isMine = its?.address === account.address
  const hasCome = list?.some(({ credentialId }) => credentialId === passkey?.credential.id) ?? false
  useEffect(() => {
    if (isMine && hasCome) setDraft(undefined)
  }, [isMine, hasCome, setDraft])
  return hash && passkey && isMine && list && !hasCome ? { label: passkey.label, hash } : undefined
}

function Rename({ passkey, onClose }: { readonly passkey: OwnedPasskey; readonly onClose: () => void }) {
  const client = useQueryClient()
  const [label, setLabel] = useState(passkey.label)
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const save = async () => {
    setIsBusy(true)
    try {
      await api.renamePasskey(passkey.credentialId, label.trim())
      await client.invalidateQueries({ queryKey: ['passkeys'] })
      onClose()
    } catch (thrown) {
      setError(thrown)
      setIsBusy(false)
    }
  }
  const sheet = { label, onLabel: setLabel, onSave: () => void save(), isBusy, error, onClose }
  return <RenamePasskeySheet open {...sheet} />
}

/** A passkey that was made when the server did not answer is told to it now. */
function useUntoldPasskey() {
  const client = useQueryClient()
  useEffect(() => {
    const draft = readDraft(newPasskeyDraft)
    if (!draft) return
    const refresh = () => client.invalidateQueries({ queryKey: ['passkeys'] })
    tellServer(draft).then(refresh, () => undefined)
  }, [client])
}
