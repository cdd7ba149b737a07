import { CircleAlert } from 'lucide-react'
import { useId } from 'react'

/** @see TextArea */
export interface TextAreaProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error?: string | undefined
  readonly hint?: string
  readonly maxLength: number
}

/** Some lines to type. */
export function TextArea({ label, value, onChange, error, hint, maxLength }: TextAreaProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-0.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={2}
        value={value}
        maxLength={maxLength}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={Boolean(error) || undefined}
        aria-describedby={`${id}-note`}
        aria-required="true"
        className={`${error ? 'border-danger' : 'border-line-strong'} w-full rounded-md border bg-surface px-2 py-1 text-ink`}
      />
      <div id={`${id}-note`} aria-live="polite">
        {error ? (
          <p className="flex gap-1 text-danger">
            <CircleAlert aria-hidden="true" className="mt-0.5 size-2 shrink-0" />
            {error}
          </p>
        ) : (
          hint && <p className="text-muted">{hint}</p>
        )}
      </div>
    </div>
  )
}
