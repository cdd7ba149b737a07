// One figure per day as a drawing, and in words for those who do not see it.

/** A day and its figure. */
export interface DayValue {
  /** `2026-11-20`. */
  readonly day: string
  readonly value: number
}

/** Width and height of the drawing's own units. */
export const curveSize = { width: 300, height: 60 } as const

/** A line through the days from left to right; the highest day reaches the top, an empty one lies on the floor. */
export function curvePath(days: readonly DayValue[]): string {
  const { width, height } = curveSize
  const top = Math.max(1, ...days.map(({ value }) => value))
  const step = days.length > 1 ? width / (days.length - 1) : 0
  const points = days.map(
    ({ value }, index) => `${round(index * step)} ${round(height - (value / top) * height)}`,
  )
  if (points.length === 1) points.push(`${width} ${points[0]?.split(' ')[1] ?? height}`)
  return points.length ? `M${points.join('L')}` : ''
}

/** The same as an area: closed along the floor. */
export function curveArea(days: readonly DayValue[]): string {
  const line = curvePath(days)
  return line && `${line}L${curveSize.width} ${curveSize.height}L0 ${curveSize.height}Z`
}

/** All days together. */
export function curveTotal(days: readonly DayValue[]): number {
  return days.reduce((sum, { value }) => sum + value, 0)
}

/** "12 in 14 days, most on 20 Nov: 4". */
export function curveSummary(days: readonly DayValue[], format: (value: number) => string = String): string {
  const most = days.reduce<DayValue | undefined>(
    (best, day) => (!best || day.value > best.value ? day : best),
    undefined,
  )
  if (!most || most.value === 0) return `None in ${daysOf(days)}`
  return `${format(curveTotal(days))} in ${daysOf(days)}, most on ${formatDay(most.day)}: ${format(most.value)}`
}

/** "20 Nov". @param day `2026-11-20` */
export function formatDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(date)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function daysOf({ length }: readonly DayValue[]): string {
  return length === 1 ? '1 day' : `${length} days`
}
