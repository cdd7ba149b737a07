import { CheckCircle2, CircleDashed, OctagonAlert, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

const looks = {
  good: { icon: CheckCircle2, colour: 'text-accent' },
  none: { icon: CircleDashed, colour: 'text-muted' },
  warning: { icon: TriangleAlert, colour: 'text-ink' },
  danger: { icon: OctagonAlert, colour: 'text-danger' },
}

/** A state in a word or two, with an icon. */
export function Status({
  tone,
  children,
}: {
  readonly tone: keyof typeof looks
  readonly children: ReactNode
}) {
  const { icon: Icon, colour } = looks[tone]
  return (
    <span className={`${colour} inline-flex items-start gap-0.5 font-medium`}>
      <Icon aria-hidden="true" className="h-[1lh] w-2.5 shrink-0" />
      {children}
    </span>
  )
}
