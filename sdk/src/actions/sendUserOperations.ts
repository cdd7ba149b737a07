import type { Hex } from 'viem'
import {
  type BundlerClient,
  entryPoint08Address,
  getUserOperationHash,
  prepareUserOperation,
  sendUserOperation,
  type UserOperation,
} from 'viem/account-abstraction'
import { getCode } from 'viem/actions'
import { toBundlerError } from '../bundlerErrors.ts'
import { encodeBatchSignature, userOperationsDigest, validateValidUntil } from '../challenges.ts'
import { SparekeyError } from '../errors.ts'
import { addresses } from '../generated/addresses.ts'
import { merkleProof, merkleRoot } from '../merkle.ts'
import { type Passkey, signWithPasskey } from '../passkey.ts'
import { type PerChain, readChain } from '../read.ts'
import { type PasskeyAccount, stubWebAuthnSignature } from '../toPasskeyAccount.ts'
import type { Call, ReadClient } from '../write.ts'
import { getChainTime } from './getChainTime.ts'

/** Seconds for which the signature counts unless somebody chooses otherwise. */
const defaultLife = 86_400

/** No chain could prepare its operation, so there is nothing to sign. */
export class NothingToSignError extends SparekeyError {
  override readonly name = 'NothingToSignError'
  override readonly code = 'nothing_to_sign'

  constructor(failures: readonly SparekeyError[]) {
    super('No network could prepare this operation, so nothing was signed.', {
      details: failures.map(({ message }) => message).join(' ') || 'Name at least one network.',
      cause: failures[0],
    })
  }
}

/** An operation that is ready to be signed, and the leaves of the Merkle tree that stand for it. */
interface Prepared {
  readonly network: sendUserOperations.Network
  readonly chainId: number
  readonly now: number
  /** With initCode where the account does not exist yet, and without: whichever fits when it is sent. */
  readonly variants: readonly { readonly operation: UserOperation<'0.8'>; readonly hash: Hex }[]
}

/**
 * Has an account make calls on several chains with one prompt: the passkey signs the Merkle root of all user operations.
 * A chain that fails is an `error` among the results; the others go on.
 * @throws NothingToSignError, InvalidValidUntilError, what the passkey throws
 */
export async function sendUserOperations(
  networks: readonly sendUserOperations.Network[],
  { passkey, life = defaultLife }: sendUserOperations.Parameters,
): Promise<PerChain<Hex>[]> {
  const attempts = await Promise.all(
    networks.map((network) => attempt(network, () => prepare(network, networks.length))),
  )
  const prepared = attempts.flatMap((result) => ('value' in result ? [result.value] : []))
  if (prepared.length === 0)
    throw new NothingToSignError(attempts.flatMap((result) => ('error' in result ? [result.error] : [])))
  const now = Math.min(...prepared.map((one) => one.now))
  const validUntil = now + life
  validateValidUntil(validUntil, now)
  const leaves = prepared.flatMap(({ variants }) => variants.map(({ hash }) => hash))
  const account = prepared[0]?.network.account.address ?? '0x'
  const challenge = userOperationsDigest(addresses.passkeyValidator, account, merkleRoot(leaves), validUntil)
  const signature = await signWithPasskey(passkey, challenge)
  const sign = (hash: Hex) =>
    encodeBatchSignature({ validUntil, proof: merkleProof(leaves, leaves.indexOf(hash)) }, passkey, signature)
  return Promise.all(
    attempts.map((result) =>
      'error' in result ? result : attempt(result.value.network, () => send(result.value, sign)),
    ),
  )
}

export declare namespace sendUserOperations {
  type Network = {
    /** The account on this chain; the same address on all of them. */
    readonly account: PasskeyAccount
    readonly bundler: BundlerClient & { readonly client: ReadClient }
    readonly calls: readonly (Call & { readonly value?: bigint })[]
  }
  type Parameters = {
    readonly passkey: Passkey
    /** For how many seconds the signature counts: a day by default, at most seven. */
    readonly life?: number
  }
}

async function attempt<T>(network: sendUserOperations.Network, work: () => Promise<T>): Promise<PerChain<T>> {
  const chainId = network.bundler.client.chain.id
  try {
    return { chainId, value: await work() }
  } catch (error) {
    return { chainId, error: toBundlerError(error, chainId) }
  }
}

async function prepare(network: sendUserOperations.Network, count: number): Promise<Prepared> {
  const { account, bundler, calls } = network
  const chainId = bundler.client.chain.id
  const stub = { ...account, getStubSignature: async () => stubSignature(account.passkey, count) }
  // In two parts, so that a chain that is down is not taken for its bundler.
  const [onChain, now] = await Promise.all([
    readChain(bundler.client, () =>
      prepareUserOperation(bundler, {
        account: stub,
        calls: [...calls],
        parameters: ['factory', 'fees', 'nonce'],
      }),
    ),
    getChainTime(bundler.client),
  ])
  const request = await prepareUserOperation(bundler, {
    ...onChain,
    parameters: ['gas', 'paymaster', 'signature'],
  })
  const operation: UserOperation<'0.8'> = { ...request, sender: account.address }
  const { factory, factoryData, ...created } = operation
  const operations = factory ? [operation, created as UserOperation<'0.8'>] : [operation]
  const variants = operations.map((one) => ({ operation: one, hash: hashOf(one, chainId) }))
  return { network, chainId, now, variants }
}

function hashOf(userOperation: UserOperation<'0.8'>, chainId: number): Hex {
  return getUserOperationHash({
    chainId,
    entryPointAddress: entryPoint08Address,
    entryPointVersion: '0.8',
    userOperation,
  })
}

async function send({ network, variants }: Prepared, sign: (hash: Hex) => Hex): Promise<Hex> {
  const { account, bundler } = network
  const code = await readChain(bundler.client, () => getCode(bundler.client, { address: account.address }))
  const variant = (code ? variants.at(-1) : variants[0]) as Prepared['variants'][number]
  const { operation, hash } = variant
  return sendUserOperation(bundler, {
    ...operation,
    signature: sign(hash),
    entryPointAddress: entryPoint08Address,
  })
}

/** As long as the real one can become: each chain may bring two leaves. */
function stubSignature(passkey: Passkey, chains: number): Hex {
  const proof = Array.from(
    { length: Math.ceil(Math.log2(chains * 2)) },
    () => `0x${'ff'.repeat(32)}` as const,
  )
  return encodeBatchSignature({ validUntil: 2 ** 40, proof }, passkey, stubWebAuthnSignature(passkey))
}
