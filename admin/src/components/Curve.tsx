import {
  curveArea,
  curvePath,
  curveSize,
  curveSummary,
  curveTotal,
  type DayValue,
  formatDay,
} from './curve.ts'

/** @see Curve */
export interface CurveProps {
  readonly title: string
  /** Oldest first. */
  readonly days: readonly DayValue[]
  /** How a figure is written; as it is by default. */
  readonly format?: (value: number) => string
}

/** One figure per day: drawn, said, and on demand as a table. */
export function Curve({ title, days, format = String }: CurveProps) {
  const { width, height } = curveSize
  const first = days[0]
  const last = days.at(-1)
  return (
    <section
      aria-label={title}
      className="flex min-w-0 flex-col gap-1 rounded-md border border-line bg-surface p-2"
    >
      <div>
        <h3 className="text-muted">{title}</h3>
        <p className="font-bold tabular-nums">{format(curveTotal(days))}</p>
      </div>
      <svg
        viewBox={`0 -3 ${width} ${height + 6}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${curveSummary(days, format)}`}
        className="h-7 w-full"
      >
        <path d={curveArea(days)} fill="var(--sk-accent-soft)" />
        <path d={`M0 ${height}H${width}`} stroke="var(--sk-line)" vectorEffect="non-scaling-stroke" />
        <path
          d={curvePath(days)}
          fill="none"
          stroke="var(--sk-accent)"
          strokeWidth="2"
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <div aria-hidden="true" className="flex justify-between text-muted">
        <span>{first && formatDay(first.day)}</span>
        <span>{last && formatDay(last.day)}</span>
      </div>
      <details>
        <summary className="w-max rounded-sm text-muted underline decoration-dotted underline-offset-4 hover:text-ink">
          Day by day<span className="sr-only">: {title}</span>
        </summary>
        <table className="mt-1 w-full text-left tabular-nums">
          <caption className="sr-only">{title}, day by day</caption>
          <thead className="text-muted">
            <tr>
              <th scope="col" className="font-normal">
                Day
              </th>
              <th scope="col" className="text-right font-normal">
                {title}
              </th>
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map(({ day, value }) => (
              <tr key={day} className="border-line border-t">
                <th scope="row" className="font-normal">
                  {formatDay(day)}
                </th>
                <td className="text-right">{format(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  )
}
