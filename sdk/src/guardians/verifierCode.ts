// Verifiers that belong to operators have other addresses everywhere, but one code: by its hash this version knows them.
import { type Address, keccak256 } from 'viem'
import { getCode } from 'viem/actions'
import { SparekeyError } from '../errors.ts'
import { codeHashes } from '../generated/addresses.ts'
import { readChain } from '../read.ts'
import type { ReadClient } from '../write.ts'

const purposes = { oidcGuardian: 'sign-ins', emailGuardian: 'e-mail codes' } as const

/** The contract that would speak for a guardian is not the one that this version knows. */
export class UnknownVerifierError extends SparekeyError {
  override readonly name = 'UnknownVerifierError'
  override readonly code = 'verifier_unknown'

  constructor(address: Address, chainId: number, contract: keyof typeof purposes) {
    super(`The contract ${address} on network ${chainId} is not the one that checks ${purposes[contract]}.`, {
      details: 'Nothing was linked. Use another guardian, and tell whoever runs this service.',
    })
  }
}

/**
 * Makes sure that a network has a verifier's own code at an address.
 * @throws UnknownVerifierError, ChainUnavailableError, ChainRefusedError
 */
export async function requireVerifier(
  client: ReadClient,
  address: Address,
  contract: keyof typeof purposes,
): Promise<void> {
  const code = await readChain(client, () => getCode(client, { address }))
  if (!code || keccak256(code) !== codeHashes[contract])
    throw new UnknownVerifierError(address, client.chain.id, contract)
}
