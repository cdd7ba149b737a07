import {
  type Abi,
  type Address,
  type Chain,
  type Client,
  type ContractEventName,
  type ContractFunctionArgs,
  type ContractFunctionName,
  encodeFunctionData,
  type Hash,
  type Hex,
  type JsonRpcAccount,
  type LocalAccount,
  type Log,
  type ParseEventLogsReturnType,
  parseEventLogs,
  type Transport,
} from 'viem'
import { call as ethCall, sendTransaction } from 'viem/actions'
import { toChainError } from './chainErrors.ts'
import { SparekeyError } from './errors.ts'
import { gasLimit } from './gasLimit.ts'
import { requireChain } from './read.ts'

/** A viem client with a chain, for reading. */
export type ReadClient = Client<Transport, Chain, JsonRpcAccount | LocalAccount | undefined>

/** A viem client with a chain and an account that pays the gas; it needs no right over anybody's account. */
export type WriteClient = Client<Transport, Chain, JsonRpcAccount | LocalAccount>

/** One call, ready to be sent by anybody, or by an account in a user operation. */
export interface Call {
  readonly to: Address
  readonly data: Hex
}

/** A transaction's logs do not contain what was to happen. */
export class EventMissingError extends SparekeyError {
  override readonly name = 'EventMissingError'
  override readonly code = 'event_missing'

  constructor(event: string, address: Address) {
    super(`There is no ${event} of ${address} in these logs.`, {
      details:
        'Expected the logs of a transaction that did this. Look at its receipt: it may have been reverted.',
    })
  }
}

interface Definition<
  abi extends Abi,
  functionName extends ContractFunctionName<abi, 'nonpayable'>,
  eventName extends ContractEventName<abi>,
  parameters,
> {
  readonly abi: abi
  readonly address: Address
  readonly functionName: functionName
  readonly eventName: eventName
  readonly args: (parameters: parameters) => ContractFunctionArgs<abi, 'nonpayable', functionName>
}

/** What an event says, by name. */
type EventValues<abi extends Abi, eventName extends ContractEventName<abi>> = ParseEventLogsReturnType<
  abi,
  eventName,
  true
>[number]['args']

/** Nothing to pass where an action has no parameters. */
type Rest<parameters> = undefined extends parameters ? [parameters?: parameters] : [parameters: parameters]

/** A write action: sends a transaction; `call` encodes it for others to send, `extractEvent` reads what it did. */
export interface Write<parameters, event> {
  /**
   * Tries the call first, so that a refusal costs nothing, then sends it.
   * @throws ContractError, UnknownRevertError, ChainUnavailableError, ChainRefusedError, GasUnaffordableError,
   * WalletRejectedError, WrongChainError
   */
  (client: WriteClient, ...parameters: Rest<parameters>): Promise<Hash>
  /** The call, encoded. Everything that writes goes through this: wallets, relayers, user operations, tests. */
  readonly call: (...parameters: Rest<parameters>) => Call
  /**
   * The values of the action's event in the logs of its transaction.
   * @throws EventMissingError
   */
  readonly extractEvent: (logs: readonly Log[]) => event
}

/** Makes a write action out of a contract's function and the event that it emits. */
export function defineWrite<
  const abi extends Abi,
  functionName extends ContractFunctionName<abi, 'nonpayable'>,
  eventName extends ContractEventName<abi>,
  parameters,
>(
  definition: Definition<abi, functionName, eventName, parameters>,
): Write<parameters, EventValues<abi, eventName>> {
  const { abi, address, functionName, eventName } = definition
  const call = (...[parameters]: Rest<parameters>): Call => ({
    to: address,
    // viem cannot infer through our own generics; `args` is typed by the definition.
    data: encodeFunctionData({ abi, functionName, args: definition.args(parameters as parameters) } as never),
  })
  const extractEvent = (logs: readonly Log[]) => {
    const own = logs.filter((log) => log.address.toLowerCase() === address.toLowerCase())
    const [event] = parseEventLogs({ abi: abi as Abi, eventName, logs: own })
    if (!event) throw new EventMissingError(eventName, address)
    return event.args as EventValues<abi, eventName>
  }
  const write = (client: WriteClient, ...parameters: Rest<parameters>) =>
    sendCall(client, call(...parameters))
  return Object.assign(write, { call, extractEvent })
}

/**
 * Tries a call with eth_call and sends it.
 * @throws what `Write` says
 */
async function sendCall(client: WriteClient, call: Call): Promise<Hash> {
  try {
    // viem takes the chain's id from the node where it fills in a transaction, so a node of another chain would get one.
    await Promise.all([ethCall(client, { account: client.account, ...call }), requireChain(client)])
    const gas = await gasLimit(client, call)
    return await sendTransaction(client, { ...call, gas, account: client.account, chain: client.chain })
  } catch (error) {
    throw toChainError(error, client.chain.id)
  }
}
