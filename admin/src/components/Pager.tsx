import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Button } from '../../../web/src/components/Button.tsx'

/** @see Pager */
export interface PagerProps {
  /** 1 is the first page. */
  readonly number: number
  /** Undefined where there is none. */
  readonly onPrevious: (() => void) | undefined
  readonly onNext: (() => void) | undefined
  readonly isBusy: boolean
}

/** Leads through a list page by page. Nothing where one page holds all of it. */
export function Pager({ number, onPrevious, onNext, isBusy }: PagerProps) {
  if (!onPrevious && !onNext && !isBusy) return null
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-end gap-1">
      <p aria-live="polite" className="pr-1 text-muted tabular-nums">
        {isBusy ? 'Reading…' : `Page ${number}`}
      </p>
      <Button
        compact
        variant="secondary"
        disabled={!onPrevious}
        icon={<ChevronLeft aria-hidden="true" className="size-2.5" />}
        onClick={() => onPrevious?.()}
      >
        Back
      </Button>
      <Button
        compact
        variant="secondary"
        disabled={!onNext}
        icon={<ChevronRight aria-hidden="true" className="size-2.5" />}
        onClick={() => onNext?.()}
      >
        Next
      </Button>
    </nav>
  )
}
