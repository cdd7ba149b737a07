import { Copy, Printer } from 'lucide-react'
import { type RefObject, useRef, useState } from 'react'
import { Button } from '../components/Button.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Notice } from '../components/Notice.tsx'
import { SecretField } from '../components/SecretField.tsx'
import { Sheet } from '../components/Sheet.tsx'
import { useCopy } from '../components/useCopy.ts'
import type { Secret } from '../setup/Secret.ts'
import { PassphraseProgress } from './PassphraseProgress.tsx'
import { SecretWords } from './SecretWords.tsx'

/** Guardian sheet: six words to write down, two of them typed back, then a guardian made of them. */
export function PassphraseSheet(props: PassphraseSheetProps) {
  const { open, onClose, progress, error } = props
  const [stage, setStage] = useState<'show' | 'type'>('show')
  if (progress !== undefined || error)
    return <PassphraseProgress {...{ open, onClose, progress, error }} onRetry={props.onDerive} />
  return stage === 'show' ? (
    <ShowWords {...props} onContinue={() => setStage('type')} />
  ) : (
    <TypeBack {...props} onBack={() => setStage('show')} />
  )
}

/** @see PassphraseSheet */
export interface PassphraseSheetProps {
  readonly open: boolean
  readonly account: { readonly name: string }
  readonly secret: Secret
  /** Which two words are asked for, counted from 0. */
  readonly asked: readonly [number, number]
  /** 0 to 1 while the guardian is made. */
  readonly progress: number | undefined
  readonly error?: unknown
  /** Makes the guardian of the words. */
  readonly onDerive: () => void
  readonly onOwn: () => void
  readonly onClose: () => void
}

function ShowWords(props: PassphraseSheetProps & { onContinue: () => void }) {
  const { open, account, secret, onOwn, onClose, onContinue } = props
  const { isCopied, copy } = useCopy()
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title="Write down these six words"
      lead="Keep them where you find them without this device. We never see them and cannot show them again."
      actions={
        <>
          <Button onClick={onContinue}>I have written them down</Button>
          <LinkButton onClick={onOwn}>Advanced: use a passphrase of your own</LinkButton>
        </>
      }
    >
      <div className="sk-print flex flex-col gap-1">
        <p className="hidden print:block">
          Sparekey passphrase of the account “{account.name}”. Whoever has these words can help to open it.
        </p>
        <SecretWords secret={secret} label="Your six words" />
      </div>
      <div className="flex flex-wrap gap-x-3">
        <LinkButton onClick={() => window.print()}>
          <Printer aria-hidden="true" className="size-2" /> Print
        </LinkButton>
        <LinkButton onClick={() => secret.lend(copy)}>
          <Copy aria-hidden="true" className="size-2" /> {isCopied ? 'Copied' : 'Copy'}
        </LinkButton>
      </div>
      {isCopied && (
        <Notice tone="warning">
          Other apps can read what was copied. Paste it, then copy something else.
        </Notice>
      )}
    </Sheet>
  )
}

function TypeBack(props: PassphraseSheetProps & { onBack: () => void }) {
  const { open, secret, asked, onDerive, onClose, onBack } = props
  const fields = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)]
  const [wrong, setWrong] = useState<readonly number[]>([])
  const check = () => {
    const mistakes = asked.filter((word, index) => !secret.isWord(word, typedIn(fields[index])))
    setWrong(mistakes)
    if (mistakes.length > 0) return
    for (const field of fields) clear(field)
    onDerive()
  }
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title="Check what you wrote"
      lead="Type these two words from your paper."
      actions={
        <>
          <Button onClick={check}>Use these words</Button>
          <LinkButton onClick={onBack}>Show the words again</LinkButton>
        </>
      }
    >
      <form
        id="typed-words"
        className="flex flex-col gap-1"
        onSubmit={(event) => {
          event.preventDefault()
          check()
        }}
      >
        {asked.map((word, index) => (
          <SecretField
            key={word}
            label={`Word ${word + 1}`}
            field={fields[index] as RefObject<HTMLInputElement | null>}
            masked={false}
            error={wrong.includes(word) && `That is not word ${word + 1}. Look at your paper again.`}
          />
        ))}
        {/* Enter in a form of two fields needs a button inside. */}
        <button type="submit" className="hidden" tabIndex={-1} aria-hidden="true" />
      </form>
    </Sheet>
  )
}

const typedIn = (field: RefObject<HTMLInputElement | null> | undefined) => field?.current?.value ?? ''

function clear(field: RefObject<HTMLInputElement | null>): void {
  if (field.current) field.current.value = ''
}
