import { useRef, useState } from 'react'
import type { ReadClient } from 'sparekey'
import type { Address } from 'viem'
import type { WalletStage } from '../screens/WalletSheet.tsx'
import { WalletGoneError } from '../walletProblems.ts'
import { connectWallet, proveWallet, WalletPromptAbortedError } from '../walletPrompts.ts'
import { type BrowserWallet, findWallet, useWallets } from '../wallets.ts'
import { type ChosenGuardian, isSame, lower, type SetupDraft } from './draft.ts'
import { AlreadyGuardianError, OwnAccountError } from './problems.ts'

interface WalletFlow {
  readonly draft: SetupDraft
  readonly keep: (draft: SetupDraft) => void
  readonly accountName: string
  readonly clients: readonly ReadClient[]
  readonly onGuardian: (guardian: ChosenGuardian) => void
}

/** A wallet on its way to become a guardian; a connected one is kept, so that switching apps loses nothing. */
export function useWalletFlow({ draft, keep, accountName, clients, onGuardian }: WalletFlow) {
  const wallets = useWallets()
  const [local, setLocal] = useState<WalletStage>()
  const [error, setError] = useState<unknown>()
  const work = useRef<AbortController>(undefined)
  const stage = local ?? stageOf(draft, wallets)
  const remember = (wallet: SetupDraft['wallet']) => keep({ ...draft, wallet })
  const attempt = async (
    waiting: WalletStage,
    after: WalletStage,
    ask: (signal: AbortSignal) => Promise<void>,
  ) => {
    if (work.current) return
    const controller = new AbortController()
    work.current = controller
    setError(undefined)
    setLocal(waiting)
    await ask(controller.signal).catch((cause: unknown) => {
      setLocal(after)
      if (!(cause instanceof WalletPromptAbortedError)) setError(cause)
    })
    work.current = undefined
  }
  const pick = (wallet: BrowserWallet, address: Address) => {
    checkAddress(draft, address)
    remember({ rdns: wallet.rdns, name: wallet.name, address: lower(address) })
    setLocal({ at: 'sign', wallet, address })
  }
  const connect = (rdns: string, again = false) => {
    const wallet = findWallet(rdns)
    if (!wallet)
      return setError(new WalletGoneError(stage.at === 'choose' ? 'The wallet' : stage.wallet.name))
    void attempt({ at: 'connecting', wallet }, { at: 'failed', wallet }, async (signal) => {
      const addresses = await connectWallet(wallet, { signal, again })
      const [only] = addresses
      if (addresses.length === 1 && only) pick(wallet, only)
      else setLocal({ at: 'pick', wallet, addresses })
    })
  }
  const sign = () => {
    if (stage.at !== 'sign') return
    const { address } = stage
    const wallet = findWallet(stage.wallet.rdns)
    if (!wallet) return setError(new WalletGoneError(stage.wallet.name))
    const statement = `I can help to recover the account ${accountName}. This sends nothing and costs nothing.`
    void attempt({ at: 'signing', wallet, address }, { at: 'sign', wallet, address }, async (signal) => {
      await proveWallet(wallet, { address: address as Address, statement, clients }, { signal })
      onGuardian({ signer: lower(address as Address), kind: 'wallet', label: wallet.name, isKindKnown: true })
    })
  }
  const leave = () => {
    work.current?.abort()
    setError(undefined)
    setLocal({ at: 'choose' })
    if (draft.wallet) remember(null)
  }
  return {
    stage,
    wallets,
    error,
    sign,
    connect: (rdns: string) => connect(rdns),
    again: () => stage.at !== 'choose' && connect(stage.wallet.rdns, true),
    pick: (address: string) => {
      const wallet = stage.at === 'pick' ? findWallet(stage.wallet.rdns) : undefined
      if (!wallet) return
      try {
        pick(wallet, address as Address)
      } catch (cause) {
        setError(cause)
      }
    },
    cancel: () => work.current?.abort(),
    /** Forgets the wallet and begins anew. */
    leave,
  }
}

/** Where somebody was before the page was left; wallets announce themselves a moment later. */
function stageOf({ wallet }: SetupDraft, wallets: readonly BrowserWallet[]): WalletStage {
  if (!wallet) return { at: 'choose' }
  const { rdns, name, address } = wallet
  return {
    at: 'sign',
    wallet: wallets.find((one) => one.rdns === rdns) ?? { rdns, name, icon: undefined },
    address,
  }
}

function checkAddress({ account, guardians }: SetupDraft, address: Address): void {
  if (isSame(account, address)) throw new OwnAccountError()
  const same = guardians.find(({ signer }) => isSame(signer, address))
  if (same) throw new AlreadyGuardianError(same.label)
}
