// The keys of OidcGuardian's registry, for those who confirm and revoke them: somebody else than who runs the server.
import { getOidcEntry, oidcEntryCode, oidcGuardianAbi } from 'sparekey'
import {
  type Account,
  type Address,
  type Hash,
  type Hex,
  hexToString,
  keccak256,
  slice,
  stringToHex,
} from 'viem'
import { fetchDocument } from '../../../server/src/oidc/documents.ts'
import { type IssuerKey, readJwks } from '../../../server/src/oidc/jwks.ts'
import { clientOf, send, type Verifier, VerifierError } from '../verifier.ts'

/** An issuer's keys in the registry of one chain. */
export interface Registry extends Verifier {
  /** As tokens say it. */
  readonly issuer: string
}

/** An entry of a chain's registry. */
export interface Entry {
  readonly label: Hex
  /** The name of its key; empty where its code says none. */
  readonly kid: string
  readonly modulusHash: Hash
  readonly codeHash: Hash
  /** Unix seconds. */
  readonly usableFrom: number
  readonly usableUntil: number
  /** Since when and till when do not matter: it never counts again. */
  readonly isRevoked: boolean
  /** Whether the issuer publishes this very key now, by this name. */
  readonly isPublished: boolean
}

/** How most headers begin; entries leave that out. */
const usual = '{"alg":"RS256","kid":'

/** The keys that an issuer publishes now, by its own documents. @throws DocumentError, JwksError, VerifierError */
export async function issuerKeys(issuer: string): Promise<readonly IssuerKey[]> {
  const discovery = await fetchDocument(`${issuer}/.well-known/openid-configuration`)
  const { issuer: named, jwks_uri: uri } = Object(discovery) as { issuer?: unknown; jwks_uri?: unknown }
  if (named !== issuer || typeof uri !== 'string')
    throw new VerifierError(`What ${issuer} says of itself is not its own. Nothing was sent.`)
  return readJwks(await fetchDocument(uri))
}

/** All entries of an issuer on one chain, the oldest first. @throws NoAnswerError */
export async function listEntries(registry: Registry, keys: readonly IssuerKey[]): Promise<Entry[]> {
  const client = await clientOf(registry)
  const contract = { address: registry.guardian, abi } as const
  const issuer = hashOf(registry)
  const published = await client.getContractEvents({
    ...{ ...contract, eventName: 'KeyPublished', args: { issuer }, fromBlock: 0n },
  })
  return Promise.all(
    published.map(async ({ args: { label = '0x' } }) => {
      const { code, ...times } = await getOidcEntry(client, { ...registry, label })
      return { label, ...times, ...readCode(code, label, keys) }
    }),
  )
}

/**
 * Confirms every entry that is exactly what the issuer publishes: a new one counts at once, a known one for 45 days more.
 *
 * @param account holds the role Confirmer
 * @returns what was confirmed
 * @throws VerifierError, NoAnswerError
 */
export async function confirmKeys(
  registry: Registry,
  account: Account | Address,
  keys: readonly IssuerKey[],
): Promise<Entry[]> {
  const entries = await listEntries(registry, keys)
  const good = entries.filter(({ isPublished, isRevoked }) => isPublished && !isRevoked)
  for (const { label, codeHash } of good)
    await send(registry, account, { abi, functionName: 'confirm', args: [hashOf(registry), label, codeHash] })
  return good
}

/**
 * Ends a key for ever, whether or not it was published, and suspends its issuer for three days.
 *
 * @param account holds the role Revoker
 * @throws VerifierError, NoAnswerError
 */
export async function revokeKey(
  registry: Registry,
  account: Account | Address,
  modulusHash: Hash,
): Promise<void> {
  await send(registry, account, { abi, functionName: 'revoke', args: [hashOf(registry), modulusHash] })
}

const abi = oidcGuardianAbi
const hashOf = ({ issuer }: Registry): Hash => keccak256(stringToHex(issuer))

/** What an entry's code says: `00 ‖ modulus ‖ base64url(header)`; the label says where the modulus ends. */
function readCode(code: Hex, label: Hex, keys: readonly IssuerKey[]) {
  const codeHash = keccak256(code)
  for (const length of [256, 384, 512]) {
    if (code.length < 2 + 2 * (1 + length)) continue
    const modulus = slice(code, 1, 1 + length)
    const modulusHash = keccak256(modulus)
    if (slice(modulusHash, 0, 7) !== slice(label, 0, 7)) continue
    const rest = Buffer.from(hexToString(slice(code, 1 + length)), 'base64url').toString()
    const header = rest.startsWith('{') ? rest : usual + rest
    const kid = kidOf(header)
    const isPublished =
      keys.some((key) => key.kid === kid && key.modulus === modulus) &&
      oidcEntryCode(modulus, header) === code
    return { kid, modulusHash, codeHash, isPublished }
  }
  return { kid: '', modulusHash: keccak256('0x'), codeHash, isPublished: false }
}

function kidOf(header: string): string {
  try {
    const { kid } = JSON.parse(header) as { kid?: unknown }
    return typeof kid === 'string' ? kid : ''
  } catch {
    return ''
  }
}
