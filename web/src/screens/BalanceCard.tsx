import { ArrowDownLeft, ArrowUpRight } from 'lucide-react'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { Skeleton } from '../components/Skeleton.tsx'

/** One kind of money: all of it, and where it is. */
export interface BalanceRow {
  readonly symbol: string
  readonly total: string
  readonly parts: readonly { readonly network: string; readonly amount: string }[]
}

/** @see BalanceCard */
export interface BalanceCardProps {
  /** Undefined while it is read. */
  readonly balances: readonly BalanceRow[] | undefined
  readonly onSend: () => void
  readonly onReceive: () => void
}

/** What the account holds, with a way in and a way out. */
export function BalanceCard({ balances, onSend, onReceive }: BalanceCardProps) {
  const isEmpty = balances?.every(({ parts }) => parts.length === 0)
  return (
    <Card title="Balance">
      {balances ? (
        <ul className="flex flex-col divide-y divide-line">
          {balances.map((row) => (
            <Row key={row.symbol} {...row} />
          ))}
        </ul>
      ) : (
        <Skeleton lines={3} label="Reading balances…" />
      )}
      {isEmpty && <p className="text-muted">Nothing here yet. Receive something to begin.</p>}
      <div className="grid grid-cols-2 gap-1">
        <Button
          variant="secondary"
          icon={<ArrowUpRight aria-hidden="true" className="size-2.5" />}
          disabled={!balances || isEmpty === true}
          onClick={onSend}
        >
          Send
        </Button>
        <Button
          variant="secondary"
          icon={<ArrowDownLeft aria-hidden="true" className="size-2.5" />}
          onClick={onReceive}
        >
          Receive
        </Button>
      </div>
    </Card>
  )
}

function Row({ symbol, total, parts }: BalanceRow) {
  return (
    <li className="flex items-baseline justify-between gap-2 py-1">
      <span>
        <span className="font-medium">{symbol}</span>
        {parts.length > 0 && (
          <span className="block text-muted">
            {parts.map(({ network, amount }) => `${amount} on ${network}`).join(', ')}
          </span>
        )}
      </span>
      <span className="shrink-0 whitespace-nowrap font-bold tabular-nums">{total}</span>
    </li>
  )
}
