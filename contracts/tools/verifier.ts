// A guardian's verifier on a chain, as those who hold its roles talk to it.
import {
  type Abi,
  type Account,
  type Address,
  createPublicClient,
  createWalletClient,
  defineChain,
  http,
} from 'viem'
import { NoAnswerError, ToolError } from './deploy/errors.ts'

/** Where a verifier is. */
export interface Verifier {
  readonly rpcUrl: string
  readonly guardian: Address
}

/** What was asked for cannot be done. */
export class VerifierError extends ToolError {
  override readonly name = 'VerifierError'
  readonly code = 'VERIFIER'
}

/** A client of the verifier's chain. @throws VerifierError where there is no contract, NoAnswerError */
export async function clientOf({ rpcUrl, guardian }: Verifier) {
  const transport = http(rpcUrl)
  const id = await createPublicClient({ transport })
    .getChainId()
    .catch((cause: unknown) => {
      throw new NoAnswerError(rpcUrl, cause)
    })
  const nativeCurrency = { name: 'Ether', symbol: 'ETH', decimals: 18 }
  const chain = defineChain({
    id,
    name: `Chain ${id}`,
    nativeCurrency,
    rpcUrls: { default: { http: [rpcUrl] } },
  })
  const client = createPublicClient({ chain, transport, pollingInterval: 500, cacheTime: 0 })
  if (!(await client.getCode({ address: guardian })))
    throw new VerifierError(`There is no contract at ${guardian} on ${rpcUrl}.`)
  return client
}

/** What a role lets somebody do. */
interface Change {
  readonly abi: Abi
  readonly functionName: string
  readonly args: readonly unknown[]
}

/** Does it, after asking whether it would work. @throws VerifierError, NoAnswerError */
export async function send(
  verifier: Verifier,
  account: Account | Address,
  { functionName, ...call }: Change,
): Promise<void> {
  const { rpcUrl, guardian: address } = verifier
  const client = await clientOf(verifier)
  const wallet = createWalletClient({ account, transport: http(rpcUrl) })
  const { request } = await client
    .simulateContract({ ...call, address, functionName, account })
    .catch((cause: Error) => {
      throw new VerifierError(`${rpcUrl} refuses to ${functionName}: ${cause.message}`, { cause })
    })
  const hash = await wallet.writeContract({ ...request, chain: null } as never)
  const { status } = await client.waitForTransactionReceipt({ hash })
  if (status !== 'success') throw new VerifierError(`${hash} was reverted on ${rpcUrl}.`)
}
