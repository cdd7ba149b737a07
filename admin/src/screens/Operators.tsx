import type { OperatorJson, OperatorLinkJson, Role } from 'sparekey/admin-schema'
import { Button } from '../../../web/src/components/Button.tsx'
import { LinkButton } from '../../../web/src/components/LinkButton.tsx'
import { Notice } from '../../../web/src/components/Notice.tsx'
import { Status } from '../../../web/src/components/Status.tsx'
import { TextLink } from '../../../web/src/components/TextLink.tsx'
import { Command } from '../components/Command.tsx'
import { type Column, DataTable } from '../components/DataTable.tsx'
import { Loaded, type Read } from '../components/Loaded.tsx'
import { When } from '../components/When.tsx'
import { roleWords } from '../words.ts'

/** @see Operators */
export interface OperatorsProps {
  readonly operators: Read<readonly OperatorJson[]>
  /** Id of who is signed in. */
  readonly me: string
  readonly onInvite: () => void
  /** Proposes another role, or the first one. */
  readonly onRole: (operator: OperatorJson) => void
  readonly onRemove: (operator: OperatorJson) => void
  /** The link that was just made. */
  readonly link: (OperatorLinkJson & { readonly name: string }) | undefined
}

/** Who uses the dashboard, and how somebody joins. */
export function Operators(props: OperatorsProps) {
  const { operators, onInvite, link } = props
  return (
    <Loaded read={operators} label="Reading operators…">
      {(items) => (
        <>
          {link && <FreshLink link={link} />}
          {items.length === 1 && !link && (
            <Notice
              title="You are the only operator"
              actions={<LinkButton onClick={onInvite}>Invite a second one</LinkButton>}
            >
              Unlocking an account early, a customer’s address and roles need two people. Until there are two,
              they take a command on the server’s host, and a lost passkey of yours does too.
            </Notice>
          )}
          <DataTable label="Operators" columns={columnsFor(props)} rows={items} keyOf={({ id }) => id} />
          <div>
            <Button compact variant={items.length === 1 ? 'primary' : 'secondary'} onClick={onInvite}>
              Invite an operator
            </Button>
          </div>
        </>
      )}
    </Loaded>
  )
}

function FreshLink({ link }: { readonly link: NonNullable<OperatorsProps['link']> }) {
  return (
    <Notice title={`The link for ${link.name}`} live>
      <div className="flex flex-col gap-1">
        <p>
          It is shown only now, works once, and ends <When at={link.expiresAt} short />. Give it to{' '}
          {link.name} in a way that nobody else reads. Afterwards a second operator, or a command on the host,
          confirms who came.
        </p>
        <Command text={link.link} label="Copy the link" />
      </div>
    </Notice>
  )
}

function columnsFor(props: OperatorsProps): readonly Column<OperatorJson>[] {
  const { me, onRole, onRemove } = props
  return [
    {
      title: 'Operator',
      isHeading: true,
      cell: ({ id, name }) => (id === me ? `${name} (you)` : name),
    },
    { title: 'Role', cell: ({ role }) => <RoleOf role={role} /> },
    { title: 'Passkey’s six words', cell: ({ fingerprint }) => fingerprint },
    { title: 'Joined', cell: ({ createdAt }) => <When at={createdAt} short /> },
    {
      title: 'Last here',
      cell: ({ lastSeenAt }) => (lastSeenAt ? <When at={lastSeenAt} short /> : 'Never'),
    },
    {
      title: 'What can be done',
      hideTitle: true,
      cell: (operator) => (
        <span className="sk-in-line flex flex-wrap gap-x-2 md:flex-nowrap md:whitespace-nowrap">
          {operator.role ? (
            <LinkButton onClick={() => onRole(operator)}>
              Change role<span className="sr-only"> of {operator.name}</span>
            </LinkButton>
          ) : (
            <TextLink to="/proposals">
              See the proposal<span className="sr-only"> for {operator.name}</span>
            </TextLink>
          )}
          {operator.id !== me && (
            <LinkButton danger onClick={() => onRemove(operator)}>
              Remove<span className="sr-only"> {operator.name}</span>
            </LinkButton>
          )}
        </span>
      ),
    },
  ]
}

function RoleOf({ role }: { readonly role: Role | null }) {
  if (!role) return <Status tone="warning">Not confirmed yet</Status>
  return <>{roleWords[role].title}</>
}
