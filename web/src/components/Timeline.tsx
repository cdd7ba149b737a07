import { formatDelay } from '../formatTime.ts'

/** What one, two, all guardians can do and when: a picture of a policy. */
export function Timeline({ rows, label = 'Who can help, and how fast' }: TimelineProps) {
  const longest = Math.max(...rows.map(({ delay }) => delay), 1)
  return (
    <ul aria-label={label} className="flex flex-col gap-2">
      {rows.map(({ who, delay }) => (
        <li key={who} className="flex flex-col gap-1">
          <p className="flex flex-wrap justify-between gap-x-2">
            <span className="font-medium">{who}</span>
            <span className="text-muted">{delay ? `waits ${formatDelay(delay)}` : 'at once'}</span>
          </p>
          <Track share={delay / longest} />
        </li>
      ))}
    </ul>
  )
}

/** @see Timeline */
export interface TimelineProps {
  readonly label?: string
  readonly rows: readonly {
    /** "Any one guardian", "Google and passphrase together". */
    readonly who: string
    /** Seconds of waiting; 0 is at once. */
    readonly delay: number
  }[]
}

/** From now (left) to the moment when the account opens (the dot). */
function Track({ share }: { readonly share: number }) {
  const end = 8 + share * 304
  return (
    <svg viewBox="0 0 320 16" className="h-2 w-full" aria-hidden="true" preserveAspectRatio="none">
      <path d="M8 8h304" stroke="var(--sk-line)" strokeWidth="4" strokeLinecap="round" />
      <path d={`M8 8H${end}`} stroke="var(--sk-accent)" strokeWidth="4" strokeLinecap="round" />
      <circle cx={end} cy="8" r="7" fill="var(--sk-accent)" stroke="var(--sk-surface)" strokeWidth="2" />
    </svg>
  )
}
