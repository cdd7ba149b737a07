import { CircleAlert, Eye, EyeOff } from 'lucide-react'
import { type ReactNode, type RefObject, useId, useState } from 'react'

/** A line for something secret: what is typed stays in the field itself and is read from there, never kept as state. */
export function SecretField({ label, field, onInput, error, hint, masked = true }: SecretFieldProps) {
  const id = useId()
  const [isShown, setIsShown] = useState(!masked)
  const Icon = isShown ? EyeOff : Eye
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-0.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div
        className={`${error ? 'border-danger' : 'border-line-strong'} flex min-h-6 items-center rounded-md border bg-surface has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2`}
      >
        <input
          ref={field}
          id={id}
          type={isShown ? 'text' : 'password'}
          onInput={onInput}
          aria-invalid={Boolean(error) || undefined}
          aria-describedby={`${id}-note`}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          data-1p-ignore=""
          className="w-full min-w-0 flex-1 rounded-md bg-transparent px-2 py-1 text-ink outline-none"
        />
        {masked && (
          <button
            type="button"
            onClick={() => setIsShown(!isShown)}
            className="mr-0.5 grid size-5 shrink-0 place-items-center rounded-sm text-muted hover:bg-sunken hover:text-ink"
          >
            <Icon aria-hidden="true" className="size-2.5" />
            <span className="sr-only">{isShown ? 'Hide' : 'Show'} what is typed</span>
          </button>
        )}
      </div>
      <div id={`${id}-note`} aria-live="polite">
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

/** @see SecretField */
export interface SecretFieldProps {
  readonly label: string
  readonly field: RefObject<HTMLInputElement | null>
  readonly onInput?: () => void
  readonly error?: ReactNode
  readonly hint?: ReactNode
  /** Dots instead of letters at first. */
  readonly masked?: boolean
}
