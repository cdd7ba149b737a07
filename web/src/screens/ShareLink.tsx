import { Check, Copy, Share2 } from 'lucide-react'
import { Button } from '../components/Button.tsx'
import { QrCode } from '../components/QrCode.tsx'
import { useCopy } from '../components/useCopy.ts'
import { Disclosure } from './Disclosure.tsx'

/** A link for guardians who are elsewhere. */
export function ShareLink({ url, name }: { readonly url: string; readonly name: string }) {
  const { isCopied, copy } = useCopy()
  const canShare = typeof navigator !== 'undefined' && 'share' in navigator
  const share = () =>
    void navigator.share({ url, title: `Help ${name} back into their account` }).catch(() => undefined)
  return (
    <Disclosure title="Ask somebody who is elsewhere">
      <p className="text-muted">
        Send this link. Then call them and read out the six words above: they see the same ones, and approve
        only if all six fit.
      </p>
      <Button
        variant="secondary"
        icon={
          isCopied ? (
            <Check aria-hidden="true" className="size-2.5" />
          ) : (
            <Copy aria-hidden="true" className="size-2.5" />
          )
        }
        onClick={() => copy(url)}
      >
        {isCopied ? 'Copied' : 'Copy the link'}
      </Button>
      {canShare && (
        <Button variant="secondary" icon={<Share2 aria-hidden="true" className="size-2.5" />} onClick={share}>
          Send it…
        </Button>
      )}
      <QrCode text={url} label="The link as a code to scan" />
    </Disclosure>
  )
}
