import type { ReactNode } from 'react'

/** A part of a page with its own heading. */
export function Card({ title, aside, children, tone = 'plain', label }: CardProps) {
  return (
    <section
      aria-label={label ?? title}
      className={`${tone === 'danger' ? 'border-danger border-2' : 'border-line border'} flex flex-col gap-2 rounded-lg bg-surface p-2 sm:p-3`}
    >
      {title && (
        <div className="flex flex-wrap items-center justify-between gap-1">
          <h2 className="font-bold">{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  )
}

/** @see Card */
export interface CardProps {
  readonly title?: string
  /** What it is about, where there is no heading to see. */
  readonly label?: string
  /** Right of the heading: a status or a small button. */
  readonly aside?: ReactNode
  readonly children: ReactNode
  /** `danger` for what needs an answer now. */
  readonly tone?: 'plain' | 'danger'
}
