import { useRef, useState } from 'react'
import type { PassphraseVerdict } from 'sparekey'
import { Button } from '../components/Button.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { SecretField } from '../components/SecretField.tsx'
import { Sheet } from '../components/Sheet.tsx'
import { Status } from '../components/Status.tsx'
import { PassphraseProgress } from './PassphraseProgress.tsx'

/** Guardian sheet, advanced: a passphrase that somebody made up, with its strength while it is typed. */
export function OwnPassphraseSheet(props: OwnPassphraseSheetProps) {
  const { open, verdict, progress, error, onTyped, onDerive, onGenerated, onClose } = props
  const first = useRef<HTMLInputElement>(null)
  const second = useRef<HTMLInputElement>(null)
  const [isDifferent, setIsDifferent] = useState(false)
  if (progress !== undefined || error)
    return <PassphraseProgress {...{ open, onClose, progress, error }} onRetry={onGenerated} />
  const use = () => {
    const text = first.current?.value ?? ''
    const isSame = text !== '' && text === second.current?.value
    setIsDifferent(!isSame)
    if (!isSame || !verdict?.strong) return
    if (first.current) first.current.value = ''
    if (second.current) second.current.value = ''
    onDerive(text)
  }
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title="Your own passphrase"
      lead="Anybody can try guesses without you noticing, so it must be one that nobody can guess. Six words of ours always are."
      actions={
        <>
          <Button onClick={use} disabled={!verdict?.strong}>
            Use this passphrase
          </Button>
          <LinkButton onClick={onGenerated}>Use six words instead</LinkButton>
        </>
      }
    >
      <form
        className="flex flex-col gap-1"
        onSubmit={(event) => {
          event.preventDefault()
          use()
        }}
      >
        <SecretField
          label="Passphrase"
          field={first}
          onInput={() => onTyped(first.current?.value ?? '')}
          hint={<Strength verdict={verdict} />}
        />
        <SecretField
          label="Type it again"
          field={second}
          onInput={() => setIsDifferent(false)}
          error={isDifferent && 'The two are not the same. Type it again.'}
        />
        <button type="submit" className="hidden" tabIndex={-1} aria-hidden="true" />
      </form>
    </Sheet>
  )
}

/** @see OwnPassphraseSheet */
export interface OwnPassphraseSheetProps {
  readonly open: boolean
  /** How strong it is; undefined while nothing is known. Says nothing of the text. */
  readonly verdict: PassphraseVerdict | undefined
  readonly progress: number | undefined
  readonly error?: unknown
  /** Told of every change, for judging it; must not keep it. */
  readonly onTyped: (text: string) => void
  readonly onDerive: (text: string) => void
  readonly onGenerated: () => void
  readonly onClose: () => void
}

function Strength({ verdict }: Pick<OwnPassphraseSheetProps, 'verdict'>) {
  if (!verdict) return <p>At least 15 characters; several unusual words are best.</p>
  const { strong, problems, characters, advice } = verdict
  return (
    <div className="flex flex-col gap-0.5 pt-0.5">
      <meter
        aria-label="Strength"
        className="h-1 w-full"
        min={0}
        max={5}
        low={3}
        high={5}
        optimum={5}
        value={strong ? 5 : Math.min(verdict.score, 4)}
      />
      {strong ? (
        <Status tone="good">Strong enough</Status>
      ) : (
        <>
          <Status tone="warning">{problems.includes('guessable') ? 'Too easy to guess' : 'Too short'}</Status>
          {problems.includes('too-short') && <p>{characters} of at least 15 characters.</p>}
          {advice.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </>
      )}
    </div>
  )
}
