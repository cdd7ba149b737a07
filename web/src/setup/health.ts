// Whether guardians could do today what they are there for, read from the networks.
import { emailGuardianAbi, type ReadClient } from 'sparekey'
import { type Address, type Hex, size, slice } from 'viem'
import { getCode, readContract } from 'viem/actions'
import { networkName } from '../networkNames.ts'
import type { ChosenGuardian } from './draft.ts'

/** One guardian's state in a sentence. */
export interface Health {
  readonly isGood: boolean
  readonly sentence: string
}

/** EIP-7702: a key's address that a contract acts for; the key still signs. */
const delegation = '0xef0100'

type Found = 'none' | 'code' | 'suspended' | 'silent'

/** Looks at one guardian on all networks. */
export async function healthOf(
  guardian: Pick<ChosenGuardian, 'signer' | 'kind' | 'isKindKnown'>,
  clients: readonly ReadClient[],
): Promise<Health> {
  const found = await Promise.all(
    clients.map(async (client) => ({ chainId: client.chain.id, has: await lookAt(client, guardian.signer) })),
  )
  const where = (has: Found) =>
    found.filter((one) => one.has === has).map(({ chainId }) => networkName(chainId))
  const silent = where('silent')
  if (silent.length > 0)
    return { isGood: false, sentence: `Could not be checked on ${list(silent)}: no answer there.` }
  const [without, withCode] = [where('none'), where('code')]
  return size(guardian.signer) === 20
    ? ofAddress(guardian, withCode, without)
    : ofVerifier(without, where('suspended'))
}

function ofVerifier(without: readonly string[], suspended: readonly string[]): Health {
  // A key of whoever vouches for it was withdrawn; three days later it counts again, if there is a new one.
  if (suspended.length > 0)
    return {
      isGood: false,
      sentence: `Does not count on ${list(suspended)} now: whoever vouches for it withdrew a key. Add another guardian.`,
    }
  return without.length === 0
    ? { isGood: true, sentence: 'Ready' }
    : {
        isGood: false,
        sentence: `Cannot help on ${list(without)}: what checks its signature is missing there.`,
      }
}

function ofAddress({ kind }: Pick<ChosenGuardian, 'kind'>, withCode: string[], without: string[]): Health {
  if (withCode.length === 0) return { isGood: true, sentence: 'Ready' }
  if (kind === 'passphrase')
    return { isGood: false, sentence: `There is a contract at its address on ${list(withCode)}. Replace it.` }
  return without.length === 0
    ? { isGood: true, sentence: 'Ready (a wallet that is a contract)' }
    : {
        isGood: false,
        sentence: `This wallet exists on ${list(withCode)} only, and cannot help on ${list(without)}.`,
      }
}

async function lookAt(client: ReadClient, signer: Hex): Promise<Found> {
  const address = slice(signer, 0, 20)
  try {
    const code: Hex | undefined = await getCode(client, { address })
    if (code === undefined || code === '0x' || code.startsWith(delegation)) return 'none'
    return size(signer) > 20 && (await isSuspended(client, address, slice(signer, 20))) ? 'suspended' : 'code'
  } catch {
    return 'silent'
  }
}

/** Every verifier says so in the same way. */
function isSuspended(client: ReadClient, address: Address, key: Hex): Promise<boolean> {
  return readContract(client, { abi: emailGuardianAbi, address, functionName: 'suspended', args: [key] })
}

function list(names: readonly string[]): string {
  return new Intl.ListFormat('en').format(names)
}
