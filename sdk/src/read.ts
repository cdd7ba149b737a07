import { getChainId } from 'viem/actions'
import { toChainError, WrongChainError } from './chainErrors.ts'
import type { SparekeyError } from './errors.ts'
import type { ReadClient } from './write.ts'

/**
 * Asks a chain, and turns whatever viem throws into one of our errors.
 * @throws ContractError, UnknownRevertError, ChainUnavailableError, ChainRefusedError, ContractsMissingError
 */
export async function readChain<T>(client: ReadClient, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw toChainError(error, client.chain.id)
  }
}

/**
 * Makes sure that a client's node serves the client's chain.
 * @throws WrongChainError, ChainUnavailableError, ChainRefusedError
 */
export async function requireChain(client: ReadClient): Promise<void> {
  const actual = await readChain(client, () => getChainId(client))
  if (actual !== client.chain.id) throw new WrongChainError(client.chain.id, actual)
}

/** What one chain answered, or why it did not: what several chains are asked must not fail because of one. */
export type PerChain<T> =
  | { readonly chainId: number; readonly value: T }
  | { readonly chainId: number; readonly error: SparekeyError }

/** Asks all chains at once; a chain that is down is an `error` among the answers. */
export function onEachChain<client extends ReadClient, T>(
  clients: readonly client[],
  ask: (client: client) => Promise<T>,
): Promise<PerChain<T>[]> {
  return Promise.all(
    clients.map(async (client) => {
      const chainId = client.chain.id
      try {
        return { chainId, value: await ask(client) }
      } catch (error) {
        return { chainId, error: toChainError(error, chainId) }
      }
    }),
  )
}
