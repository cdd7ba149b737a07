import { useRef, useState } from 'react'
import {
  checkPassphrase,
  derivePassphraseGuardian,
  generatePassphrase,
  PASSPHRASE_VERSION,
  PassphraseAbortedError,
  type PassphraseVerdict,
} from 'sparekey'
import type { ChosenGuardian, SetupDraft } from './draft.ts'
import { lower } from './draft.ts'
import { Secret } from './Secret.ts'

/** Milliseconds without typing after which a passphrase is judged. */
const pause = 200

/** A passphrase on its way to become a guardian; its text is in a `Secret` or in the field, never in state. */
export function usePassphrase({ draft, accountName, onGuardian }: PassphraseFlow) {
  const [secret, setSecret] = useState(() => new Secret(generatePassphrase()))
  const [asked, setAsked] = useState(twoOf(secret.length))
  const [isOwn, setIsOwn] = useState(false)
  const [progress, setProgress] = useState<number>()
  const [error, setError] = useState<unknown>()
  const work = useRef<AbortController>(undefined)
  const strength = useStrength([accountName, draft.account])
  const derive = (passphrase: string) => {
    if (work.current) return
    const controller = new AbortController()
    work.current = controller
    setError(undefined)
    setProgress(0)
    const { account, salt } = draft
    derivePassphraseGuardian({
      passphrase,
      account,
      salt,
      onProgress: setProgress,
      signal: controller.signal,
    })
      .then(({ signer }) => {
        secret.forget()
        onGuardian({
          signer: lower(signer),
          kind: 'passphrase',
          label: labelFor(draft.guardians),
          passphraseVersion: PASSPHRASE_VERSION,
          isKindKnown: true,
        })
      })
      .catch((cause: unknown) => !(cause instanceof PassphraseAbortedError) && setError(cause))
      .finally(() => {
        work.current = undefined
        setProgress(undefined)
      })
  }
  const begin = (own: boolean) => {
    work.current?.abort()
    secret.forget()
    const next = new Secret(own ? '' : generatePassphrase())
    setSecret(next)
    setAsked(twoOf(next.length))
    setIsOwn(own)
    setError(undefined)
  }
  return {
    secret,
    asked,
    isOwn,
    progress,
    error,
    ...strength,
    derive: () => secret.lend(derive),
    deriveOwn: derive,
    useOwn: () => begin(true),
    useGenerated: () => begin(false),
    /** Ends the work and drops the words. */
    close: () => begin(false),
  }
}

interface PassphraseFlow {
  readonly draft: Pick<SetupDraft, 'account' | 'salt' | 'guardians'>
  readonly accountName: string
  readonly onGuardian: (guardian: ChosenGuardian) => void
}

/** How strong an own passphrase is, a moment after every change. */
function useStrength(related: readonly string[]) {
  const [verdict, setVerdict] = useState<PassphraseVerdict>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const turn = useRef(0)
  const judge = (text: string) => {
    clearTimeout(timer.current)
    const mine = ++turn.current
    // What was strong must not be used after it was changed.
    setVerdict(undefined)
    if (text.trim() === '') return
    timer.current = setTimeout(() => {
      checkPassphrase(text, related).then(
        (found) => mine === turn.current && setVerdict(found),
        () => undefined,
      )
    }, pause)
  }
  return { verdict, judge }
}

function labelFor(guardians: SetupDraft['guardians']): string {
  const count = guardians.filter(({ kind, isKindKnown }) => isKindKnown && kind === 'passphrase').length
  return count === 0 ? 'Passphrase' : `Passphrase ${count + 1}`
}

/** Two different words, counted from 0, in their order. */
function twoOf(length: number): readonly [number, number] {
  if (length < 2) return [0, 0]
  const [a = 0, b = 0] = crypto.getRandomValues(new Uint8Array(2))
  const first = a % length
  const second = (first + 1 + (b % (length - 1))) % length
  return first < second ? [first, second] : [second, first]
}
