import { Check, Circle, CircleDot } from 'lucide-react'
import type { ReactNode } from 'react'

const looks = {
  done: { icon: Check, word: 'Done', colour: 'text-accent' },
  now: { icon: CircleDot, word: 'Now', colour: 'text-accent' },
  later: { icon: Circle, word: 'Later', colour: 'text-muted' },
}

/** What has happened, what happens now, what comes: a line from top to bottom. */
export function Milestones({ steps, label }: MilestonesProps) {
  return (
    <ol aria-label={label} className="flex flex-col">
      {steps.map(({ title, note, state }, index) => {
        const { icon: Icon, word, colour } = looks[state]
        return (
          <li key={title} aria-current={state === 'now' ? 'step' : undefined} className="flex gap-1.5">
            <div className={`${colour} flex flex-col items-center`}>
              <Icon aria-hidden="true" className="my-0.5 size-2.5 shrink-0" />
              {index < steps.length - 1 && (
                <div className={`${state === 'done' ? 'bg-accent' : 'bg-line'} w-px flex-1`} />
              )}
            </div>
            <div className="pb-2">
              <p className={state === 'later' ? 'text-muted' : 'font-medium'}>
                {title}
                <span className="sr-only"> ({word})</span>
              </p>
              {note && <div className="text-muted">{note}</div>}
            </div>
          </li>
        )
      })}
    </ol>
  )
}

/** @see Milestones */
export interface MilestonesProps {
  readonly label: string
  readonly steps: readonly {
    readonly title: string
    readonly note?: ReactNode
    readonly state: keyof typeof looks
  }[]
}
