import { useId } from 'react'

/** @see Segments */
export interface SegmentsProps<T extends string> {
  readonly legend: string
  /** Only for screen readers, where a heading says the same. */
  readonly hideLegend?: boolean
  readonly options: readonly { readonly value: T; readonly title: string }[]
  readonly value: T | undefined
  readonly onChange: (value: T) => void
}

/** One of a few short answers side by side. Arrow keys move, as in every radio group. */
export function Segments<T extends string>(props: SegmentsProps<T>) {
  const { legend, hideLegend, options, value, onChange } = props
  const name = useId()
  return (
    <fieldset className="min-w-0">
      <legend className={hideLegend ? 'sr-only' : 'pb-0.5 font-medium'}>{legend}</legend>
      <div className="flex flex-wrap gap-0.5 rounded-md border border-line-strong bg-surface p-0.5">
        {options.map((option) => (
          <label
            key={option.value}
            className="flex min-h-4 flex-1 items-center justify-center whitespace-nowrap rounded-sm px-2 py-0.5 text-center font-medium text-muted hover:bg-sunken hover:text-ink has-checked:bg-accent has-checked:text-on-accent has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              className="sr-only"
            />
            {option.title}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
