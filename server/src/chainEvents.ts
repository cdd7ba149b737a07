// The events of our contracts, as they are stored.
import { accountFactoryAbi, addresses, passkeyValidatorAbi, recoveryModuleAbi } from 'sparekey'
import { formatLog, type Hex, numberToHex, parseEventLogs, type RpcLog, toEventSelector } from 'viem'
import type { RelayerClient } from './chains.ts'

/** One event with its place. */
export interface ChainEvent {
  readonly blockHash: Hex
  readonly blockNumber: number
  readonly logIndex: number
  readonly transactionHash: Hex
  readonly name: string
  /** Lower case. */
  readonly account: Hex
  /** Empty for events that are about no single request. */
  readonly requestHash: string
  /** By name; numbers as decimal strings. */
  readonly values: Record<string, string | boolean>
}

const abi = [...recoveryModuleAbi, ...passkeyValidatorAbi, ...accountFactoryAbi].filter(
  (entry) => entry.type === 'event',
)
const contracts = [addresses.recoveryModule, addresses.passkeyValidator, addresses.accountFactory]
const topics = [...new Set(abi.map((event) => toEventSelector(event)))]

/** All events of a range of blocks, in the order of the chain. */
export async function readEvents(client: RelayerClient, from: number, to: number): Promise<ChainEvent[]> {
  const range = { fromBlock: numberToHex(from), toBlock: numberToHex(to) }
  const found = (await client.request({
    method: 'eth_getLogs',
    params: [{ address: contracts, topics: [topics], ...range }],
  })) as RpcLog[]
  const parsed = parseEventLogs({ abi, logs: found.map((log) => formatLog(log)) })
  return parsed
    .flatMap((log) => {
      const args = log.args as Record<string, unknown>
      if (typeof args['account'] !== 'string' || log.blockHash === null) return []
      return [
        {
          blockHash: log.blockHash,
          blockNumber: Number(log.blockNumber),
          logIndex: Number(log.logIndex),
          transactionHash: log.transactionHash as Hex,
          name: log.eventName,
          account: args['account'].toLowerCase() as Hex,
          requestHash: typeof args['requestHash'] === 'string' ? args['requestHash'] : '',
          values: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, plain(value)])),
        },
      ]
    })
    .toSorted((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex)
}

const plain = (value: unknown): string | boolean =>
  typeof value === 'boolean' ? value : String(value).toLowerCase()
