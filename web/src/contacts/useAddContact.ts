import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ContactJson, SessionJson } from 'sparekey/schema'
import { api } from '../api.ts'
import { WrongCodeAnswerError } from '../email/problems.ts'
import { type CodeFlow, useCode } from '../email/useCode.ts'
import { contactsQuery, webhookProblem } from './contacts.ts'

/** A URL that is to be told, as its sheet shows it. */
export interface WebhookFlow {
  readonly url: string
  readonly problem: string | undefined
  readonly isBusy: boolean
  readonly error: unknown
  readonly onUrl: (typed: string) => void
  readonly onAdd: () => void
}

/** Somebody more who is told: a mailbox, once a code from it was read here, or a URL. */
export function useAddContact(
  { account: { address } }: SessionJson,
  onAdded: (contact: ContactJson) => void,
): { readonly mail: CodeFlow; readonly webhook: WebhookFlow } {
  const client = useQueryClient()
  const add = (contact: ContactJson) => {
    client.setQueryData<ContactJson[]>(contactsQuery.queryKey, (known = []) => [
      ...known.filter(({ id }) => id !== contact.id),
      contact,
    ])
    onAdded(contact)
  }
  const mail = useCode({
    name: `contact-${address}`,
    account: address,
    ask: (mailbox, publicKey) => api.linkEmail({ purpose: 'contact', address: mailbox, publicKey }),
    prove: api.proveLink,
    onProved: ({ contact }) => {
      if (!contact) throw new WrongCodeAnswerError()
      add(contact)
    },
  })
  return { mail, webhook: useWebhook(add) }
}

function useWebhook(add: (contact: ContactJson) => void): WebhookFlow {
  const [url, setUrl] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const send = async () => {
    if (isBusy) return
    setIsBusy(true)
    setError(undefined)
    await api.addWebhook(url.trim()).then(add).catch(setError)
    setIsBusy(false)
  }
  return {
    url,
    problem,
    isBusy,
    error,
    onUrl: (typed) => {
      setUrl(typed)
      setProblem(undefined)
    },
    onAdd: () => {
      const wrong = webhookProblem(url)
      setProblem(wrong)
      if (!wrong) void send()
    },
  }
}
