import type { ReactNode } from 'react'

/** Something that a person confirms. */
export function CheckItem({ checked, onChange, children }: CheckItemProps) {
  return (
    <label className="flex items-start gap-1.5 rounded-md border border-line bg-surface p-1.5 hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-2.5 shrink-0 accent-accent outline-none"
      />
      <span className="min-w-0 flex-1">{children}</span>
    </label>
  )
}

/** @see CheckItem */
export interface CheckItemProps {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly children: ReactNode
}
