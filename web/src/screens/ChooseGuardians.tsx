import { Check, Minus, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Hex } from 'viem'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import type { ChosenGuardian } from '../setup/draft.ts'
import type { AddableKind } from '../setup/search.ts'
import type { KindWords, Offered } from '../setup/words.ts'
import { GuardianRow } from './GuardianRow.tsx'

/** Set up, first step: who can help. */
export function ChooseGuardians(props: ChooseGuardiansProps) {
  const { guardians, offers, isEditing, notice, invitations, onAdd, onRemove, onContinue } = props
  const isFull = guardians.length >= 16
  return (
    <Page
      title={isEditing ? 'Change your guardians' : 'Who can help you back in?'}
      face={<p className="text-muted">Step 1 of 3</p>}
      lead="If you ever lose your passkey, guardians open this account for a new one. Two of different kinds are a good start."
      back={
        isEditing ? { to: '/account/guardians', label: 'Guardians' } : { to: '/account', label: 'Account' }
      }
      actions={
        <>
          <Button onClick={onContinue} disabled={guardians.length === 0}>
            Continue
          </Button>
          {guardians.length === 0 && <p className="text-muted">Add at least one guardian.</p>}
        </>
      }
    >
      {notice}
      {guardians.length > 0 && (
        <Card title={guardians.length === 1 ? 'Your guardian' : `Your ${guardians.length} guardians`}>
          <ul className="flex flex-col divide-y divide-line">
            {guardians.map((guardian) => (
              <GuardianRow
                key={guardian.signer}
                guardian={guardian}
                actions={
                  <LinkButton onClick={() => onRemove(guardian.signer)}>
                    Remove<span className="sr-only"> {guardian.label}</span>
                  </LinkButton>
                }
              />
            ))}
          </ul>
        </Card>
      )}
      {invitations}
      {isFull ? (
        <Notice>These are as many guardians as an account can have.</Notice>
      ) : (
        <section aria-label="Add a guardian" className="flex flex-col gap-1">
          <h2 className="font-bold">Add a guardian</h2>
          {offers.map(({ kind, ...words }) => (
            <Offer key={kind} words={words} onAdd={() => onAdd(kind)} />
          ))}
        </section>
      )}
    </Page>
  )
}

/** @see ChooseGuardians */
export interface ChooseGuardiansProps {
  readonly guardians: readonly ChosenGuardian[]
  readonly offers: readonly Offered[]
  /** Whether guardians are in use already. */
  readonly isEditing: boolean
  /** Something to know first. */
  readonly notice?: ReactNode
  /** Invitations that wait for somebody. */
  readonly invitations?: ReactNode
  readonly onAdd: (kind: AddableKind) => void
  readonly onRemove: (signer: Hex) => void
  readonly onContinue: () => void
}

function Offer({ words, onAdd }: { readonly words: KindWords; readonly onAdd: () => void }) {
  const { title, good, bad, icon: Icon, isRecommended } = words
  return (
    <button
      type="button"
      onClick={onAdd}
      className="flex items-start gap-1.5 rounded-md border border-line bg-surface p-1.5 text-left hover:border-line-strong"
    >
      <span className="grid size-5 shrink-0 place-items-center rounded-full bg-accent-soft text-accent">
        <Icon aria-hidden="true" className="size-2.5" />
      </span>
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="flex flex-wrap items-center gap-x-1">
          <span className="font-medium">{title}</span>
          {isRecommended && <span className="text-accent">Recommended</span>}
        </span>
        <span className="flex gap-0.5 text-muted">
          <Check aria-hidden="true" className="mt-0.5 size-2 shrink-0 text-accent" />
          <span>{good}</span>
        </span>
        <span className="flex gap-0.5 text-muted">
          <Minus aria-hidden="true" className="mt-0.5 size-2 shrink-0" />
          <span>{bad}</span>
        </span>
      </span>
      <Plus aria-hidden="true" className="mt-1 size-2.5 shrink-0 text-accent" />
    </button>
  )
}
