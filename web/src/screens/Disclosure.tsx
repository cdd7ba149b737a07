import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'

/** Something that opens where it stands. */
export function Disclosure({ title, children, open = false }: DisclosureProps) {
  return (
    <details open={open} className="group rounded-md border border-line bg-surface">
      <summary className="flex min-h-6 list-none items-center justify-between gap-1 rounded-md px-2 py-1 font-medium hover:bg-sunken">
        {title}
        <ChevronDown aria-hidden="true" className="size-2.5 shrink-0 text-muted group-open:rotate-180" />
      </summary>
      <div className="flex flex-col gap-1.5 px-2 pt-0.5 pb-2">{children}</div>
    </details>
  )
}

/** @see Disclosure */
export interface DisclosureProps {
  readonly title: ReactNode
  readonly children: ReactNode
  readonly open?: boolean
}
