import { CircleAlert } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import { isWholeCode } from 'sparekey'
import { useNow } from '../clock.ts'
import { explain } from '../explain.ts'
import { formatDuration } from '../formatTime.ts'

/**
 * Where the code from the mail is pasted: white space does not matter, and a whole code sends itself. The text stays in the
 * field, is never kept as state, and is gone when the field is.
 */
export function CodeField({ form, endsAt, isBusy, error, onCode }: CodeFieldProps) {
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const tried = useRef('')
  const left = useNow(1000)
  useEffect(() => {
    // On a phone a keyboard would cover what is to be read first, and nobody types this.
    if (matchMedia('(pointer: fine)').matches) field.current?.focus()
  }, [])
  const submit = () => {
    const text = codeIn(field.current?.value ?? '')
    tried.current = text
    if (text !== '' && !isBusy) onCode(text)
  }
  // What was pasted is tried at once, whole or not; what is typed, once it is whole.
  const look = (isPasted: boolean) => {
    const text = codeIn(field.current?.value ?? '')
    if (text !== tried.current && (isPasted || isWholeCode(text))) submit()
  }
  return (
    <form
      id={form}
      className="flex flex-col gap-0.5"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <div id={`${id}-problem`} aria-live="polite">
        {Boolean(error) && <Problem error={error} />}
      </div>
      <label htmlFor={id} className="font-medium">
        Code from the mail
      </label>
      <textarea
        ref={field}
        id={id}
        rows={4}
        readOnly={isBusy}
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        data-1p-ignore=""
        aria-invalid={Boolean(error) || undefined}
        aria-describedby={`${id}-problem ${id}-note`}
        placeholder="Paste it here"
        onInput={({ nativeEvent }) => look(isPaste(nativeEvent))}
        className={`${error ? 'border-danger' : 'border-line-strong'} w-full resize-none break-all rounded-md border bg-surface px-2 py-1 text-ink placeholder:text-muted focus-visible:outline-2 focus-visible:outline-accent focus-visible:outline-offset-2`}
      />
      <p id={`${id}-note`} className="text-muted">
        <span role="timer" aria-live="off">
          {leftOf(endsAt, left)}
        </span>{' '}
        Only in this browser, and once.
      </p>
    </form>
  )
}

/** @see CodeField */
export interface CodeFieldProps {
  /** Id of its form, for a button that stands outside. */
  readonly form: string
  /** Milliseconds of the browser at which it is over. */
  readonly endsAt: number | undefined
  readonly isBusy: boolean
  readonly error: unknown
  /** A code without white space, as it was pasted; whether it is one is seen when it is opened. */
  readonly onCode: (text: string) => void
}

function Problem({ error }: Pick<CodeFieldProps, 'error'>) {
  const { code, what, todo } = explain(error)
  return (
    <p data-code={code} className="flex gap-1 pb-1 text-danger">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-2 shrink-0" />
      <span>
        {what} {todo}
      </span>
    </p>
  )
}

/** Letters that a code has at most. */
const most = 116
const run = /(?<![1-9A-HJ-NP-Za-km-z])[1-9A-HJ-NP-Za-km-z]{115,116}(?![1-9A-HJ-NP-Za-km-z])/

/** The code in what was pasted, also if more of the mail came with it. */
export function codeIn(pasted: string): string {
  const text = pasted.replace(/\s/g, '')
  return text.length > most ? (run.exec(pasted)?.[0] ?? text) : text
}

function isPaste(event: Event): boolean {
  const { inputType } = event as Partial<InputEvent>
  return inputType === 'insertFromPaste' || inputType === 'insertFromDrop'
}

function leftOf(endsAt: number | undefined, now: number): string {
  const seconds = endsAt === undefined ? 0 : (endsAt - now) / 1000
  return seconds > 0 ? `It works for ${formatDuration(seconds)}.` : 'It may be over.'
}
