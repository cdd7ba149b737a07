import { useState } from 'react'
import { canonicalMailbox } from 'sparekey'
import type { Config } from 'sparekey/schema'
import { api } from '../api.ts'
import type { EmailLookup } from '../screens/FindByEmail.tsx'

/** From a mailbox to its accounts: they are told in a mail, and to nobody here. */
export function useEmailLookup(config: Config | undefined): EmailLookup | undefined {
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string>()
  const [sentTo, setSentTo] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const send = async () => {
    const mailbox = canonicalMailbox(typed)
    if (!mailbox) return setProblem('Write the address like alice@example.org, without a name around it.')
    setIsBusy(true)
    setError(undefined)
    try {
      await api.findByEmail(mailbox)
      setSentTo(mailbox)
    } catch (thrown) {
      setError(thrown)
    } finally {
      setIsBusy(false)
    }
  }
  const type = (next: string) => {
    setTyped(next)
    setProblem(undefined)
  }
  return (
    config?.email && {
      ...{ from: config.email.from, typed, problem, sentTo, isBusy, error },
      onTyped: type,
      onSend: () => void send(),
      onOther: () => setSentTo(undefined),
    }
  )
}
