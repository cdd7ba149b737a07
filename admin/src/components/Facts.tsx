import type { ReactNode } from 'react'

/** @see Facts */
export interface FactsProps {
  readonly facts: readonly (readonly [name: string, value: ReactNode])[]
}

/** What is known of one thing, name by name. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl className="grid grid-cols-1 items-baseline gap-x-3 gap-y-0.5 sm:grid-cols-[max-content_minmax(0,1fr)] sm:gap-y-1">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 pb-1 sm:pb-0">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
