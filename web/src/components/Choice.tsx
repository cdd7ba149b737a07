import { type ReactNode, useId } from 'react'

/** One of several ways, each with a line about it. Arrow keys move, as in every radio group. */
export function Choice<T extends string>({ legend, options, value, onChange }: ChoiceProps<T>) {
  const name = useId()
  return (
    <fieldset className="flex min-w-0 flex-col gap-1">
      <legend className="pb-1 font-medium">{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex items-start gap-1.5 rounded-md border border-line bg-surface p-1.5 hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="mt-0.5 size-2.5 shrink-0 accent-accent outline-none"
          />
          <span className="min-w-0 flex-1">
            <span className="flex flex-wrap items-center gap-x-1 font-medium">
              <span className="min-w-0">{option.title}</span>
              {option.badge && <span className="font-normal text-accent">{option.badge}</span>}
            </span>
            {option.note && <span className="block text-muted">{option.note}</span>}
          </span>
          {option.icon}
        </label>
      ))}
    </fieldset>
  )
}

/** @see Choice */
export interface ChoiceProps<T extends string> {
  readonly legend: string
  readonly options: readonly {
    readonly value: T
    readonly title: string
    /** What it is good and bad at. */
    readonly note?: ReactNode
    /** "Recommended". */
    readonly badge?: string
    readonly icon?: ReactNode
  }[]
  readonly value: T | undefined
  readonly onChange: (value: T) => void
}
