import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { comeBack, type Destination } from '../oidc/comeBack.ts'
import { SignInReturn } from '../screens/SignInReturn.tsx'

/** Where people come back to from the OpenID issuer. */
export default function SignInCallbackRoute() {
  const { history } = useRouter()
  const [outcome, setOutcome] = useState<Exclude<Destination, object>>()
  const isRunning = useRef(false)
  useEffect(() => {
    if (isRunning.current) return
    isRunning.current = true
    void comeBack().then((destination) => {
      if (typeof destination === 'object') return history.replace(destination.to)
      setOutcome(destination)
      if (destination === 'other-tab') window.close()
    })
  }, [history])
  return <SignInReturn outcome={outcome} />
}
