import { type Address, type Hex, hashTypedData, isAddressEqual, recoverAddress, size } from 'viem'

const types = {
  EIP712Domain: [
    { name: 'name', type: 'string' },
    { name: 'version', type: 'string' },
  ],
  EmailCode: [
    { name: 'subject', type: 'bytes32' },
    { name: 'account', type: 'address' },
    { name: 'expires', type: 'uint40' },
  ],
} as const

/** What a code by e-mail is for; sealed into it, and signed with what it carries. */
export interface CodeContext {
  /** 32 bytes: the hash of the request that it approves, or the random subject of what it links. */
  readonly subject: Hex
  readonly account: Address
  /** Last second in which it counts, Unix seconds. */
  readonly expires: number
}

/** What the credential in a code signs (EIP-712), domain `Sparekey E-mail code` version 1. */
export function codeProofTypedData({ subject, account, expires }: CodeContext) {
  return {
    domain: { name: 'Sparekey E-mail code', version: '1' },
    types,
    primaryType: 'EmailCode',
    message: { subject, account, expires },
  } as const
}

/** The digest of {@link codeProofTypedData}. */
export function codeProofDigest(context: CodeContext): Hex {
  return hashTypedData(codeProofTypedData(context))
}

/**
 * Whether `signature` is the credential's over this context: proof that its code was opened. Whatever is no signature
 * of 65 bytes is none.
 */
export async function verifyCodeProof({
  context,
  credential,
  signature,
}: {
  readonly context: CodeContext
  readonly credential: Address
  readonly signature: Hex
}): Promise<boolean> {
  if (size(signature) !== 65) return false
  try {
    return isAddressEqual(await recoverAddress({ hash: codeProofDigest(context), signature }), credential)
  } catch {
    return false // r, s or v that belong to no key
  }
}
