import { LockKeyhole } from 'lucide-react'
import type { LockJson } from 'sparekey/admin-schema'
import { Button } from '../../../web/src/components/Button.tsx'
import { Card } from '../../../web/src/components/Card.tsx'
import { Status } from '../../../web/src/components/Status.tsx'
import { Facts } from '../components/Facts.tsx'
import { When } from '../components/When.tsx'
import { LockEffects } from './LockEffects.tsx'

/** @see LockCard */
export interface LockCardProps {
  readonly lock: LockJson | null
  readonly onLock: () => void
  readonly onUnlock: () => void
}

/** Whether an account is locked: by whom, why, until when, and the way out. */
export function LockCard({ lock, onLock, onUnlock }: LockCardProps) {
  if (!lock)
    return (
      <Card title="Lock" aside={<Status tone="none">Not locked</Status>}>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <p className="max-w-page text-muted">
            If somebody else reads this customer’s mail, a lock stops our server’s help with recoveries of
            this account until the mailbox is safe again. It cannot touch what is in the account.
          </p>
          <Button
            compact
            variant="danger"
            icon={<LockKeyhole aria-hidden="true" className="size-2.5" />}
            onClick={onLock}
          >
            Lock account
          </Button>
        </div>
      </Card>
    )
  return (
    <Card title="Lock" tone="danger" aside={<Status tone="danger">Locked</Status>}>
      <Facts
        facts={[
          ['Why', lock.reason],
          ['By', lock.by],
          ['Since', <When key="since" at={lock.at} />],
          ['Until', <When key="until" at={lock.until} />],
        ]}
      />
      <LockEffects />
      <div className="flex flex-wrap gap-1">
        <Button compact variant="secondary" onClick={onLock}>
          Lock for longer
        </Button>
        <Button compact variant="secondary" onClick={onUnlock}>
          Unlock early
        </Button>
      </div>
    </Card>
  )
}
