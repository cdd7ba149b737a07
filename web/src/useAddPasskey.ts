import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Passkey } from 'sparekey'
import type { PasskeyJson, SessionJson } from 'sparekey/schema'
import { makePasskey, planPasskey } from './addPasskeys.ts'
import type { Network } from './chains.ts'
import { useOperations } from './operations.ts'
import type { AddPasskeySheetProps, PasskeyPlace } from './screens/AddPasskeySheet.tsx'

const labels: Record<PasskeyPlace, string> = {
  'client-device': 'This device',
  hybrid: 'My phone',
  'security-key': 'Security key',
}

/** Everything that the sheet for one more passkey needs but whether it is open. */
export function useAddPasskey(session: SessionJson, signer: Passkey, ready: readonly Network[]) {
  const client = useQueryClient()
  const [place, setPlace] = useState<PasskeyPlace>('hybrid')
  const [typed, setTyped] = useState<string>()
  const [made, setMade] = useState<{ passkey: PasskeyJson; missingOn: readonly Network[] }>()
  const [isMaking, setIsMaking] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const { steps, isRunning, error, run, reset } = useOperations()
  const refresh = () => client.invalidateQueries({ queryKey: ['passkeys'] })
  const label = made?.passkey.label ?? typed ?? labels[place]
  const isDone = steps.length > 0 && steps.every(({ state }) => state === 'done')

  const make = async () => {
    setIsMaking(true)
    setFailure(undefined)
    try {
      setMade({ passkey: await makePasskey(label.trim(), place), missingOn: ready })
      void refresh()
    } catch (thrown) {
      setFailure(thrown)
    } finally {
      setIsMaking(false)
    }
  }
  const confirm = async () => {
    if (!made) return
    const done = new Set(steps.filter(({ state }) => state === 'done').map(({ chainId }) => chainId))
    const networks = made.missingOn.filter(({ chainId }) => !done.has(chainId))
    await run(planPasskey('add', made.passkey, { signer, address: session.account.address, networks }))
    void refresh()
  }
  const begin = (existing?: typeof made) => {
    setMade(existing)
    setTyped(undefined)
    setFailure(undefined)
    reset()
  }
  const sheet: Omit<AddPasskeySheetProps, 'open' | 'onClose'> = {
    place,
    label,
    onChange: (change) => {
      if (change.place) setPlace(change.place)
      if (change.label !== undefined) setTyped(change.label)
    },
    stage: made ? (isDone ? 'done' : 'confirm') : 'make',
    busy: busyWord(isMaking, isRunning, steps),
    onMake: () => void make(),
    onConfirm: () => void confirm(),
    steps,
    error: failure ?? error,
  }
  return { sheet, begin }
}

function busyWord(isMaking: boolean, isRunning: boolean, steps: AddPasskeySheetProps['steps']) {
  if (!isMaking && !isRunning) return undefined
  const isAsking = isMaking || steps.every(({ state }) => state === 'waiting')
  return isAsking ? 'Waiting for your passkey…' : 'Letting it in…'
}
