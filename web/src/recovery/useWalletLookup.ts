import { useRef, useState } from 'react'
import type { Config } from 'sparekey/schema'
import { clientsOf, networksOf } from '../chains.ts'
import type { Guarded } from '../screens/RecoverFind.tsx'
import { WalletGoneError } from '../walletProblems.ts'
import { connectWallet, proveWallet } from '../walletPrompts.ts'
import { findWallet, useWallets } from '../wallets.ts'
import { findGuarded } from './begin.ts'

/** From a wallet to the accounts that it guards: connect, sign, look on every network. */
export function useWalletLookup(config: Config | undefined) {
  const wallets = useWallets()
  const [busy, setBusy] = useState<string>()
  const [error, setError] = useState<unknown>()
  const [guarded, setGuarded] = useState<Guarded>()
  const ending = useRef<AbortController>(undefined)
  const use = async (rdns: string) => {
    if (!config || busy) return
    const controller = new AbortController()
    const { signal } = controller
    ending.current = controller
    setBusy(rdns)
    setError(undefined)
    try {
      setGuarded(await lookUp(rdns, config, signal, guarded !== undefined))
    } catch (thrown) {
      if (!signal.aborted) setError(thrown)
    } finally {
      setBusy(undefined)
    }
  }
  const onCancel = () => ending.current?.abort()
  return { error, guarded, wallets: { wallets, busy, onUse: (rdns: string) => void use(rdns), onCancel } }
}

/** @param again whether the person tries another address */
async function lookUp(rdns: string, config: Config, signal: AbortSignal, again: boolean): Promise<Guarded> {
  const wallet = findWallet(rdns)
  if (!wallet) throw new WalletGoneError('This wallet')
  const networks = networksOf(config)
  const [address] = await connectWallet(wallet, { signal, again })
  if (!address) throw new WalletGoneError(wallet.name)
  const statement = 'Show which accounts this wallet guards. Nothing is sent or paid.'
  await proveWallet(wallet, { address, statement, clients: clientsOf(networks) }, { signal })
  return { wallet: wallet.name, address, ...(await findGuarded(address, networks)) }
}
