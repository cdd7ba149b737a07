import type { ReactNode } from 'react'

/** A second, quieter way: looks like a link, does something here. */
export function LinkButton({ children, onClick, danger = false }: LinkButtonProps) {
  return (
    <button
      type="button"
      onClick={onClick}
      className={`${danger ? 'text-danger hover:text-danger-strong' : 'text-accent hover:text-accent-strong'} inline-flex min-h-5 items-center gap-1 rounded-sm font-medium underline-offset-4 hover:underline`}
    >
      {children}
    </button>
  )
}

/** @see LinkButton */
export interface LinkButtonProps {
  readonly children: ReactNode
  readonly onClick: () => void
  readonly danger?: boolean
}
