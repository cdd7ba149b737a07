import { LockKeyhole } from 'lucide-react'
import { Avatar } from '../../../web/src/components/Avatar.tsx'
import { TextLink } from '../../../web/src/components/TextLink.tsx'

/** @see AccountLink */
export interface AccountLinkProps {
  readonly account: { readonly name: string; readonly address: string }
  readonly isLocked?: boolean
}

/** An account by face and name; leads to its page. */
export function AccountLink({ account, isLocked = false }: AccountLinkProps) {
  return (
    <span className="sk-in-line inline-flex flex-wrap items-center gap-x-1 md:whitespace-nowrap">
      <TextLink to="/accounts/$address" params={{ address: account.address }}>
        <Avatar address={account.address} size="sm" />
        {account.name}
      </TextLink>
      {isLocked && (
        <span className="inline-flex items-center gap-0.5 font-normal text-danger">
          <LockKeyhole aria-hidden="true" className="size-2" />
          Locked
        </span>
      )}
    </span>
  )
}
