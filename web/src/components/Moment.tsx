import { type ChainClock, toBrowserTime, useNow } from '../clock.ts'
import { formatDuration, formatMoment } from '../formatTime.ts'

/** A moment of a chain: "Ready on Mon 23 Nov, 14:05 – in 2 days 21 hours". Counts down by itself. */
export function Moment({ label, at, clock, large = false }: MomentProps) {
  const now = useNow()
  const time = toBrowserTime(at, clock)
  const left = (time - now) / 1000
  const distance = left > 0 ? `in ${formatDuration(left)}` : `${formatDuration(-left)} ago`
  const date = new Date(time).toISOString()
  // A reader is told once, by the date; a counter that speaks every second helps nobody.
  if (large)
    return (
      <div className="flex flex-col gap-0.5">
        <p role="timer" aria-live="off" className="font-bold text-title tabular-nums">
          {left > 0 ? formatDuration(left) : 'Now'}
        </p>
        <p className="text-muted">
          {label} on <time dateTime={date}>{formatMoment(time, now)}</time>
        </p>
      </div>
    )
  return (
    <span>
      {label} on <time dateTime={date}>{formatMoment(time, now)}</time> –{' '}
      <span role="timer" aria-live="off">
        {distance}
      </span>
    </span>
  )
}

/** @see Moment */
export interface MomentProps {
  /** "Ready", "Started", "Ends". */
  readonly label: string
  /** Unix seconds of the chain. */
  readonly at: number
  readonly clock: ChainClock
  /** As the one big time of a waiting screen. */
  readonly large?: boolean
}
