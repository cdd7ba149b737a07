import { useQuery } from '@tanstack/react-query'
import { configQuery } from '../config.ts'
import { useWalletLookup } from '../recovery/useWalletLookup.ts'
import { Guarding } from '../screens/Guarding.tsx'

/** The accounts that somebody guards. */
export default function GuardingRoute() {
  const config = useQuery(configQuery)
  const { wallets, guarded, error } = useWalletLookup(config.data)
  return <Guarding wallets={wallets} guarded={guarded} error={error ?? config.error} />
}
