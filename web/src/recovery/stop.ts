// The owner stops a recovery: one prompt for all networks, sent by the server, without a fee for anybody's account.
import type { QueryClient } from '@tanstack/react-query'
import {
  addresses,
  browserPasskey,
  type Cancellation,
  cancellationDigest,
  encodeOwnerSignature,
  getBrowserAssertion,
  isOwner,
  messageDigest,
  type PublicKey,
  packAssertion,
  passkeySigner,
  possibleKeys,
  requestFromJson,
  signCancellation,
  WrongPasskeyError,
} from 'sparekey'
import type { AccountJson, Config, GatheredRequest } from 'sparekey/schema'
import type { Hex } from 'viem'
import { api } from '../api.ts'
import { now } from '../clock.ts'
import { sessionPasskey } from '../passkeys.ts'
import { sessionQuery } from '../session.ts'
import type { RequestOnNetwork } from './onChain.ts'

/** Seconds for which the signature counts; the networks take at most a day. */
const life = 12 * 3600

interface Around {
  readonly config: Config
  readonly networks: readonly RequestOnNetwork[]
  readonly client: QueryClient
}

/** Signs and hands in the cancellation. @throws what the prompt and the server throw */
export async function stopRecovery(
  { hash, request, account }: GatheredRequest,
  { config, networks, client }: Around,
): Promise<GatheredRequest> {
  const clocks = networks.flatMap(({ clock }) => (clock ? [clock.chainNow] : []))
  const deadline = Math.min(...(clocks.length ? clocks : [Math.floor(now() / 1000)])) + life
  const { scopes } = requestFromJson(request)
  const cancellation = { account: request.account, requestHash: hash, scopes, deadline }
  const session = await client.fetchQuery(sessionQuery).catch(() => null)
  const isSignedIn = session?.kind === 'full' && session.account.address === account.address
  const signature = isSignedIn
    ? await signCancellation(sessionPasskey(session, config), cancellation)
    : await signWithAny(cancellation, { account, config, networks })
  return api.cancel(hash, {
    deadline,
    scopes: request.scopes,
    signature: signature.toLowerCase() as GatheredRequest['hash'],
  })
}

interface Owner extends Pick<Around, 'config' | 'networks'> {
  readonly account: Pick<AccountJson, 'address' | 'firstPublicKey'>
}

/**
 * Whichever of the owner's passkeys answers, wherever it is, with one prompt: nobody has to be signed in to stop a thief. Its
 * key is found in its signature, and the networks say whether it opens the account.
 * @throws WrongPasskeyError, and what the prompt throws
 */
async function signWithAny(
  cancellation: Cancellation,
  { account, config: { rpId }, networks }: Owner,
): Promise<Hex> {
  const digest = cancellationDigest(addresses.recoveryModule, cancellation)
  const challenge = messageDigest(addresses.passkeyValidator, cancellation.account, digest)
  const { expected } = browserPasskey({ ...account.firstPublicKey, credentialId: '' }, { rpId })
  const signature = packAssertion(await getBrowserAssertion({ rpId, challenge }), { ...expected, challenge })
  const keys = possibleKeys(challenge, signature)
  const first = keys.find(({ x, y }) => x === account.firstPublicKey.x && y === account.firstPublicKey.y)
  const owner = first ?? (await ownerAmong(keys, { account, networks }))
  if (!owner) throw new WrongPasskeyError()
  return encodeOwnerSignature(owner, signature)
}

async function ownerAmong(
  keys: readonly PublicKey[],
  { account, networks }: Pick<Owner, 'account' | 'networks'>,
): Promise<PublicKey | undefined> {
  const asked = keys.flatMap((key) =>
    networks.map(async ({ network: { client } }) => {
      const signer = passkeySigner(addresses.passkeyValidator, key)
      return (await isOwner(client, { account: account.address, signer })) ? key : undefined
    }),
  )
  // One network that knows it is enough; those that are silent do not make it a stranger's.
  const answers = await Promise.allSettled(asked)
  return answers.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []))[0]
}
