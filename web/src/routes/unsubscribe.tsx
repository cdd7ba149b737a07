import { useState } from 'react'
import { api } from '../api.ts'
import { Unsubscribe } from '../screens/Unsubscribe.tsx'

/** From the last line of a notice. The token stands after the #, so that no server's log has it. */
export default function UnsubscribeRoute() {
  const [token] = useState(() => location.hash.slice(1))
  const [isDone, setIsDone] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const send = async () => {
    if (isBusy) return
    setIsBusy(true)
    setError(undefined)
    await api.unsubscribe(token).then(() => setIsDone(true), setError)
    setIsBusy(false)
  }
  return (
    <Unsubscribe
      stage={token === '' ? 'no-token' : isDone ? 'done' : 'asked'}
      isBusy={isBusy}
      error={error}
      onUnsubscribe={() => void send()}
    />
  )
}
