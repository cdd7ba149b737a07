import type { ReactNode } from 'react'
import { size } from 'viem'
import { AddressLabel } from '../components/AddressLabel.tsx'
import type { ChosenGuardian } from '../setup/draft.ts'
import { kindIcon, kindName } from '../setup/words.ts'

/** One guardian: what it is, what its owner calls it, and its address where it has one. */
export function GuardianRow({ guardian, note, actions, fullAddress = false }: GuardianRowProps) {
  const Icon = kindIcon(guardian)
  const kind = kindName(guardian)
  const isAddress = size(guardian.signer) === 20
  return (
    <li className="flex items-start gap-1.5 py-1.5">
      <span className="grid size-5 shrink-0 place-items-center rounded-full bg-sunken text-ink">
        <Icon aria-hidden="true" className="size-2.5" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium">{guardian.label}</p>
        <div className="flex flex-wrap items-center gap-x-1 text-muted">
          {kind !== guardian.label && <span>{kind}</span>}
          {isAddress && <AddressLabel address={guardian.signer} full={fullAddress} />}
        </div>
        {note}
        {actions && <div className="flex flex-wrap gap-x-2">{actions}</div>}
      </div>
    </li>
  )
}

/** @see GuardianRow */
export interface GuardianRowProps {
  readonly guardian: ChosenGuardian
  readonly note?: ReactNode
  readonly actions?: ReactNode
  /** The whole address, for writing down. */
  readonly fullAddress?: boolean
}
