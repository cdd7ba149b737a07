import { Menu as Base } from '@base-ui/react/menu'
import { Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'

/** What can be done beside the screen's decision (⋯). */
export function Menu({ label, items }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger
        aria-label={label}
        className="grid size-5 place-items-center rounded-full text-ink hover:bg-sunken data-popup-open:bg-sunken"
      >
        <Ellipsis aria-hidden="true" className="size-3" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner align="end" sideOffset={8}>
          <Base.Popup className="sk-moves min-w-28 rounded-md border border-line bg-surface p-1 text-ink shadow-sheet outline-none data-ending-style:opacity-0 data-starting-style:opacity-0">
            {items.map((item) => (
              <Base.Item
                key={item.label}
                onClick={item.onSelect}
                className={`${item.danger ? 'text-danger' : ''} flex min-h-5 items-center gap-1.5 rounded-sm px-1.5 py-0.5 outline-none data-highlighted:bg-sunken`}
              >
                {item.icon}
                {item.label}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** @see Menu */
export interface MenuProps {
  /** What the menu is for, for screen readers: "Account menu". */
  readonly label: string
  readonly items: readonly {
    readonly label: string
    readonly onSelect: () => void
    readonly icon?: ReactNode
    readonly danger?: boolean
  }[]
}
