import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChosenGuardian } from '../setup/draft.ts'
import { contactsQuery, type ToldState, toldState } from './contacts.ts'

/** Who is told, where guardians are chosen. */
export interface Told {
  /** In full; the owner sees them. */
  readonly addresses: readonly string[]
  /** Undefined while it is read. */
  readonly state: ToldState | undefined
  /** Somebody chose to go on although only a guardian's own mailbox is told. */
  readonly isWithout: boolean
  readonly onWithout: (isWithout: boolean) => void
  readonly onAdd: () => void
}

/** Who would be told of a recovery by these guardians, and whether somebody must say so before it is confirmed. */
export function useTold(guardians: readonly ChosenGuardian[], onAdd: () => void): Told {
  const { data, isPending } = useQuery(contactsQuery)
  const [isWithout, setIsWithout] = useState(false)
  return {
    addresses: (data ?? []).map(({ address }) => address),
    // What could not be read is nobody, so that nobody is told less than they believe.
    state: isPending ? undefined : toldState(data ?? [], guardians),
    isWithout,
    onWithout: setIsWithout,
    onAdd,
  }
}

/** Whether nothing may be confirmed yet: only a mailbox that is a guardian itself would be told, and nobody chose that. */
export function isToldOpen({ state, isWithout }: Pick<Told, 'state' | 'isWithout'>): boolean {
  return state === undefined || (state === 'guardian-only' && !isWithout)
}
