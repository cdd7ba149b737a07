import { Link, type LinkProps } from '@tanstack/react-router'
import {
  Activity,
  Handshake,
  KeyRound,
  LifeBuoy,
  LogOut,
  Mail,
  Menu as MenuIcon,
  ScrollText,
  Settings2,
  UsersRound,
  Webhook,
} from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { Role } from 'sparekey/admin-schema'
import { LinkButton } from '../../../web/src/components/LinkButton.tsx'
import { Wordmark } from '../../../web/src/components/Wordmark.tsx'
import { roleWords } from '../words.ts'

/** Where the dashboard leads. */
const places: readonly Place[] = [
  { to: '/', label: 'Overview', icon: Activity },
  { to: '/recoveries', label: 'Recoveries', icon: LifeBuoy },
  { to: '/accounts', label: 'Accounts', icon: KeyRound },
  { to: '/mail', label: 'Mail', icon: Mail },
  { to: '/proposals', label: 'Proposals', icon: Handshake },
  { to: '/settings', label: 'Settings', icon: Settings2, isForAdmins: true },
  { to: '/operators', label: 'Operators', icon: UsersRound, isForAdmins: true },
  { to: '/webhook', label: 'Webhook', icon: Webhook, isForAdmins: true },
  { to: '/audit', label: 'Audit log', icon: ScrollText },
]

interface Place {
  readonly to: LinkProps['to']
  readonly label: string
  readonly icon: typeof Mail
  readonly isForAdmins?: true
}

/** @see Frame */
export interface FrameProps {
  /** Heading and document title. */
  readonly title: string
  /** Before the heading: an avatar. */
  readonly face?: ReactNode
  /** One sentence below the heading. */
  readonly lead?: ReactNode
  /** Right of the heading: the page's one decision. */
  readonly aside?: ReactNode
  readonly children?: ReactNode
  readonly who: { readonly name: string; readonly role: Role }
  readonly onSignOut: () => void
}

/** The first page does not take the focus, so that a reader begins at the top; every later heading does. */
let isFirst = true

/** Every page of the dashboard: where one can go, on the left or behind a button, and the page itself. */
export function Frame({ title, face, lead, aside, children, who, onSignOut }: FrameProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} – Sparekey dashboard`
    if (!isFirst) heading.current?.focus()
    isFirst = false
  }, [title])
  return (
    <div className="flex min-h-dvh flex-col md:flex-row">
      <a
        href="#content"
        className="sr-only rounded-sm bg-surface px-2 py-1 focus:not-sr-only focus:absolute focus:top-1 focus:left-1"
      >
        Skip to the page
      </a>
      <Places who={who} onSignOut={onSignOut} />
      <main id="content" className="min-w-0 flex-1 px-2 pt-2 pb-6 md:px-5 md:pt-4">
        <div className="mx-auto flex max-w-wide flex-col gap-3">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <div className="flex min-w-0 items-center gap-2">
              {face}
              <div className="min-w-0">
                <h1 ref={heading} tabIndex={-1} className="font-bold text-title">
                  {title}
                </h1>
                {lead && <div className="text-muted">{lead}</div>}
              </div>
            </div>
            {aside}
          </div>
          {children}
        </div>
      </main>
    </div>
  )
}

function Places({ who, onSignOut }: Pick<FrameProps, 'who' | 'onSignOut'>) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <header className="flex shrink-0 flex-col border-line border-b bg-surface px-2 py-1 md:sticky md:top-0 md:h-dvh md:w-[216px] md:overflow-y-auto md:border-r md:border-b-0 md:p-2">
      <div className="flex items-center justify-between gap-2 md:px-1 md:pb-2">
        <Wordmark />
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls="places"
          onClick={() => setIsOpen(!isOpen)}
          className="grid size-5 place-items-center rounded-sm hover:bg-sunken md:hidden"
        >
          <MenuIcon aria-hidden="true" className="size-2.5" />
          <span className="sr-only">Menu</span>
        </button>
      </div>
      <div
        id="places"
        className={`${isOpen ? 'flex' : 'hidden'} flex-1 flex-col justify-between gap-2 pb-1 md:flex md:pb-0`}
      >
        <nav aria-label="Dashboard">
          <ul className="flex flex-col">
            {placesOf(who.role).map(({ to, label, icon: Icon }) => (
              <li key={label}>
                <Link
                  to={to}
                  onClick={() => setIsOpen(false)}
                  activeOptions={{ exact: to === '/' }}
                  activeProps={{ className: 'bg-sunken font-medium text-ink', 'aria-current': 'page' }}
                  inactiveProps={{ className: 'text-muted hover:bg-sunken hover:text-ink' }}
                  className="flex min-h-5 items-center gap-1.5 rounded-sm px-1 py-0.5"
                >
                  <Icon aria-hidden="true" className="size-2.5 shrink-0" />
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="border-line border-t px-1 pt-1">
          <p className="font-medium">{who.name}</p>
          <p className="text-muted">{roleWords[who.role].title}</p>
          <LinkButton onClick={onSignOut}>
            <LogOut aria-hidden="true" className="size-2.5" />
            Sign out
          </LinkButton>
        </div>
      </div>
    </header>
  )
}

function placesOf(role: Role): readonly Place[] {
  return role === 'admin' ? places : places.filter(({ isForAdmins }) => !isForAdmins)
}
