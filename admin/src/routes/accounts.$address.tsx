import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { AccountRecovery } from 'sparekey/admin-schema'
import { Avatar } from '../../../web/src/components/Avatar.tsx'
import { AccountActs, type OpenAct } from '../AccountActs.tsx'
import { api } from '../api.ts'
import { accountQuery, configQuery } from '../queries.ts'
import { readOf } from '../readOf.ts'
import { SignedIn } from '../SignedIn.tsx'
import { AccountPage, type Contact } from '../screens/AccountPage.tsx'
import { usePages } from '../usePages.ts'

const route = getRouteApi('/accounts/$address')

/** One account. */
export default function AccountRoute() {
  const { address } = route.useParams()
  const { data } = useQuery({ ...accountQuery(address), enabled: false })
  return (
    <SignedIn title={data?.name ?? 'Account'} face={<Avatar address={address} />}>
      {({ operator }) => <Content key={address} address={address} isAdmin={operator.role === 'admin'} />}
    </SignedIn>
  )
}

function Content({ address, isAdmin }: { readonly address: string; readonly isAdmin: boolean }) {
  const account = useQuery(accountQuery(address))
  const { data: config } = useQuery(configQuery)
  const [act, setAct] = useState<OpenAct>()
  const history = usePages({
    queryKey: ['history', address],
    read: (cursor) => api.history(address, { cursor }),
  })
  const networkName = (chainId: number) =>
    config?.networks.find((network) => network.chainId === chainId)?.name ?? `network ${chainId}`
  return (
    <>
      <AccountPage
        account={readOf(account)}
        history={history}
        networkName={networkName}
        isAdmin={isAdmin}
        onRecovery={(recovery: AccountRecovery) => setAct({ kind: 'recovery', recovery })}
        onLock={() => setAct({ kind: 'lock' })}
        onUnlock={() => setAct({ kind: 'unlock' })}
        onContact={(contact: Contact) => setAct({ kind: 'contact', contact })}
      />
      {account.data && act && (
        <AccountActs account={account.data} act={act} onClose={() => setAct(undefined)} />
      )}
    </>
  )
}
