import { useState } from 'react'
import type { Hex } from 'viem'
import type { SelfSendProps } from '../screens/SelfSend.tsx'
import { WalletGoneError } from '../walletProblems.ts'
import { findWallet, useWallets } from '../wallets.ts'
import { nextCall, sendWithWallet } from './finish.ts'
import type { LoadedRequest } from './GuardianOfRequest.tsx'
import type { RequestOnNetwork } from './onChain.ts'
import type { RequestCopy } from './recoveryDraft.ts'

/** Finishing with a wallet of this browser, network by network. */
export function useSelfSend(
  request: LoadedRequest,
  acceptance: Hex | undefined,
): SelfSendProps & { readonly error: unknown } {
  const wallets = useWallets()
  const [busy, setBusy] = useState<{ chainId: number; rdns: string }>()
  const [error, setError] = useState<unknown>()
  const copy: RequestCopy = {
    gathered: request.gathered,
    ...(acceptance && { acceptance: acceptance as `0x${string}` }),
  }
  const use = async (on: RequestOnNetwork, rdns: string) => {
    if (busy) return
    setBusy({ chainId: on.network.chainId, rdns })
    setError(undefined)
    try {
      const wallet = findWallet(rdns)
      if (!wallet) throw new WalletGoneError('This wallet')
      await sendWithWallet(wallet, on, copy)
      await request.refetch()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(undefined)
    }
  }
  const sendable = request.networks.filter((on) => nextCall(on, copy))
  return {
    networks: sendable.map((on) => ({
      chainId: on.network.chainId,
      name: on.network.name,
      busy: busy?.chainId === on.network.chainId ? busy.rdns : undefined,
      blocked: busy !== undefined && busy.chainId !== on.network.chainId,
      onUse: (rdns) => void use(on, rdns),
    })),
    wallets: { wallets, onCancel: () => setBusy(undefined) },
    isServerGone: request.isServerGone,
    error,
  }
}
