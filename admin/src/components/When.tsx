import { formatDuration, formatMoment } from '../../../web/src/formatTime.ts'
import { useServerNow } from '../serverClock.ts'

/** @see When */
export interface WhenProps {
  /** ISO 8601. */
  readonly at: string
  /** Only the distance, where there is little room; the date is then read out and shown on hover. */
  readonly short?: boolean
}

/** A moment, and how far away it is. */
export function When({ at, short = false }: WhenProps) {
  const now = useServerNow(short ? 30_000 : 1000)
  const time = Date.parse(at)
  const moment = formatMoment(time, now)
  const distance = distanceOf((time - now) / 1000, short)
  if (short)
    return (
      <time dateTime={at} title={moment} className="md:whitespace-nowrap">
        {distance}
        <span className="sr-only"> ({moment})</span>
      </time>
    )
  return (
    <span>
      <time dateTime={at}>{moment}</time> <span className="text-muted">– {distance}</span>
    </span>
  )
}

const day = 86_400

function distanceOf(seconds: number, short: boolean): string {
  if (Math.abs(seconds) < 60) return seconds > 0 ? 'in a moment' : 'just now'
  // Nobody counts the hours of what is long past.
  if (short && seconds < -2 * day) return `${Math.floor(-seconds / day)} days ago`
  return seconds > 0 ? `in ${formatDuration(seconds)}` : `${formatDuration(-seconds)} ago`
}
