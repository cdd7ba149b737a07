import { Check, Copy } from 'lucide-react'
import { getAddress, isAddress } from 'viem'
import { useCopy } from './useCopy.ts'

/** An address with its checksum: shortened, full on demand, and a button that copies all of it. */
export function AddressLabel({ address, full = false }: AddressLabelProps) {
  const { isCopied, copy } = useCopy()
  const whole = isAddress(address, { strict: false }) ? getAddress(address) : address
  const short = `${whole.slice(0, 6)}…${whole.slice(-4)}`
  return (
    <span className={`inline-flex items-center gap-x-0.5 ${full ? '' : 'flex-wrap'}`}>
      {full ? (
        <span className="min-w-0 break-all">{whole}</span>
      ) : (
        <details className="group">
          <summary className="list-none rounded-sm text-muted underline decoration-dotted underline-offset-4 hover:text-ink group-open:no-underline">
            <span className="group-open:hidden">
              <span aria-hidden="true">{short}</span>
              <span className="sr-only">Address {whole}</span>
            </span>
            <span className="hidden break-all group-open:inline">{whole}</span>
          </summary>
        </details>
      )}
      <button
        type="button"
        onClick={() => copy(whole)}
        className="grid size-4 shrink-0 place-items-center rounded-sm text-muted hover:bg-sunken hover:text-ink"
      >
        {isCopied ? (
          <Check aria-hidden="true" className="size-2 text-accent" />
        ) : (
          <Copy aria-hidden="true" className="size-2" />
        )}
        <span className="sr-only">Copy the address</span>
      </button>
      <span aria-live="polite" className={isCopied ? 'text-accent' : 'sr-only'}>
        {isCopied ? 'Copied' : ''}
      </span>
    </span>
  )
}

/** @see AddressLabel */
export interface AddressLabelProps {
  readonly address: string
  /** All of it from the start. */
  readonly full?: boolean
}
