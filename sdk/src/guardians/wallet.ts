import {
  type Address,
  type Chain,
  type Client,
  compactSignatureToSignature,
  type Hex,
  isAddressEqual,
  type JsonRpcAccount,
  type LocalAccount,
  parseCompactSignature,
  parseSignature,
  recoverAddress,
  type Signature,
  serializeSignature,
  size,
  type Transport,
} from 'viem'
import { signTypedData } from 'viem/actions'
import { SparekeyError } from '../errors.ts'
import {
  objectionDigest,
  objectionTypedData,
  type Request,
  recoveryTypedData,
  requestHash,
} from '../request.ts'
import { toWalletError } from '../walletErrors.ts'

/** A signature came from another wallet than the guardian. */
export class WrongWalletError extends SparekeyError {
  override readonly name = 'WrongWalletError'
  override readonly code = 'wallet_wrong'
  /** The guardian. */
  readonly expected: Address
  /** Who signed; undefined when the bytes are no ECDSA signature. */
  readonly recovered: Address | undefined

  constructor(expected: Address, recovered: Address | undefined) {
    super(
      recovered
        ? `The wallet ${recovered} signed, but the guardian is ${expected}.`
        : `This signature is not one of the guardian ${expected}.`,
      { details: `Switch to ${expected} in your wallet, and sign again. Nothing was sent.` },
    )
    this.expected = expected
    this.recovered = recovered
  }
}

/** What a wallet signed, and who should have. */
interface WalletSignature {
  /** The guardian's address. */
  readonly guardian: Address
  /** The digest of the typed data that it was shown, 32 bytes. */
  readonly digest: Hex
  /** As the wallet returned it. */
  readonly signature: Hex
}

/**
 * Asks the guardian's contract (ERC-1271; also one delegated to by EIP-7702) on the chain in question whether it takes
 * this signature.
 */
export type VerifyContractSignature = (parameters: {
  address: Address
  hash: Hex
  signature: Hex
}) => Promise<boolean>

/** A viem client whose account signs: a wallet in the browser (EIP-1193), or a key in memory. */
export type WalletClient = Client<Transport, Chain | undefined, JsonRpcAccount | LocalAccount>

const SECP256K1_N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/**
 * One prompt: a wallet that is a guardian approves a request.
 * @param parameters `guardian` is the address that the policy names; the client's account by default
 * @returns as `checkWalletApproval`
 * @throws WalletRejectedError, WalletFailedError, WrongWalletError
 */
export async function approveWithWallet(
  client: WalletClient,
  parameters: { module: Address; request: Request; guardian?: Address },
  verifyContract?: VerifyContractSignature,
): Promise<Hex> {
  const { module, request, guardian = client.account.address } = parameters
  const signature = await ask(() => signTypedData(client, recoveryTypedData(module, request)))
  return checkWalletApproval({ module, request, guardian, signature }, verifyContract)
}

/**
 * One prompt: a wallet that is a guardian objects to a request.
 * @param parameters `guardian` is the address that the policy names; the client's account by default
 * @returns as `checkWalletApproval`
 * @throws WalletRejectedError, WalletFailedError, WrongWalletError
 */
export async function objectWithWallet(
  client: WalletClient,
  parameters: { module: Address; requestHash: Hex; guardian?: Address },
  verifyContract?: VerifyContractSignature,
): Promise<Hex> {
  const { module, requestHash, guardian = client.account.address } = parameters
  const signature = await ask(() => signTypedData(client, objectionTypedData(module, requestHash)))
  return checkWalletObjection({ module, requestHash, guardian, signature }, verifyContract)
}

async function ask(prompt: () => Promise<Hex>): Promise<Hex> {
  try {
    return await prompt()
  } catch (error) {
    throw toWalletError(error)
  }
}

/**
 * Checks a wallet's signature over a request before anybody relies on it. Ask for it with `recoveryTypedData`.
 * @returns the approval: 65 bytes with low s and v 27 or 28 for a key, unchanged for a contract
 * @throws WrongWalletError
 */
export function checkWalletApproval(
  parameters: { module: Address; request: Request; guardian: Address; signature: Hex },
  verifyContract?: VerifyContractSignature,
): Promise<Hex> {
  const { module, request, guardian, signature } = parameters
  return checkWalletSignature({ guardian, digest: requestHash(module, request), signature }, verifyContract)
}

/**
 * Checks a wallet's signature over an objection. Ask for it with `objectionTypedData`.
 * @returns as `checkWalletApproval`
 * @throws WrongWalletError
 */
export function checkWalletObjection(
  parameters: { module: Address; requestHash: Hex; guardian: Address; signature: Hex },
  verifyContract?: VerifyContractSignature,
): Promise<Hex> {
  const { module, requestHash, guardian, signature } = parameters
  return checkWalletSignature(
    { guardian, digest: objectionDigest(module, requestHash), signature },
    verifyContract,
  )
}

/**
 * Checks a wallet's signature over any digest as the chain does: its key first, its contract second. Forms that the chain
 * does not take but that mean the same (v of 0 or 1, EIP-2098, high s) are rewritten.
 * @throws WrongWalletError when neither fits
 */
async function checkWalletSignature(
  { guardian, digest, signature }: WalletSignature,
  verifyContract?: VerifyContractSignature,
): Promise<Hex> {
  const ecdsa = normaliseEcdsa(signature)
  const recovered = ecdsa && (await recoverOrNothing(digest, ecdsa))
  if (ecdsa && recovered && isAddressEqual(recovered, guardian)) return ecdsa
  if (await verifyContract?.({ address: guardian, hash: digest, signature })) return signature
  throw new WrongWalletError(guardian, recovered)
}

async function recoverOrNothing(hash: Hex, signature: Hex): Promise<Address | undefined> {
  try {
    return await recoverAddress({ hash, signature })
  } catch {
    // Not every pair of numbers is a signature; then it may still be a contract's.
    return undefined
  }
}

/** 65 bytes, s low, v 27 or 28 (OpenZeppelin's ECDSA takes nothing else); undefined for what is no ECDSA signature. */
function normaliseEcdsa(signature: Hex): Hex | undefined {
  try {
    const parsed = parseEcdsa(signature)
    return parsed && serializeSignature(withLowS(parsed))
  } catch {
    return undefined
  }
}

function parseEcdsa(signature: Hex): Signature | undefined {
  if (size(signature) === 64) return compactSignatureToSignature(parseCompactSignature(signature))
  return size(signature) === 65 ? parseSignature(signature) : undefined
}

function withLowS(signature: Signature): Signature {
  const s = BigInt(signature.s)
  if (s <= SECP256K1_N >> 1n) return signature
  const yParity = signature.yParity === 0 ? 1 : 0
  return { r: signature.r, s: `0x${(SECP256K1_N - s).toString(16).padStart(64, '0')}`, yParity }
}
