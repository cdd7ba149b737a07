import { useRef, useState } from 'react'
import type { Policy } from 'sparekey'
import { InvalidPassphraseError, oidcNonce, requestFromJson, WrongPassphraseError } from 'sparekey'
import type { ApprovalJson, Config, RequestJson } from 'sparekey/schema'
import { api } from '../api.ts'
import { networksOf } from '../chains.ts'
import { explain } from '../explain.ts'
import { useSignIn } from '../oidc/useSignIn.ts'
import type { ApprovalBusy, ApproveWaysProps } from '../screens/ApproveWays.tsx'
import { Secret } from '../setup/Secret.ts'
import { WalletGoneError } from '../walletProblems.ts'
import { findWallet, useWallets } from '../wallets.ts'
import {
  type Approvable,
  approveHere,
  approveWithPasskeyHere,
  approveWithPassphrase,
  approveWithSignIn,
} from './approve.ts'
import { readGuardians } from './guardians.ts'
import { hashOf } from './onChain.ts'
import { useCodeApproval } from './useCodeApproval.ts'

/** What is approved here, and who is told. */
export interface ApprovalSubject {
  readonly request: RequestJson
  readonly policy: Policy | undefined
  readonly config: Config | undefined
  /** Indices of guardians that have approved on every network. */
  readonly approved: readonly number[]
  readonly onApproved: (approvals: readonly ApprovalJson[]) => Promise<unknown>
}

/** Approving on this device, as the screens show it. */
export function useApproval(subject: ApprovalSubject): ApproveWaysProps {
  const passphrase = useRef<HTMLInputElement>(null)
  const prompt = usePrompt()
  const [problem, setProblem] = useState<string>()
  const wallets = useWallets()
  const run = (
    busy: ApprovalBusy,
    work: (on: Approvable, signal: AbortSignal) => Promise<ApprovalJson[]>,
  ) => {
    setProblem(undefined)
    return prompt.run(busy, async (signal) => {
      const on = toApprovable(subject)
      if (on) await subject.onApproved(await work(on, signal))
    })
  }
  const withPassphrase = async () => {
    const field = passphrase.current
    if (!field?.value.trim()) return setProblem('Type the passphrase first.')
    const secret = new Secret(field.value)
    const failure = await run('passphrase', (on, signal) =>
      approveWithPassphrase(secret, on, { onProgress: prompt.setProgress, signal }),
    )
    secret.forget()
    if (!failure) field.value = ''
    if (isAboutWords(failure)) {
      prompt.clear()
      const { what, todo } = explain(failure)
      setProblem(`${what} ${todo}`)
    }
  }
  const oidc = subject.config?.oidc
  const left = subject.policy
    ? readGuardians(subject.policy, subject.config ?? {}).filter(
        ({ index }) => !subject.approved.includes(index),
      )
    : []
  const signers = left.flatMap(({ kind, signer }) => (kind === 'oidc' ? [signer] : []))
  const flow = useSignIn({
    purpose: 'approve',
    nonce: oidcNonce(hashOf(subject.request)),
    isOn: signers.length > 0,
    async onCode({ code, codeVerifier }) {
      const on = toApprovable(subject)
      if (!on) return
      const signIn = await api.idToken({ code, codeVerifier })
      await subject.onApproved(await approveWithSignIn(signIn, on, signers))
    },
  })
  const email = useCodeApproval(subject, left)
  const isAlone = left.some(({ kind, alone }) => kind === 'oidc' && alone !== undefined)
  return {
    signIn: signers.length > 0 ? { flow, name: oidc?.name ?? '', isAlone } : undefined,
    email,
    hasAddress: left.some(({ kind }) => kind === 'address'),
    hasPasskey: left.some(({ kind }) => kind === 'passkey'),
    wallets,
    busy: prompt.busy,
    progress: prompt.progress,
    error: prompt.error,
    passphrase,
    passphraseProblem: problem,
    onWallet: (rdns) =>
      void run({ wallet: rdns }, (on, signal) => {
        const wallet = findWallet(rdns)
        if (!wallet) throw new WalletGoneError('This wallet')
        return approveHere(wallet, on, signal)
      }),
    onPassphrase: () => void withPassphrase(),
    onPasskey: () =>
      void run('passkey', (on) => approveWithPasskeyHere(on, subject.config?.rpId ?? location.hostname)),
    onCancel: prompt.cancel,
  }
}

function toApprovable({ request, policy, config }: ApprovalSubject): Approvable | undefined {
  if (!policy || !config) return undefined
  const ids = new Set(request.scopes.map(({ chainId }) => chainId))
  const networks = networksOf(config).filter(({ chainId }) => ids.has(String(chainId)))
  return { request: requestFromJson(request), policy, networks }
}

function isAboutWords(error: unknown): boolean {
  return error instanceof WrongPassphraseError || error instanceof InvalidPassphraseError
}

/** One prompt at a time; what was given up is not told as a failure. */
function usePrompt() {
  const [busy, setBusy] = useState<ApprovalBusy>()
  const [error, setError] = useState<unknown>()
  const [progress, setProgress] = useState(0)
  const ending = useRef<AbortController>(undefined)
  const run = async (kind: ApprovalBusy, work: (signal: AbortSignal) => Promise<void>) => {
    const controller = new AbortController()
    ending.current = controller
    setBusy(kind)
    setError(undefined)
    setProgress(0)
    try {
      await work(controller.signal)
      return undefined
    } catch (thrown) {
      if (!controller.signal.aborted) setError(thrown)
      return thrown
    } finally {
      setBusy(undefined)
    }
  }
  return {
    busy,
    error,
    progress,
    setProgress,
    run,
    clear: () => setError(undefined),
    cancel: () => ending.current?.abort(),
  }
}
