import { Notice } from '../components/Notice.tsx'
import { Sheet } from '../components/Sheet.tsx'
import { EmailCode, EmailCodeActions, useCodeForm } from '../email/EmailCode.tsx'
import type { CodeFlow } from '../email/useCode.ts'

/** Guardian sheet: whoever reads this mailbox can help, on the word of whoever runs the service. */
export function EmailSheet({ open, flow, from, onClose }: EmailSheetProps) {
  const form = useCodeForm()
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title="Link your e-mail address"
      lead={
        flow.stage === 'address' &&
        'If you lose your passkey, a code in this mailbox confirms that it is you.'
      }
      actions={<EmailCodeActions flow={flow} form={form} verb="Link it" />}
    >
      {flow.stage === 'address' && !flow.error && (
        <Notice title="It trusts whoever runs this service">
          So it always waits 72 hours, and in that time your passkey stops it.
        </Notice>
      )}
      <EmailCode
        flow={flow}
        form={form}
        from={from}
        hint={`We send a code from ${from}. The networks keep a fingerprint, never the address.`}
      />
    </Sheet>
  )
}

/** @see EmailSheet */
export interface EmailSheetProps {
  readonly open: boolean
  readonly flow: CodeFlow
  /** Who sends the mail. */
  readonly from: string
  readonly onClose: () => void
}
