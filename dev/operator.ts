import type { Address, Hash, Hex, TransactionReceipt } from 'viem'
import { operator } from './accounts.ts'
import type { ChainClient } from './chains.ts'

/** A transaction of the dev operator. */
export type OperatorCall = { to: Address; data?: Hex; value?: bigint }

const queues = new Map<string, Promise<unknown>>()

/**
 * Sends a transaction from the dev operator and resolves when it is mined, successful or not. Sending is one after
 * another per chain: anvil gives two transactions that arrive at once the same nonce. That holds within this process;
 * another process should use an account of its own.
 */
export async function sendAsOperator(client: ChainClient, call: OperatorCall): Promise<TransactionReceipt> {
  const url = client.chain.rpcUrls.default.http[0] ?? ''
  const send = (): Promise<Hash> => client.sendTransaction({ account: operator.address, ...call })
  const sent = (queues.get(url) ?? Promise.resolve()).then(send)
  // The queue goes on after a refused transaction; whoever sent that one is told.
  queues.set(
    url,
    sent.catch(() => {}),
  )
  return client.waitForTransactionReceipt({ hash: await sent, timeout: 30_000 })
}
