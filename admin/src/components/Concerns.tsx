import { BellOff, History, MailWarning, MonitorSmartphone, UsersRound } from 'lucide-react'
import type { Concern } from 'sparekey/admin-schema'
import { Status } from '../../../web/src/components/Status.tsx'
import { concernWords } from '../words.ts'

const icons: Record<Concern, typeof History> = {
  'new-device': MonitorSmartphone,
  'shared-address': UsersRound,
  'changed-lately': History,
  'email-alone': MailWarning,
  'notice-undelivered': BellOff,
}

/** @see Concerns */
export interface ConcernsProps {
  readonly concerns: readonly Concern[]
  /** With what stands behind each. */
  readonly full?: boolean
}

/** Why a recovery deserves a look, each by icon and word. */
export function Concerns({ concerns, full = false }: ConcernsProps) {
  if (concerns.length === 0) return <Status tone="none">None</Status>
  return (
    <ul className={full ? 'flex flex-col gap-1' : 'flex flex-wrap gap-0.5'}>
      {concerns.map((concern) => {
        const Icon = icons[concern]
        const { title, note } = concernWords[concern]
        return full ? (
          <li key={concern} className="flex gap-1">
            <Icon aria-hidden="true" className="mt-0.5 size-2.5 shrink-0 text-danger" />
            <span>
              <span className="font-medium">{title}.</span> {note}
            </span>
          </li>
        ) : (
          <li
            key={concern}
            title={note}
            className="flex items-center gap-0.5 rounded-sm bg-danger-soft md:whitespace-nowrap px-1 text-ink"
          >
            <Icon aria-hidden="true" className="size-2 shrink-0 text-danger" />
            {title}
          </li>
        )
      })}
    </ul>
  )
}
