import type { ReactNode } from 'react'

/** @see Empty */
export interface EmptyProps {
  readonly title: string
  /** What would stand here, or what to do. */
  readonly children?: ReactNode
}

/** Nothing to show, which is an answer too. */
export function Empty({ title, children }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-0.5 rounded-md border border-line border-dashed px-3 py-4 text-center">
      <p className="font-medium">{title}</p>
      {children && <div className="text-muted">{children}</div>}
    </div>
  )
}
