import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Config, SessionJson } from 'sparekey/schema'
import { formatUnits } from 'viem'
import { formatAmount, type Holding } from './balances.ts'
import { useOperations } from './operations.ts'
import { sessionPasskey } from './passkeys.ts'
import type { SendSheetProps } from './screens/SendSheet.tsx'
import { amountProblem, parseAmount, quote, recipientProblem, transferCall } from './transfer.ts'

const keyOf = ({ symbol, network }: Holding) => `${symbol} ${network.chainId}`
const nothingTyped = { choice: '', to: '', amount: '' }

/** Everything the sheet for sending needs but whether it is open. */
export function useTransfer(
  session: SessionJson,
  config: Config,
  holdings: readonly Holding[],
): Omit<SendSheetProps, 'open' | 'onClose'> & { reset: () => void } {
  const client = useQueryClient()
  const [typed, setTyped] = useState(nothingTyped)
  const operations = useOperations()
  const { address } = session.account
  const sendable = holdings.filter(({ amount }) => amount > 0n)
  const holding = sendable.find((one) => keyOf(one) === typed.choice) ?? sendable[0]
  const problems = {
    toProblem: recipientProblem(typed.to, address),
    amountProblem: holding && amountProblem(typed.amount, holding),
  }
  const units = holding && parseAmount(typed.amount, holding.decimals)
  const isComplete = Boolean(typed.to && units) && !problems.toProblem && !problems.amountProblem
  const passkey = sessionPasskey(session, config)
  const call = holding && units && isComplete ? transferCall(holding, typed.to, units) : undefined
  const fee = useQuery({
    queryKey: ['fee', address, call?.to, call?.data, String(call?.value), holding?.network.chainId],
    queryFn: () => (holding && call ? quote(holding.network, passkey, address, [call]) : 0n),
    enabled: call !== undefined && !operations.isRunning && operations.steps.length === 0,
    retry: false,
  })
  const send = () => {
    if (!holding || !call) return
    const plan = { passkey, networks: [{ network: holding.network, account: { address }, calls: [call] }] }
    void operations.run(plan).then(() => client.invalidateQueries({ queryKey: ['balances'] }))
  }
  return {
    options: sendable.map((one) => ({
      value: keyOf(one),
      title: `${one.symbol} on ${one.network.name} – ${formatAmount(one.amount, one.decimals, 4)}`,
    })),
    ...typed,
    choice: holding ? keyOf(holding) : '',
    symbol: holding?.symbol ?? '',
    ...problems,
    onChange: (change) => setTyped((previous) => ({ ...previous, ...change })),
    fee:
      fee.data && holding
        ? `at most ${formatAmount(fee.data, 18, 6)} ETH on ${holding.network.name}`
        : undefined,
    canSend: isComplete && !fee.isError,
    onAll: () =>
      holding &&
      setTyped((previous) => ({ ...previous, amount: formatUnits(holding.amount, holding.decimals) })),
    onSend: send,
    isBusy: operations.isRunning,
    steps: operations.steps,
    error: operations.error ?? (call && fee.error),
    reset: () => {
      setTyped(nothingTyped)
      operations.reset()
    },
  }
}
