import { type Address, type Hex, keccak256, stringToHex, zeroAddress } from 'viem'
import { getCode, readContract } from 'viem/actions'
import { oidcGuardianAbi } from '../generated/abis.ts'
import { readChain } from '../read.ts'
import type { ReadClient } from '../write.ts'

/** `usableFrom` of what was revoked. */
const NEVER = 2 ** 40 - 1

/**
 * One entry of OidcGuardian's registry: a key together with a header of tokens.
 * @throws ChainUnavailableError, ContractsMissingError
 */
export async function getOidcEntry(
  client: ReadClient,
  { guardian, issuer, label }: getOidcEntry.Parameters,
): Promise<getOidcEntry.ReturnType> {
  return readChain(client, async () => {
    const [blob, usableFrom, usableUntil] = await readContract(client, {
      ...{ abi: oidcGuardianAbi, address: guardian, functionName: 'entryOf' },
      args: [keccak256(stringToHex(issuer)), label],
    })
    const code = blob === zeroAddress ? undefined : await getCode(client, { address: blob })
    return { code: code ?? '0x', usableFrom, usableUntil, isRevoked: usableFrom === NEVER }
  })
}

export declare namespace getOidcEntry {
  type Parameters = {
    /** OidcGuardian. */
    readonly guardian: Address
    /** As tokens say it. */
    readonly issuer: string
    /** As `oidcEntryLabel` makes it, 8 bytes. */
    readonly label: Hex
  }
  type ReturnType = {
    /** As `oidcEntryCode` makes it; 0x if there is no such entry. */
    readonly code: Hex
    /** First and last second in which it counts, Unix; 0 if there is none. */
    readonly usableFrom: number
    readonly usableUntil: number
    /** Whether it never counts again. */
    readonly isRevoked: boolean
  }
}
