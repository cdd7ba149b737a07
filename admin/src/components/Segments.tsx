/** @see Segments */
export interface SegmentsProps<T extends string> {
  /** What is decided; read out, since a heading says it already. */
  readonly label: string
  readonly options: readonly { readonly value: T; readonly title: string }[]
  readonly value: T
  readonly onChoose: (value: T) => void
}

/**
 * What holds now, between what could hold instead. Buttons, not a radio group: choosing asks first, and moving along with
 * arrow keys must not.
 */
export function Segments<T extends string>({ label, options, value, onChoose }: SegmentsProps<T>) {
  return (
    <fieldset className="flex min-w-0 flex-wrap gap-0.5 rounded-md border border-line-strong bg-surface p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => option.value !== value && onChoose(option.value)}
          className="min-h-4 flex-1 whitespace-nowrap rounded-sm px-2 py-0.5 font-medium text-muted hover:bg-sunken hover:text-ink aria-pressed:bg-accent aria-pressed:text-on-accent"
        >
          {option.title}
        </button>
      ))}
    </fieldset>
  )
}
