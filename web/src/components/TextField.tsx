import { CircleAlert } from 'lucide-react'
import { type HTMLInputAutoCompleteAttribute, type ReactNode, useId } from 'react'

/** One line to type. */
export interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** What is wrong with it, and what would be right. */
  readonly error?: ReactNode
  /** What belongs here, or that it is good. */
  readonly hint?: ReactNode
  readonly name?: string
  readonly type?: 'text' | 'password' | 'email' | 'search'
  readonly autoComplete?: HTMLInputAutoCompleteAttribute
  readonly inputMode?: 'text' | 'decimal' | 'numeric' | 'email' | 'url'
  readonly maxLength?: number
  /** Beside the text, inside the box: a unit or a button. */
  readonly suffix?: ReactNode
  readonly required?: boolean
}

/** A labelled line of text; what was typed stays, whatever happens. */
export function TextField(props: TextFieldProps) {
  const { label, value, onChange, error, hint, suffix, type = 'text', required, ...input } = props
  const id = useId()
  return (
    <div className="flex flex-col gap-0.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div
        className={`${error ? 'border-danger' : 'border-line-strong'} flex min-h-6 items-center rounded-md border bg-surface has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2`}
      >
        <input
          {...input}
          id={id}
          type={type}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          aria-invalid={Boolean(error) || undefined}
          aria-describedby={`${id}-note`}
          aria-required={required || undefined}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          className="w-full min-w-0 flex-1 rounded-md bg-transparent px-2 py-1 text-ink outline-none"
        />
        {suffix && <div className="flex shrink-0 items-center pr-1">{suffix}</div>}
      </div>
      <div id={`${id}-note`} aria-live="polite" className="min-h-3">
        {error ? (
          <p className="flex gap-1 text-danger">
            <CircleAlert aria-hidden="true" className="mt-0.5 size-2 shrink-0" />
            <span>{error}</span>
          </p>
        ) : (
          hint && <div className="text-muted">{hint}</div>
        )}
      </div>
    </div>
  )
}
