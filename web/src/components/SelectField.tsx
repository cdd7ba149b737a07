import { ChevronDown } from 'lucide-react'
import { useId } from 'react'

/** One of a short list, with the system's own picker. */
export function SelectField<T extends string | number>(props: SelectFieldProps<T>) {
  const { label, hideLabel, value, options, onChange } = props
  const id = useId()
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-0.5">
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'font-medium'}>
        {label}
      </label>
      <div className="relative">
        <select
          id={id}
          value={value}
          onChange={(event) => {
            const chosen = options.find((option) => String(option.value) === event.target.value)
            if (chosen) onChange(chosen.value)
          }}
          className="min-h-6 w-full appearance-none rounded-md border border-line-strong bg-surface py-1 pr-5 pl-2 text-ink"
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.title}
            </option>
          ))}
        </select>
        <ChevronDown
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 right-1.5 size-2.5 -translate-y-1/2 text-muted"
        />
      </div>
    </div>
  )
}

/** @see SelectField */
export interface SelectFieldProps<T extends string | number> {
  readonly label: string
  /** Only for screen readers, where what stands around it says the same. */
  readonly hideLabel?: boolean
  readonly value: T
  readonly options: readonly { readonly value: T; readonly title: string }[]
  readonly onChange: (value: T) => void
}
