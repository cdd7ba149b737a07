// The attesters of EmailGuardian, for those who watch and revoke them: somebody else than who runs the server.
import { emailGuardianAbi as abi } from 'sparekey'
import type { Account, Address } from 'viem'
import { clientOf, send, type Verifier } from '../verifier.ts'

/** Who attests on one chain, and whether it counts. */
export interface Attesters {
  readonly attesters: readonly {
    readonly address: Address
    /** First second in which it counts, Unix seconds. */
    readonly since: number
  }[]
  /** Whether nobody's attestation counts, and anybody can end recoveries that count one. */
  readonly isSuspended: boolean
  /** The last of the 72 hours after the latest revocation, Unix seconds; zero if there was none. */
  readonly suspendedUntil: number
}

/** What a chain says. @throws VerifierError, NoAnswerError */
export async function showAttesters(verifier: Verifier): Promise<Attesters> {
  const client = await clientOf(verifier)
  const contract = { address: verifier.guardian, abi } as const
  const [addresses, isSuspended, suspendedUntil] = await Promise.all([
    client.readContract({ ...contract, functionName: 'attesters' }),
    client.readContract({ ...contract, functionName: 'suspended', args: ['0x'] }),
    client.readContract({ ...contract, functionName: 'suspendedUntil' }),
  ])
  const attesters = await Promise.all(
    addresses.map(async (address) => {
      const [, since] = await client.readContract({ ...contract, functionName: 'roleOf', args: [address] })
      return { address, since }
    }),
  )
  return { attesters, isSuspended, suspendedUntil }
}

/**
 * Ends an attester for ever, present or former, and suspends the guardian for three days at least.
 *
 * @param account holds the role Revoker
 * @throws VerifierError, NoAnswerError
 */
export async function revokeAttester(
  verifier: Verifier,
  account: Account | Address,
  attester: Address,
): Promise<void> {
  await send(verifier, account, { abi, functionName: 'revoke', args: [attester] })
}
