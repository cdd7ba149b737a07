import { useCallback, useEffect, useState } from 'react'
import { canonicalMailbox, codeProofTypedData, codePublicKey, generateCodeKeys, openCode } from 'sparekey'
import type { Address, Hex } from 'viem'
import { isApiError } from '../apiErrors.ts'
import { now } from '../clock.ts'
import { dropKeys, keepKeys, readKeys } from './codeKeys.ts'
import { endOf, type PendingCode, readPending, savePending } from './pendingCode.ts'
import { CodeOverError, WrongCodeAnswerError } from './problems.ts'

/** What a code is for. */
export interface CodeTask<T> {
  /** Under which this tab finds it again after a reload: one name for each thing that codes are asked for. */
  readonly name: string
  readonly account: Address
  /** The request's hash, where it is for one; the server names one that is for nothing else. */
  readonly subject?: Hex
  /** Has the mail sent. @param address in its canonical spelling @param publicKey 33 bytes, to which the code is sealed */
  readonly ask: (address: string, publicKey: Hex) => Promise<Pick<PendingCode, 'id' | 'subject' | 'expires'>>
  /** Hands in the proof that the mail was read here. What it throws is shown, and the code can be tried again. */
  readonly prove: (id: string, signature: Hex) => Promise<T>
  /** Goes on with the answer; the code is used by then. @param address to which the mail went */
  readonly onProved: (answer: T, address: string) => unknown
}

/** A code by mail as screens show it. */
export interface CodeFlow {
  /** The address is asked for; the code is; or it is `over` and a new one can be sent. */
  readonly stage: 'address' | 'code' | 'over'
  readonly busy: 'asking' | 'checking' | undefined
  /** As it was typed. */
  readonly address: string
  readonly addressProblem: string | undefined
  /** Milliseconds of the browser at which the code is over. */
  readonly endsAt: number | undefined
  readonly error: unknown
  readonly onAddress: (typed: string) => void
  /** Sends a code; a newer one ends the older one. */
  readonly onAsk: () => void
  readonly onCode: (text: string) => void
  /** Back to the address. */
  readonly onOther: () => void
}

/** A code by mail, from the address to the proof: it can be opened in this browser only, and is never kept as state. */
export function useCode<T>(task: CodeTask<T>): CodeFlow {
  const { pending, isOver, keep, forget } = usePending(task.name)
  const [address, setAddress] = useState(pending?.address ?? '')
  const [addressProblem, setAddressProblem] = useState<string>()
  const [busy, setBusy] = useState<CodeFlow['busy']>()
  const [error, setError] = useState<unknown>()
  const run = async (what: CodeFlow['busy'], work: () => Promise<unknown>) => {
    if (busy) return
    setBusy(what)
    setError(undefined)
    await work().catch(setError)
    setBusy(undefined)
  }
  const ask = (mailbox: string) =>
    run('asking', async () => {
      const keys = await generateCodeKeys()
      const askedAt = now()
      const answer = await task.ask(mailbox, await codePublicKey(keys))
      if (task.subject && answer.subject !== task.subject) throw new WrongCodeAnswerError()
      const { id, subject, expires } = answer
      await keep({ id, subject, expires, address: mailbox, askedAt }, keys)
    })
  const open = (text: string) =>
    run('checking', async () => {
      if (!pending) return
      const answer = await prove(task, pending, text).catch(async (thrown: unknown) => {
        if (thrown instanceof CodeOverError || isApiError(thrown, 'code_gone')) await forget('over')
        throw thrown
      })
      await forget('used')
      await task.onProved(answer, pending.address)
    })
  return {
    stage: isOver ? 'over' : pending ? 'code' : 'address',
    busy,
    address,
    addressProblem,
    endsAt: pending && endOf(pending),
    error,
    onAddress: (typed) => {
      setAddress(typed)
      setAddressProblem(undefined)
    },
    onAsk: () => {
      const mailbox = canonicalMailbox(address)
      if (mailbox) void ask(mailbox)
      else setAddressProblem(problemOf(address))
    },
    onCode: (text) => void open(text),
    onOther: () => {
      setError(undefined)
      void forget('used')
    },
  }
}

/** Opens a code, and hands in that it was opened here. */
async function prove<T>(task: CodeTask<T>, { id, subject, expires }: PendingCode, text: string): Promise<T> {
  const keys = await readKeys(id)
  if (!keys) throw new CodeOverError()
  const context = { subject, account: task.account, expires }
  const credential = await openCode(keys, text, context)
  return task.prove(id, await credential.signTypedData(codeProofTypedData(context)))
}

/** What was asked for, as long as it can be used: then its keys go, whatever is on the screen. */
function usePending(name: string) {
  const [pending, setPending] = useState(() => readPending(name))
  const [isOver, setIsOver] = useState(false)
  const forget = useCallback(
    async (how: 'used' | 'over') => {
      savePending(name, undefined)
      setPending(undefined)
      setIsOver(how === 'over')
      if (pending) await dropKeys(pending.id)
    },
    [name, pending],
  )
  useEffect(() => {
    if (!pending) return
    const timer = setTimeout(() => void forget('over'), Math.max(0, endOf(pending) - now()))
    return () => clearTimeout(timer)
  }, [pending, forget])
  const keep = async (next: PendingCode, keys: CryptoKeyPair) => {
    if (pending) await dropKeys(pending.id)
    await keepKeys(next.id, keys)
    savePending(name, next)
    setPending(next)
    setIsOver(false)
  }
  return { pending, isOver, keep, forget }
}

function problemOf(typed: string): string {
  return typed.trim() === ''
    ? 'Type an e-mail address.'
    : 'Mail cannot be sent to this. Write it like alice@example.org, without a name around it.'
}
