import { ChainUnavailableError, toChainError } from './chainErrors.ts'
import { SparekeyError } from './errors.ts'
import type { ReadClient } from './write.ts'

/**
 * Asks a chain, and turns whatever viem throws into one of our errors.
 * @throws ContractError, UnknownRevertError, ChainUnavailableError
 */
export async function readChain<T>(client: ReadClient, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw toChainError(error, client.chain.id)
  }
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
        return {
          chainId,
          error: error instanceof SparekeyError ? error : new ChainUnavailableError(chainId, error),
        }
      }
    }),
  )
}
