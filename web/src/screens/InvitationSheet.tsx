import { Check, Copy, Share2 } from 'lucide-react'
import { Button } from '../components/Button.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Notice } from '../components/Notice.tsx'
import { QrCode } from '../components/QrCode.tsx'
import { Sheet } from '../components/Sheet.tsx'
import { Spinner } from '../components/Spinner.tsx'
import { useCopy } from '../components/useCopy.ts'

/** An invitation as link and picture, for sending or scanning. */
export function InvitationSheet({ open, label, link, isAnswered, onShare, onClose }: InvitationSheetProps) {
  const { isCopied, copy } = useCopy()
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={`Invite ${label}`}
      lead="Send this link, or scan it with the other device. It works once, for seven days."
      actions={
        <>
          <Button
            onClick={() => copy(link)}
            icon={
              isCopied ? (
                <Check aria-hidden="true" className="size-2.5" />
              ) : (
                <Copy aria-hidden="true" className="size-2.5" />
              )
            }
          >
            {isCopied ? 'Copied' : 'Copy the link'}
          </Button>
          {onShare && (
            <LinkButton onClick={onShare}>
              <Share2 aria-hidden="true" className="size-2" /> Share…
            </LinkButton>
          )}
        </>
      }
    >
      <div className="mx-auto w-full max-w-28">
        <QrCode text={link} label={`QR code of the invitation for ${label}`} />
      </div>
      <p className="break-all rounded-sm bg-sunken px-1.5 py-1">{link}</p>
      {isAnswered ? (
        <Notice live>{label} has answered. Close this to go on.</Notice>
      ) : (
        <Spinner label={`Waiting for ${label}…`} />
      )}
      <p className="text-muted">You can close this and go on; the invitation stays open.</p>
    </Sheet>
  )
}

/** @see InvitationSheet */
export interface InvitationSheetProps {
  readonly open: boolean
  /** What its owner calls the friend. */
  readonly label: string
  readonly link: string
  readonly isAnswered: boolean
  /** Where the device has a way to share. */
  readonly onShare?: (() => void) | undefined
  readonly onClose: () => void
}
