import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addresses, encodeBase64Url, passkeySigner } from 'sparekey'
import type { Config, SessionJson } from 'sparekey/schema'
import { api } from '../api.ts'
import { clientsOf, networksOf } from '../chains.ts'
import { useDraft } from '../drafts.ts'
import { createPasskey, sessionPasskey } from '../passkeys.ts'
import type { PasskeyPlace } from '../screens/PasskeySheet.tsx'
import { type ChosenGuardian, isSame, lower } from './draft.ts'
import { invite, keptInvitations, shownInvitations, signerOf } from './invitations.ts'

interface PasskeyFlow {
  readonly session: SessionJson
  readonly config: Config
  readonly guardians: readonly ChosenGuardian[]
  readonly onGuardian: (guardian: ChosenGuardian) => void
}

/** Passkeys as guardians: made here, or by somebody who is invited. */
export function usePasskeyFlow({ session, config, guardians, onGuardian }: PasskeyFlow) {
  const client = useQueryClient()
  const [kept = [], keep] = useDraft(keptInvitations)
  const [shownId, setShownId] = useState<string>()
  const [busy, setBusy] = useState<string>()
  const [error, setError] = useState<unknown>()
  const query = useQuery({
    queryKey: ['invitations'],
    queryFn: api.invitations,
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'open') ? 3_000 : false),
  })
  const invitations = query.data ?? []
  const shown = shownInvitations(invitations, kept, guardians)
  const account = session.account.address
  const make = async (place: PasskeyPlace, label: string) => {
    if (busy) return
    setError(undefined)
    setBusy('Waiting for your passkey…')
    try {
      if (place !== 'link') return onGuardian(await guardianHere(session, config, place, label))
      const made = await invite(account, sessionPasskey(session, config), clientsOf(networksOf(config)))
      keep([...kept, { account, id: made.id, label, isHidden: false }])
      client.setQueryData(['invitations'], [...invitations, made])
      setShownId(made.id)
    } catch (cause) {
      setError(cause)
    } finally {
      setBusy(undefined)
    }
  }
  const add = (id: string) => {
    const invitation = invitations.find((one) => isSame(one.id, id))
    const signer = invitation && signerOf(invitation)
    const label = shown.find((one) => one.id === id)?.label ?? 'A friend'
    if (signer) onGuardian({ signer, kind: 'passkey', label, isKindKnown: true })
  }
  const forget = (id: string) => {
    const label = shown.find((one) => one.id === id)?.label ?? 'A friend'
    const others = kept.filter((one) => !isSame(one.id, id))
    const invitation = invitations.find((one) => isSame(one.id, id))
    if (invitation) keep([...others, { account, id: invitation.id, label, isHidden: true }])
  }
  return {
    shown,
    /** The invitation whose link is on show. */
    current: shown.find(({ id }) => id === shownId),
    busy,
    error,
    make,
    add,
    forget,
    show: setShownId,
    hide: () => setShownId(undefined),
    reset: () => setError(undefined),
  }
}

/** A passkey made in this browser, only for guarding; one prompt. Nobody but the chain needs to know it. */
async function guardianHere(
  { account }: SessionJson,
  { rpId }: Config,
  place: PasskeyPlace,
  label: string,
): Promise<ChosenGuardian> {
  const name = `Guardian for ${account.name}`
  const random = () => encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)))
  const options = {
    rp: { id: rpId, name: 'Sparekey' },
    user: { id: random(), name, displayName: name },
    challenge: random(),
  }
  const hint = place === 'security-key' ? 'security-key' : 'client-device'
  const { passkey } = await createPasskey(options, hint)
  const signer = lower(passkeySigner(addresses.passkeyValidator, passkey))
  return { signer, kind: 'passkey', label, isKindKnown: true }
}
