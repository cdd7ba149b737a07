import type { AccountJson } from 'sparekey/schema'
import { Avatar } from '../components/Avatar.tsx'
import { Button } from '../components/Button.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import { listed } from '../recovery/guardians.ts'
import { EasyWays } from './EasyWays.tsx'
import { SupportLine } from './SupportLine.tsx'

/** Recovery was never set up: said plainly, with where to look. */
export function RecoverDeadEnd({ account, silent, notice, onOther, onAgain }: RecoverDeadEndProps) {
  return (
    <Page
      width="dialog"
      face={<Avatar address={account.address} />}
      title={`“${account.name}” has no guardians`}
      lead="Without a guardian nobody can open this account, not even us. Look here first:"
      actions={<Button onClick={onOther}>Look for another account</Button>}
    >
      {silent.length > 0 && (
        <Notice tone="warning" title={`${listed(silent)} does not answer`} live>
          There may be guardians there. Wait a minute and{' '}
          <button type="button" onClick={onAgain} className="font-medium text-accent underline">
            look again
          </button>
          .
        </Notice>
      )}
      <EasyWays reason="deleted" notice={notice} />
      <p className="text-muted">
        Also try every device and browser that you used this page with. What the account holds stays there; if
        the passkey turns up in a year, it still opens it.
      </p>
      <SupportLine />
    </Page>
  )
}

/** @see RecoverDeadEnd */
export interface RecoverDeadEndProps {
  readonly account: AccountJson
  readonly silent: readonly string[]
  /** What the operator says of products of others. */
  readonly notice: string | undefined
  readonly onOther: () => void
  readonly onAgain: () => void
}
