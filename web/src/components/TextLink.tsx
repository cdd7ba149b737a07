import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** A link to another page of the app; `look="button"` where it is the screen's decision. */
export function TextLink({ children, look = 'text', ...target }: TextLinkProps) {
  return (
    <Link {...target} className={looks[look]}>
      {children}
    </Link>
  )
}

const box =
  'inline-flex min-h-6 w-full items-center justify-center gap-1 rounded-md px-3 py-1 text-center font-medium'

const looks = {
  text: 'inline-flex min-h-5 items-center gap-1 rounded-sm font-medium text-accent underline-offset-4 hover:text-accent-strong hover:underline',
  button: `${box} bg-accent text-on-accent hover:bg-accent-strong`,
  secondary: `${box} border border-line-strong bg-surface text-ink hover:bg-sunken`,
  danger: `${box} bg-danger text-on-danger hover:bg-danger-strong`,
}

/** @see TextLink */
export type TextLinkProps = Pick<LinkProps, 'to' | 'params' | 'search'> & {
  readonly children: ReactNode
  readonly look?: keyof typeof looks
}
