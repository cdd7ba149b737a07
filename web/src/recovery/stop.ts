// The owner stops a recovery: one prompt for all networks, sent by the server, without a fee for anybody's account.
import type { QueryClient } from '@tanstack/react-query'
import {
  browserPasskey,
  getBrowserAssertion,
  type Passkey,
  requestFromJson,
  signCancellation,
  WrongPasskeyError,
} from 'sparekey'
import type { Config, GatheredRequest } from 'sparekey/schema'
import { api } from '../api.ts'
import { now } from '../clock.ts'
import { sessionPasskey } from '../passkeys.ts'
import { beginSession, sessionQuery } from '../session.ts'
import { signIn } from '../signIn.ts'
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
  const isOwner = session?.kind === 'full' && session.account.address === account.address
  const passkey = isOwner ? sessionPasskey(session, config) : firstPasskey(account.firstPublicKey, config)
  const signature = await signCancellation(passkey, cancellation).catch(async (error: unknown) => {
    // Another of the owner's passkeys answered: sign in with it, then its key is known.
    if (isOwner || !(error instanceof WrongPasskeyError)) throw error
    const begun = await signIn(account.address)
    beginSession(client, begun)
    return signCancellation(sessionPasskey(begun, config), cancellation)
  })
  return api.cancel(hash, {
    deadline,
    scopes: request.scopes,
    signature: signature.toLowerCase() as GatheredRequest['hash'],
  })
}

/** The passkey that the account began with, wherever it is: nobody has to be signed in to stop a thief. */
function firstPasskey(key: { x: `0x${string}`; y: `0x${string}` }, { rpId }: Config): Passkey {
  const known = browserPasskey({ ...key, credentialId: '' }, { rpId })
  return { ...known, sign: (challenge) => getBrowserAssertion({ rpId, challenge }) }
}
