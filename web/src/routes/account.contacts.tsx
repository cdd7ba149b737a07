import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { Config, ContactJson, SessionJson } from 'sparekey/schema'
import { api } from '../api.ts'
import { isApiError } from '../apiErrors.ts'
import { AddContact } from '../contacts/AddContact.tsx'
import { contactsQuery, toldState } from '../contacts/contacts.ts'
import { SignedIn } from '../SignedIn.tsx'
import { type ContactRow, Contacts } from '../screens/Contacts.tsx'
import { RemoveContactSheet } from '../screens/RemoveContactSheet.tsx'
import { guardianLabelsQuery } from '../setup/useSetup.ts'

const route = getRouteApi('/account/contacts')
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

/** Whom the owner wants told. */
export default function ContactsRoute() {
  return (
    <SignedIn title="Who is told" back={{ to: '/account', label: 'Account' }}>
      {(session, config) => <Content session={session} config={config} />}
    </SignedIn>
  )
}

function Content({ session, config }: { readonly session: SessionJson; readonly config: Config }) {
  const contacts = useQuery(contactsQuery)
  const labels = useQuery(guardianLabelsQuery)
  const [isAdding, setIsAdding] = useState(route.useSearch().add === true)
  const [removed, setRemoved] = useState<ContactJson>()
  const guardians = labels.data ?? []
  const known = contacts.data ?? []
  return (
    <>
      <Contacts
        contacts={contacts.data?.map(toRow)}
        told={toldState(known, guardians)}
        guardian={guardians.find(({ kind }) => kind === 'email')?.label}
        error={contacts.error}
        onRetry={() => void contacts.refetch()}
        onAdd={() => setIsAdding(true)}
        onRemove={(id) => setRemoved(known.find((one) => one.id === id))}
      />
      {isAdding && <AddContact {...{ session, config }} onClose={() => setIsAdding(false)} />}
      {removed && (
        <Remove
          contact={removed}
          left={toldState(
            known.filter(({ id }) => id !== removed.id),
            guardians,
          )}
          onClose={() => setRemoved(undefined)}
        />
      )}
    </>
  )
}

interface RemoveProps {
  readonly contact: ContactJson
  /** Who is told without it. */
  readonly left: ReturnType<typeof toldState>
  readonly onClose: () => void
}

function Remove({ contact, left, onClose }: RemoveProps) {
  const client = useQueryClient()
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const remove = async () => {
    setIsBusy(true)
    setError(undefined)
    try {
      await api.removeContact(contact.id).catch((refused: unknown) => {
        // Another tab was faster.
        if (!isApiError(refused, 'contact_missing')) throw refused
      })
      await client.invalidateQueries({ queryKey: contactsQuery.queryKey })
      onClose()
    } catch (thrown) {
      setError(thrown)
      setIsBusy(false)
    }
  }
  return (
    <RemoveContactSheet
      open
      address={contact.address}
      consequence={left === 'others' ? undefined : left}
      {...{ isBusy, error, onClose }}
      onRemove={() => void remove()}
    />
  )
}

function toRow({ id, kind, address, isMuted, createdAt }: ContactJson): ContactRow {
  return { id, kind, address, isMuted, added: `Added on ${date.format(new Date(createdAt))}` }
}
