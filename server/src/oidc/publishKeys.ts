// Brings the keys with which an issuer signs onto one chain, and keeps those that it still publishes usable there. Everything
// is read from the chain first, so that it may run twice, and at any time.
import {
  getOidcEntry,
  oidcEntryCode,
  oidcEntryLabel,
  oidcGuardianAbi,
  SparekeyError,
  toChainError,
  type WriteClient,
} from 'sparekey'
import { type Address, type Hex, keccak256, stringToHex } from 'viem'
import { getBlock, simulateContract, waitForTransactionReceipt, writeContract } from 'viem/actions'
import type { IssuerKey } from './jwks.ts'

/** A transaction of the publisher was taken and undone. */
class PublishingRevertedError extends SparekeyError {
  override readonly name = 'PublishingRevertedError'
  override readonly code = 'publishing_reverted'

  constructor(hash: Hex) {
    super(`The transaction ${hash} of the key publisher was reverted.`, { details: 'It is tried again.' })
  }
}

/** The contract on one chain, and who may publish there. */
export interface Registry {
  /** Its account has the role Publisher. */
  readonly client: WriteClient
  /** OidcGuardian. */
  readonly guardian: Address
}

/** What an issuer publishes, as the chain needs it. */
export interface IssuerKeys {
  /** `iss`. */
  readonly issuer: string
  readonly keys: readonly IssuerKey[]
  /** JSON of its tokens' headers, with `$kid` for the name of the key: most issuers write one, some several. */
  readonly headers: readonly string[]
}

/** An entry as it is on the chain afterwards. */
export interface PublishedEntry {
  readonly kid: string
  readonly label: Hex
  /** Unix seconds. */
  readonly usableFrom: number
  readonly usableUntil: number
  /** What was done now; `foreign` is an entry with this label and other code, which nobody may confirm. */
  readonly done: 'published' | 'confirmed' | 'nothing' | 'revoked' | 'foreign'
}

/** Seconds before an entry becomes stale at which it is confirmed again: a third of its 45 days. */
const CONFIRM_BEFORE = 15 * 86_400

/**
 * Publishes what is missing and confirms what would become stale; never revokes.
 * @returns every entry, in the order of keys and headers
 * @throws ContractError, ChainUnavailableError and what else `toChainError` makes of failures
 */
export async function publishKeys(
  registry: Registry,
  { issuer, keys, headers }: IssuerKeys,
): Promise<PublishedEntry[]> {
  const entries = keys.flatMap(({ kid, modulus }) =>
    headers.map((template, number) => {
      // A function: in a text, a `$` in the name would mean something.
      const header = template.replace('$kid', () => kid)
      return { issuer, kid, modulus, number, header }
    }),
  )
  const published: PublishedEntry[] = []
  try {
    // One behind the other: they have one sender.
    for (const entry of entries) published.push(await publishEntry(registry, entry))
  } catch (error) {
    throw toChainError(error, registry.client.chain.id)
  }
  return published
}

interface Entry {
  readonly issuer: string
  readonly kid: string
  readonly modulus: Hex
  readonly number: number
  readonly header: string
}

async function publishEntry(registry: Registry, entry: Entry): Promise<PublishedEntry> {
  const label = oidcEntryLabel(entry.modulus, entry.number)
  const done = await bringUpToDate(registry, entry, label)
  const { client, guardian } = registry
  const { usableFrom, usableUntil } = await getOidcEntry(client, { guardian, issuer: entry.issuer, label })
  return { kid: entry.kid, label, usableFrom, usableUntil, done }
}

async function bringUpToDate(
  { client, guardian }: Registry,
  { issuer, modulus, number, header }: Entry,
  label: Hex,
): Promise<PublishedEntry['done']> {
  const { timestamp } = await getBlock(client)
  const { usableUntil, code, isRevoked } = await getOidcEntry(client, { guardian, issuer, label })
  if (isRevoked) return 'revoked'
  const contract = { abi: oidcGuardianAbi, address: guardian, account: client.account } as const
  if (code === '0x') {
    const args = [issuer, modulus, stringToHex(header), number] as const
    const { request } = await simulateContract(client, { ...contract, functionName: 'publish', args })
    await mined(client, await writeContract(client, request))
    return 'published'
  }
  const expected = oidcEntryCode(modulus, header)
  if (code !== expected) return 'foreign'
  if (usableUntil - Number(timestamp) > CONFIRM_BEFORE) return 'nothing'
  const args = [keccak256(stringToHex(issuer)), label, keccak256(expected)] as const
  const { request } = await simulateContract(client, { ...contract, functionName: 'confirm', args })
  await mined(client, await writeContract(client, request))
  return 'confirmed'
}

async function mined(client: WriteClient, hash: Hex): Promise<void> {
  const { status } = await waitForTransactionReceipt(client, { hash, timeout: 120_000 })
  if (status !== 'success') throw new PublishingRevertedError(hash)
}
