// Whether guardians could do today what they are there for, read from the networks.
import type { ReadClient } from 'sparekey'
import { type Address, type Hex, size, slice } from 'viem'
import { getCode } from 'viem/actions'
import { networkName } from '../networkNames.ts'
import type { ChosenGuardian } from './draft.ts'

/** One guardian's state in a sentence. */
export interface Health {
  readonly isGood: boolean
  readonly sentence: string
}

/** EIP-7702: a key's address that a contract acts for; the key still signs. */
const delegation = '0xef0100'

type Found = 'none' | 'code' | 'silent'

/** Looks at one guardian on all networks. */
export async function healthOf(
  guardian: Pick<ChosenGuardian, 'signer' | 'kind' | 'isKindKnown'>,
  clients: readonly ReadClient[],
): Promise<Health> {
  const head = slice(guardian.signer, 0, 20)
  const found = await Promise.all(
    clients.map(async (client) => ({ chainId: client.chain.id, has: await lookAt(client, head) })),
  )
  const where = (has: Found) =>
    found.filter((one) => one.has === has).map(({ chainId }) => networkName(chainId))
  const silent = where('silent')
  if (silent.length > 0)
    return { isGood: false, sentence: `Could not be checked on ${list(silent)}: no answer there.` }
  const [without, withCode] = [where('none'), where('code')]
  return size(guardian.signer) === 20 ? ofAddress(guardian, withCode, without) : ofPasskey(without)
}

function ofPasskey(without: readonly string[]): Health {
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

async function lookAt(client: ReadClient, address: Address): Promise<Found> {
  try {
    const code: Hex | undefined = await getCode(client, { address })
    return code === undefined || code === '0x' || code.startsWith(delegation) ? 'none' : 'code'
  } catch {
    return 'silent'
  }
}

function list(names: readonly string[]): string {
  return new Intl.ListFormat('en').format(names)
}
