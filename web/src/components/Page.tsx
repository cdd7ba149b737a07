import { ArrowLeft } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { TextLink, type TextLinkProps } from './TextLink.tsx'
import { Wordmark } from './Wordmark.tsx'

/** One column with a heading and one place for decisions. */
export interface PageProps {
  /** Heading and document title. */
  readonly title: string
  /** One or two sentences below the heading. */
  readonly lead?: ReactNode
  readonly children?: ReactNode
  /** The primary button, then quieter ones: below the column, on phones at the bottom edge. */
  readonly actions?: ReactNode
  /** Where the arrow leads; without it the name of the app stands there. */
  readonly back?: Pick<TextLinkProps, 'to' | 'params' | 'search'> & { readonly label: string }
  /** Upper right: a menu. */
  readonly menu?: ReactNode
  /** Above the heading: an avatar. */
  readonly face?: ReactNode
  /** `dialog` is 400 px, `page` 640. */
  readonly width?: 'dialog' | 'page'
}

/** The first page does not take the focus, so that a reader begins at the top; every later heading does. */
let isFirst = true

/** The frame of every screen. */
export function Page({ title, lead, children, actions, back, menu, face, width = 'page' }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} – Sparekey`
    if (!isFirst) heading.current?.focus()
    isFirst = false
  }, [title])
  return (
    <div className="flex min-h-dvh flex-col px-2 sm:px-3">
      <header
        className={`${widths[width]} sk-screen-only mx-auto flex min-h-8 w-full items-center justify-between gap-2`}
      >
        {back ? <Back {...back} /> : <Wordmark />}
        {menu}
      </header>
      <main
        className={`${widths[width]} mx-auto flex w-full flex-1 flex-col gap-3 pt-2 ${actions ? '' : 'pb-6'} sm:pt-4`}
      >
        <div className="flex flex-col gap-1">
          {face}
          <h1 ref={heading} tabIndex={-1} className="font-bold text-title">
            {title}
          </h1>
          {lead && <div className="text-muted">{lead}</div>}
        </div>
        {children}
        {actions && <Actions>{actions}</Actions>}
      </main>
    </div>
  )
}

const widths = { dialog: 'max-w-dialog', page: 'max-w-page' }

function Actions({ children }: { readonly children: ReactNode }) {
  return (
    <div className="sk-screen-only sticky bottom-0 -mx-2 mt-auto flex flex-col items-center gap-1 border-line border-t bg-canvas px-2 pt-2 pb-[max(16px,env(safe-area-inset-bottom))] sm:static sm:mx-0 sm:mt-1 sm:border-0 sm:px-0 sm:pt-0 sm:pb-6">
      {children}
    </div>
  )
}

function Back({ label, ...target }: NonNullable<PageProps['back']>) {
  return (
    <TextLink {...target}>
      <ArrowLeft aria-hidden="true" className="size-2.5" />
      {label}
    </TextLink>
  )
}
