import { AddressLabel } from '../components/AddressLabel.tsx'
import { Notice } from '../components/Notice.tsx'
import { QrCode } from '../components/QrCode.tsx'
import { Sheet } from '../components/Sheet.tsx'

/** @see ReceiveSheet */
export interface ReceiveSheetProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly address: string
  /** The networks where the account is protected. */
  readonly networks: readonly string[]
}

/** The account's address for others, and on which networks it is safe to use. */
export function ReceiveSheet({ open, onClose, address, networks }: ReceiveSheetProps) {
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title="Receive"
      lead="Let others scan this, or send them the address."
    >
      <QrCode text={address} label={`QR code of the address ${address}`} />
      <AddressLabel address={address} full />
      <Notice tone="warning" title={`Only on ${networks.join(' and ')}`}>
        On other networks this account is not protected; what arrives there may be lost.
      </Notice>
    </Sheet>
  )
}
