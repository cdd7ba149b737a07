import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Config, SessionJson } from 'sparekey/schema'
import { api } from '../api.ts'
import { SignedIn } from '../SignedIn.tsx'
import { Account } from '../screens/Account.tsx'
import { ReceiveSheet } from '../screens/ReceiveSheet.tsx'
import { SendSheet } from '../screens/SendSheet.tsx'
import { endSession } from '../session.ts'
import { useAccountView } from '../useAccountView.ts'
import { useTransfer } from '../useTransfer.ts'

/** The account of who is signed in. */
export default function AccountRoute() {
  return (
    <SignedIn title="Account">
      {(session, config) => <Home key={session.account.address} session={session} config={config} />}
    </SignedIn>
  )
}

function Home({ session, config }: { readonly session: SessionJson; readonly config: Config }) {
  const [sheet, setSheet] = useState<'send' | 'receive'>()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { account } = session
  const view = useAccountView(session, config)
  const { reset, ...transfer } = useTransfer(session, config, view.balances?.holdings ?? [])
  const signOut = async () => {
    await api.signOut().catch(() => undefined)
    endSession(client)
  }
  return (
    <>
      <Account
        name={account.name}
        address={account.address}
        isUsable={view.ready.length > 0}
        creation={view.creation}
        balances={view.rows}
        onSend={() => setSheet('send')}
        onReceive={() => setSheet('receive')}
        passkeyCount={view.passkeyCount}
        recovery={view.recovery}
        live={view.live}
        silent={view.silent}
        onOpen={(page) => void navigate({ to: `/account/${page}` })}
        onSignOut={() => void signOut()}
      />
      <ReceiveSheet
        open={sheet === 'receive'}
        onClose={() => setSheet(undefined)}
        address={account.address}
        networks={view.ready.map(({ name }) => name)}
      />
      <SendSheet
        {...transfer}
        open={sheet === 'send'}
        onClose={() => {
          setSheet(undefined)
          if (!transfer.isBusy) reset()
        }}
      />
    </>
  )
}
