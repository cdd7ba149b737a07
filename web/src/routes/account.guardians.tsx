import { SignedIn } from '../SignedIn.tsx'
import { GuardiansInUse } from '../setup/GuardiansInUse.tsx'

export default function Route() {
  return (
    <SignedIn title="Guardians" back={{ to: '/account', label: 'Account' }}>
      {(session, config) => <GuardiansInUse session={session} config={config} />}
    </SignedIn>
  )
}
