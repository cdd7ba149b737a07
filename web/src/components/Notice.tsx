import { Info, OctagonAlert, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

const looks = {
  info: { box: 'border-accent bg-accent-soft', icon: Info, word: 'Note' },
  warning: { box: 'border-line-strong bg-sunken', icon: TriangleAlert, word: 'Warning' },
  danger: { box: 'border-danger bg-danger-soft', icon: OctagonAlert, word: 'Important' },
}

/** Something to know. Told by icon and word as well as by colour. */
export function Notice({ tone = 'info', title, children, actions, live }: NoticeProps) {
  const { box, icon: Icon, word } = looks[tone]
  return (
    <div
      role={live ? 'alert' : undefined}
      className={`${box} flex gap-1.5 rounded-md border px-2 py-1.5 text-ink`}
    >
      <Icon
        aria-hidden="true"
        className={`${tone === 'danger' ? 'text-danger' : ''} mt-0.5 size-2.5 shrink-0`}
      />
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <span className="sr-only">{word}:</span>
        {title && <p className="font-bold">{title}</p>}
        {children && <div>{children}</div>}
        {actions && <div className="flex flex-wrap gap-x-2">{actions}</div>}
      </div>
    </div>
  )
}

/** @see Notice */
export interface NoticeProps {
  readonly tone?: keyof typeof looks
  readonly title?: ReactNode
  readonly children?: ReactNode
  readonly actions?: ReactNode
  /** Read out as soon as it appears: what just happened. */
  readonly live?: boolean
}
