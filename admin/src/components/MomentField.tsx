import { useId } from 'react'

/** @see MomentField */
export interface MomentFieldProps {
  readonly label: string
  /** `2026-11-23T14:05`, by this browser's calendar; empty until it is whole. */
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A date and a time, with the system's own picker. */
export function MomentField({ label, value, onChange }: MomentFieldProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-0.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <input
        id={id}
        type="datetime-local"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="min-h-6 rounded-md border border-line-strong bg-surface px-2 py-1 text-ink"
      />
    </div>
  )
}
