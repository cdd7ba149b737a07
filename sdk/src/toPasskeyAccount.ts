import {
  type Address,
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  encodePacked,
  type Hex,
  hashMessage,
  hashTypedData,
  type NonceManager,
  zeroHash,
} from 'viem'
import {
  entryPoint08Abi,
  entryPoint08Address,
  getUserOperationHash,
  type SmartAccountImplementation,
  type ToSmartAccountReturnType,
  toSmartAccount,
} from 'viem/account-abstraction'
import { getChainId, readContract } from 'viem/actions'
import { createAccount } from './actions/createAccount.ts'
import { getAccountAddress } from './actions/getAccountAddress.ts'
import {
  encodeAccountSignature,
  encodeUserOperationSignature,
  messageDigest,
  userOperationDigest,
  validatorNonceKey,
} from './challenges.ts'
import { accountAbi } from './generated/abis.ts'
import { addresses } from './generated/addresses.ts'
import type { PublicKey } from './p256.ts'
import { type Passkey, signWithPasskey } from './passkey.ts'
import type { ReadClient } from './write.ts'

/** The mode of ERC-7579's `execute` for a batch of calls that all succeed or all fail. */
const batchMode = `0x01${'00'.repeat(31)}` as const

const executionsParameter = [
  {
    type: 'tuple[]',
    components: [
      { name: 'target', type: 'address' },
      { name: 'value', type: 'uint256' },
      { name: 'callData', type: 'bytes' },
    ],
  },
] as const

type Implementation = SmartAccountImplementation<typeof entryPoint08Abi, '0.8', { passkey: Passkey }, false>

/** A smart account on one chain, as viem's account-abstraction actions take it, that a passkey signs for. */
export type PasskeyAccount = ToSmartAccountReturnType<Implementation>

/**
 * An account on one chain, with the passkey that is to sign for it. Each signature is one prompt.
 *
 * Without `address`, it is the account of this passkey and `salt`, and user operations create it where it is missing.
 * @see ERC-4337, ERC-7579; the formats of signatures and nonces are in docs/protocol.md
 */
export async function toPasskeyAccount(parameters: toPasskeyAccount.Parameters): Promise<PasskeyAccount> {
  const { client, passkey } = parameters
  const validator = addresses.passkeyValidator
  const address =
    'address' in parameters
      ? parameters.address
      : getAccountAddress({ publicKey: passkey, salt: parameters.salt })
  const sign = async (hash: Hex): Promise<Hex> => {
    const signature = await signWithPasskey(passkey, messageDigest(validator, address, hash))
    return encodeAccountSignature(validator, passkey, signature)
  }
  return toSmartAccount({
    client,
    entryPoint: { abi: entryPoint08Abi, address: entryPoint08Address, version: '0.8' },
    extend: { passkey },
    getAddress: async () => address,
    encodeCalls: async (calls) => encodeExecute(calls),
    getFactoryArgs: async () => factoryArgs(parameters),
    nonceKeyManager: laneZero,
    getNonce: (options) => readNonce(client, address, Number(options?.key ?? 0n)),
    getStubSignature: async () => encodeUserOperationSignature(passkey, stubWebAuthnSignature(passkey)),
    sign: ({ hash }) => sign(hash),
    signMessage: ({ message }) => sign(hashMessage(message)),
    signTypedData: (typedData) => sign(hashTypedData(typedData)),
    signUserOperation: async ({ chainId, ...userOperation }) => {
      const hash = getUserOperationHash({
        chainId: chainId ?? (await getChainId(client)),
        entryPointAddress: entryPoint08Address,
        entryPointVersion: '0.8',
        userOperation: { ...userOperation, sender: address },
      })
      const challenge = userOperationDigest(validator, address, hash)
      return encodeUserOperationSignature(passkey, await signWithPasskey(passkey, challenge))
    },
  })
}

export declare namespace toPasskeyAccount {
  type Parameters = {
    /** Client of the account's chain. */
    readonly client: ReadClient
    readonly passkey: Passkey
  } & (
    | {
        /** An account that exists. */
        readonly address: Address
      }
    | {
        /** What the account's address commits to beside its first passkey, 32 bytes. */
        readonly salt: Hex
        /** The staked contract in front of the factory; without it, bundlers may refuse to create the account. */
        readonly factory?: Address
      }
  )
}

/** ERC-7579 `execute`; a single call has a shorter encoding of its own. */
function encodeExecute(
  calls: readonly { to: Address; value?: bigint | undefined; data?: Hex | undefined }[],
): Hex {
  const executions = calls.map(({ to, value = 0n, data = '0x' }) => ({ target: to, value, callData: data }))
  const [first] = executions
  const [mode, calldata] =
    first && executions.length === 1
      ? [zeroHash, encodePacked(['address', 'uint256', 'bytes'], [first.target, first.value, first.callData])]
      : [batchMode, encodeAbiParameters(executionsParameter, [executions])]
  return encodeFunctionData({ abi: accountAbi, functionName: 'execute', args: [mode, calldata] })
}

function factoryArgs(parameters: toPasskeyAccount.Parameters): { factory?: Address; factoryData?: Hex } {
  if ('address' in parameters) return {}
  const { passkey, salt, factory = addresses.accountFactory } = parameters
  const { x, y }: PublicKey = passkey
  return { factory, factoryData: createAccount.call({ publicKey: { x, y }, salt }).data }
}

/**
 * Operations follow each other in lane 0 unless a caller gives another `key`. viem's default opens a new lane for each
 * operation, which costs a new storage slot every time.
 */
const laneZero: NonceManager = {
  consume: async () => 0,
  get: async () => 0,
  increment: () => {},
  reset: () => {},
}

/** The next nonce of a lane; the validator's address in the nonce's key is what routes the operation to it. */
function readNonce(client: ReadClient, address: Address, lane: number): Promise<bigint> {
  return readContract(client, {
    abi: entryPoint08Abi,
    address: entryPoint08Address,
    functionName: 'getNonce',
    args: [address, validatorNonceKey(addresses.passkeyValidator, lane)],
  })
}

/** What browsers write behind the origin: `crossOrigin`, and what Chromium adds to every fifth answer. */
const longestEnding =
  '","crossOrigin":false,"other_keys_can_be_added_here":"do not compare clientDataJSON against a template. See https://goo.gl/yabPex"}'

/** Where a passkey does not say which origins it answers for. */
const usualOrigin = 'https://passkeys-of-some-wallet.example.com'

/**
 * A signature as long as the passkey's can become, well-formed up to the curve, so that an estimate goes through
 * everything a real one goes through: r and s in range, flags set. A shorter one would make bundlers refuse the operation.
 */
export function stubWebAuthnSignature({ expected }: Pick<Passkey, 'expected'>): Hex {
  const r = `0x${'7f'.repeat(32)}` as const
  const s = `0x${'6f'.repeat(32)}` as const
  const authenticatorData = `0x${'ff'.repeat(32)}1dffffffff` as const
  const originLength = Math.max(0, ...(expected.origins ?? [usualOrigin]).map((origin) => origin.length))
  const tail = `0x${'7f'.repeat(originLength + longestEnding.length)}` as const
  return concat([r, s, '0x0025', authenticatorData, tail])
}
