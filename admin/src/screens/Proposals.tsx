import type { ProposalJson } from 'sparekey/admin-schema'
import { Button } from '../../../web/src/components/Button.tsx'
import { Card } from '../../../web/src/components/Card.tsx'
import { ErrorNotice } from '../../../web/src/components/ErrorNotice.tsx'
import { LinkButton } from '../../../web/src/components/LinkButton.tsx'
import { AccountLink } from '../components/AccountLink.tsx'
import { Command } from '../components/Command.tsx'
import { Empty } from '../components/Empty.tsx'
import { Facts } from '../components/Facts.tsx'
import { Loaded, type Read } from '../components/Loaded.tsx'
import { When } from '../components/When.tsx'

/** @see Proposals */
export interface ProposalsProps {
  readonly proposals: Read<readonly ProposalJson[]>
  /** Who is signed in. */
  readonly me: { readonly name: string }
  readonly onConfirm: (id: string) => void
  readonly onWithdraw: (id: string) => void
  /** Which one is being decided. */
  readonly busyId: string | undefined
  readonly error: unknown
}

/** What one operator wants and another one has to confirm. */
export function Proposals({ proposals, error, ...rest }: ProposalsProps) {
  return (
    <Loaded read={proposals} label="Reading proposals…">
      {(items) => (
        <>
          <ErrorNotice error={error} />
          {items.length === 0 && (
            <Empty title="Nothing waits for a second operator">
              Unlocking an account early, another address for a customer, and an operator’s role would stand
              here.
            </Empty>
          )}
          {items.map((proposal) => (
            <Proposal key={proposal.id} proposal={proposal} {...rest} />
          ))}
        </>
      )}
    </Loaded>
  )
}

type ProposalProps = Omit<ProposalsProps, 'proposals' | 'error'> & { readonly proposal: ProposalJson }

const titles: Record<ProposalJson['kind'], string> = {
  unlock: 'Unlock an account early',
  contact: 'Another address for a customer',
  role: 'A role for an operator',
}

function Proposal({ proposal, me, onConfirm, onWithdraw, busyId }: ProposalProps) {
  const { id, kind, account, operator, sentence, reason, by, canConfirm, createdAt, expiresAt } = proposal
  const isBusy = busyId === id
  const isMine = by === me.name
  return (
    <Card title={titles[kind]}>
      <p className="font-medium">{sentence}</p>
      <Facts
        facts={[
          ...(account ? ([['Account', <AccountLink key="account" account={account} />]] as const) : []),
          ...(operator
            ? ([
                ['Operator', operator.name],
                ['Passkey’s six words', operator.fingerprint],
              ] as const)
            : []),
          ['Why', reason],
          ['Proposed by', by],
          ['When', <When key="when" at={createdAt} short />],
          ['Forgotten', <When key="ends" at={expiresAt} short />],
        ]}
      />
      {operator && canConfirm && (
        <p className="text-muted">
          Call {operator.name} and have the six words read out before you confirm: they stand on the page
          where {operator.name} enrolled.
        </p>
      )}
      {isMine && <Mine id={id} />}
      {!isMine && !canConfirm && <p className="text-muted">Another administrator has to confirm it.</p>}
      <div className="flex flex-wrap items-center gap-2">
        {canConfirm && (
          <Button compact busy={isBusy && 'One moment…'} onClick={() => onConfirm(id)}>
            Confirm<span className="sr-only">: {sentence}</span>
          </Button>
        )}
        <LinkButton danger onClick={() => onWithdraw(id)}>
          {isMine ? 'Withdraw' : 'Refuse'}
          <span className="sr-only">: {sentence}</span>
        </LinkButton>
      </div>
    </Card>
  )
}

function Mine({ id }: { readonly id: string }) {
  return (
    <div className="flex flex-col gap-1 text-muted">
      <p>
        You proposed it, so another operator has to confirm it. If you are the only one, confirm it on the
        server’s host:
      </p>
      <Command text={`npm run operator -- confirm ${id}`} />
    </div>
  )
}
