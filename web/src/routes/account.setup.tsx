import { SignedIn } from '../SignedIn.tsx'
import { Setup } from '../setup/Setup.tsx'

export default function Route() {
  return (
    <SignedIn title="Set up recovery" back={{ to: '/account', label: 'Account' }}>
      {(session, config) => <Setup session={session} config={config} />}
    </SignedIn>
  )
}
