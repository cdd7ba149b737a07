import { Bell, ChevronRight, KeyRound, LogOut, Network as NetworkIcon, Settings, Users } from 'lucide-react'
import { useState } from 'react'
import { Menu } from '../components/Menu.tsx'
import { Sheet } from '../components/Sheet.tsx'

/** Pages of the account's settings. */
type SettingsPage = 'passkeys' | 'guardians' | 'networks' | 'contacts'

/** ⋯ beside the address: the account's settings, and the way out. */
export function WalletMenu({ onOpen, onSignOut }: WalletMenuProps) {
  const [isOpen, setIsOpen] = useState(false)
  const icon = 'size-2.5 text-muted'
  return (
    <>
      <Menu
        label="Account menu"
        items={[
          {
            label: 'Wallet settings',
            icon: <Settings aria-hidden="true" className={icon} />,
            onSelect: () => setIsOpen(true),
          },
          { label: 'Sign out', icon: <LogOut aria-hidden="true" className={icon} />, onSelect: onSignOut },
        ]}
      />
      <WalletSettings open={isOpen} onClose={() => setIsOpen(false)} onOpen={onOpen} />
    </>
  )
}

/** @see WalletMenu */
export interface WalletMenuProps {
  readonly onOpen: (page: SettingsPage) => void
  readonly onSignOut: () => void
}

const pages = [
  { page: 'passkeys', title: 'Passkeys', note: 'What opens this account', icon: KeyRound },
  { page: 'guardians', title: 'Guardians', note: 'Who helps you back in', icon: Users },
  { page: 'networks', title: 'Networks', note: 'Where this account is', icon: NetworkIcon },
  { page: 'contacts', title: 'Who is told', note: 'About recoveries and changes', icon: Bell },
] as const

/** What can be set for the account, a page each. */
export function WalletSettings({ open, onClose, onOpen }: WalletSettingsProps) {
  return (
    <Sheet open={open} onClose={onClose} title="Wallet settings">
      <ul className="flex flex-col pb-3">
        {pages.map(({ page, title, note, icon: Icon }) => (
          <li key={page} className="border-line border-b last:border-b-0">
            <button
              type="button"
              onClick={() => onOpen(page)}
              className="flex min-h-7 w-full items-center gap-1.5 rounded-sm py-1 text-left hover:bg-sunken"
            >
              <Icon aria-hidden="true" className="size-2.5 shrink-0 text-accent" />
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{title}</span>
                <span className="block text-muted">{note}</span>
              </span>
              <ChevronRight aria-hidden="true" className="size-2.5 shrink-0 text-muted" />
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

/** @see WalletSettings */
export interface WalletSettingsProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly onOpen: WalletMenuProps['onOpen']
}
