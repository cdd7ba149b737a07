import type { ReactNode } from 'react'
import { Spinner } from './Spinner.tsx'

/** A screen's one decision (`primary`), a second way (`secondary`), or something that cannot be undone (`danger`). */
export interface ButtonProps {
  readonly children: ReactNode
  readonly onClick?: () => void
  readonly type?: 'button' | 'submit'
  readonly variant?: 'primary' | 'secondary' | 'danger'
  /** What is being done, while it is: the button stays where it is, keeps the focus, and does nothing more. */
  readonly busy?: string | false | undefined
  /** Why it cannot be pressed yet; read out, and shown by the screen beside it. */
  readonly disabled?: boolean
  readonly icon?: ReactNode
  /** As wide as its text instead of its column. */
  readonly compact?: boolean
  /** Id of the form that it sends, when it stands outside. */
  readonly form?: string
}

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong active:bg-accent-strong',
  secondary: 'border border-line-strong bg-surface text-ink hover:bg-sunken active:bg-sunken',
  danger: 'bg-danger text-on-danger hover:bg-danger-strong active:bg-danger-strong',
}

/** A button that answers at once: pressed, then busy. */
export function Button(props: ButtonProps) {
  const {
    children,
    onClick,
    type = 'button',
    variant = 'primary',
    busy,
    disabled,
    icon,
    compact,
    form,
  } = props
  const isOff = Boolean(busy) || disabled
  return (
    <button
      type={type}
      form={form}
      aria-disabled={isOff || undefined}
      aria-busy={Boolean(busy) || undefined}
      onClick={(event) => {
        // aria-disabled instead of disabled: the focus stays, and screen readers still find the button.
        if (isOff) event.preventDefault()
        else onClick?.()
      }}
      className={`${compact ? 'min-h-5 px-2' : 'min-h-6 w-full px-3'} inline-flex items-center justify-center gap-1 rounded-md py-1 text-center font-medium aria-disabled:cursor-default ${disabled && !busy ? 'bg-sunken text-muted' : looks[variant]}`}
    >
      {busy ? <Spinner /> : icon}
      <span>{busy || children}</span>
    </button>
  )
}
