import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'

/** A decision on top of a page: a dialog of 400 px, on phones a sheet from below. Escape and a tap outside close it. */
export function Sheet({ title, lead, children, actions, open, onClose }: SheetProps) {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Dialog.Root open={open} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="sk-moves fixed inset-0 bg-backdrop data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Viewport className="fixed inset-0 flex items-end justify-center sm:items-center sm:p-3">
          <Dialog.Popup
            ref={popup}
            initialFocus={popup}
            className="sk-moves flex max-h-[92dvh] w-full flex-col overflow-hidden rounded-t-lg bg-surface text-ink shadow-sheet outline-none data-ending-style:translate-y-2 data-starting-style:translate-y-2 data-ending-style:opacity-0 data-starting-style:opacity-0 sm:max-w-dialog sm:rounded-lg"
          >
            <div className="flex items-start justify-between gap-2 px-3 pt-3">
              <Dialog.Title className="font-bold text-title">{title}</Dialog.Title>
              <Dialog.Close
                aria-label="Close"
                className="-mt-0.5 -mr-1 grid size-5 shrink-0 place-items-center rounded-sm text-muted hover:bg-sunken"
              >
                <X aria-hidden="true" className="size-2.5" />
              </Dialog.Close>
            </div>
            <div
              // biome-ignore lint/a11y/noNoninteractiveTabindex: with a keyboard it could not be scrolled otherwise
              tabIndex={0}
              className="-outline-offset-2 flex flex-col gap-2 overflow-y-auto px-3 pt-1 pb-2"
            >
              {lead && <Dialog.Description className="text-muted">{lead}</Dialog.Description>}
              {children}
            </div>
            {actions && (
              <div className="flex flex-col items-center gap-1 px-3 pt-1 pb-[max(24px,env(safe-area-inset-bottom))]">
                {actions}
              </div>
            )}
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** @see Sheet */
export interface SheetProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly children?: ReactNode
  /** The primary button, then quieter ones. */
  readonly actions?: ReactNode
  readonly open: boolean
  readonly onClose: () => void
}
