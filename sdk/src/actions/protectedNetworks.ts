import type { Address, Hex } from 'viem'
import { getCode } from 'viem/actions'
import type { SparekeyError } from '../errors.ts'
import { addresses } from '../generated/addresses.ts'
import type { PublicKey } from '../p256.ts'
import { passkeySigner } from '../passkey.ts'
import { onEachChain, readChain, requireChain } from '../read.ts'
import type { ReadClient } from '../write.ts'
import { getAccountState } from './getAccountState.ts'
import { isOwner } from './isOwner.ts'

/**
 * On which networks an account is protected. Only there may its address be shown, funded or connected: where it was never
 * created, its first passkey rules for ever, whatever happened elsewhere.
 *
 * A network that cannot be asked is `unknown`, never protected.
 */
export async function protectedNetworks(
  clients: readonly ReadClient[],
  parameters: protectedNetworks.Parameters,
): Promise<protectedNetworks.ReturnType> {
  const answers = await onEachChain(clients, (client) => lookAt(client, parameters))
  // Where the first passkey has lost the account anywhere, whoever has it could still create the account elsewhere.
  const isFirstPasskeyGone = answers.some((answer) => 'value' in answer && answer.value.firstPasskeyGone)
  return answers.map((answer) => {
    if ('error' in answer) return { chainId: answer.chainId, status: 'unknown', error: answer.error }
    const { status } = answer.value
    return {
      chainId: answer.chainId,
      status: status === 'missing' && isFirstPasskeyGone ? 'refused' : status,
    }
  })
}

export declare namespace protectedNetworks {
  type Parameters = {
    readonly account: Address
    /** The passkey that is signed in. */
    readonly publicKey: PublicKey
    /** The passkey that the account's address commits to. */
    readonly firstPublicKey: PublicKey
    /** Commitment of the policy that counts, as `policyCommitment` or `getAccountState` give it. */
    readonly commitment: Hex
  }
  /**
   * - `protected`: created, with this passkey and this policy;
   * - `missing`: not created; creating it and setting it up makes it protected;
   * - `refused`: not created, and the first passkey is gone: never to be used;
   * - `other-policy`: without this policy; setting it makes it protected;
   * - `other-passkeys`: this passkey does not own it;
   * - `unknown`: could not be asked.
   */
  type Status = 'protected' | 'missing' | 'refused' | 'other-policy' | 'other-passkeys' | 'unknown'
  type ReturnType = readonly {
    readonly chainId: number
    readonly status: Status
    readonly error?: SparekeyError
  }[]
}

type Look = {
  readonly status: 'protected' | 'missing' | 'other-policy' | 'other-passkeys'
  readonly firstPasskeyGone: boolean
}

/** Milliseconds until a node that is just taking a block has taken it. */
const patience = 1_000

/**
 * That a passkey lost the account is believed when it is said twice: nodes behind one address can be a block apart, and
 * an account that was created a moment ago would seem lost.
 */
async function lookAt(client: ReadClient, parameters: protectedNetworks.Parameters): Promise<Look> {
  const look = await lookOnce(client, parameters)
  if (look.status !== 'other-passkeys') return look
  await new Promise((resolve) => setTimeout(resolve, patience))
  return lookOnce(client, parameters)
}

async function lookOnce(
  client: ReadClient,
  { account, publicKey, firstPublicKey, commitment }: protectedNetworks.Parameters,
): Promise<Look> {
  const owns = (key: PublicKey) =>
    isOwner(client, { account, signer: passkeySigner(addresses.passkeyValidator, key) })
  const [code] = await Promise.all([
    readChain(client, () => getCode(client, { address: account })),
    requireChain(client),
  ])
  if (!code) return { status: 'missing', firstPasskeyGone: false }
  const [isOwned, isFirstOwner, state] = await Promise.all([
    owns(publicKey),
    owns(firstPublicKey),
    getAccountState(client, { account }),
  ])
  const hasPolicy = state.isPolicySet && state.commitment === commitment
  const status = !isOwned ? 'other-passkeys' : hasPolicy ? 'protected' : 'other-policy'
  return { status, firstPasskeyGone: !isFirstOwner }
}
