import { Check, Copy } from 'lucide-react'
import { useCopy } from '../../../web/src/components/useCopy.ts'

/** @see Command */
export interface CommandProps {
  readonly text: string
  /** What is copied: "Copy the command". */
  readonly label?: string
}

/** Something to copy and use elsewhere: a command for the host, a link, a hash. */
export function Command({ text, label = 'Copy the command' }: CommandProps) {
  const { isCopied, copy } = useCopy()
  const Icon = isCopied ? Check : Copy
  return (
    <div className="flex items-start gap-1 rounded-md bg-sunken py-0.5 pr-0.5 pl-2">
      <code className="min-w-0 flex-1 break-all py-1 text-ink">{text}</code>
      <button
        type="button"
        onClick={() => copy(text)}
        className="grid size-5 shrink-0 place-items-center rounded-sm text-muted hover:bg-surface hover:text-ink"
      >
        <Icon aria-hidden="true" className="size-2.5" />
        <span className="sr-only">{label}</span>
      </button>
      <span aria-live="polite" className="sr-only">
        {isCopied ? 'Copied' : ''}
      </span>
    </div>
  )
}
