import { Card } from '../components/Card.tsx'
import { EmailCode, EmailCodeActions, useCodeForm } from '../email/EmailCode.tsx'
import type { CodeFlow } from '../email/useCode.ts'

/** A code by mail, as a way to approve. Nobody is told whether the address was right. */
export function EmailWay({ flow, from, isAlone }: EmailWayProps) {
  const form = useCodeForm()
  const sender = <b className="font-medium text-ink">{from}</b>
  return (
    <Card title="With an e-mail code">
      {flow.stage === 'address' && (
        <p className="text-muted">
          Type the address that guards this account. A code comes from {sender}; it works for 15 minutes, in
          this browser only.{!isAlone && ' Its approval counts for a day.'}
        </p>
      )}
      <div className="flex flex-col gap-2">
        <EmailCode
          flow={flow}
          form={form}
          from={from}
          sent={
            <>
              If <b className="font-medium">{flow.address.trim()}</b> guards this account, a mail is on its
              way (three at most in a quarter of an hour).
            </>
          }
        />
        <div className="flex flex-col items-center gap-1">
          <EmailCodeActions flow={flow} form={form} verb="Approve with this code" variant="secondary" />
        </div>
      </div>
    </Card>
  )
}

/** @see EmailWay */
export interface EmailWayProps {
  readonly flow: CodeFlow
  /** Who sends the mail. */
  readonly from: string
  /** Whether this guardian is enough alone. */
  readonly isAlone: boolean
}
