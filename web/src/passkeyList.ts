// The account's passkeys: names from the server, what each of them opens from the networks.
import { queryOptions } from '@tanstack/react-query'
import { addresses, isOwner, passkeySigner } from 'sparekey'
import type { PasskeyJson, SessionJson } from 'sparekey/schema'
import { api } from './api.ts'
import type { Network } from './chains.ts'

/** A passkey and where it opens the account. */
export interface OwnedPasskey extends PasskeyJson {
  /** The one that is signed in. */
  readonly isCurrent: boolean
  readonly worksOn: readonly Network[]
  /** Where the account exists, but this passkey does not open it (yet, or any more). */
  readonly missingOn: readonly Network[]
  /** Networks that did not answer. */
  readonly unknownOn: readonly Network[]
}

/** All passkeys, judged on the networks where the account may be used. */
export function passkeyListQuery(session: SessionJson, networks: readonly Network[]) {
  return queryOptions({
    queryKey: ['passkeys', 'owned', session.credentialId, networks.map(({ chainId }) => chainId)],
    queryFn: async () => {
      const passkeys = await api.passkeys()
      return Promise.all(passkeys.map((passkey) => judge(passkey, session, networks)))
    },
  })
}

async function judge(
  passkey: PasskeyJson,
  { account, credentialId }: SessionJson,
  networks: readonly Network[],
): Promise<OwnedPasskey> {
  const signer = passkeySigner(addresses.passkeyValidator, passkey.publicKey)
  const answers = await Promise.all(
    networks.map(async (network) => ({
      network,
      owns: await isOwner(network.client, { account: account.address, signer }).catch(() => undefined),
    })),
  )
  const where = (owns: boolean | undefined) =>
    answers.filter((answer) => answer.owns === owns).map(({ network }) => network)
  return {
    ...passkey,
    isCurrent: passkey.credentialId === credentialId,
    worksOn: where(true),
    missingOn: where(false),
    unknownOn: where(undefined),
  }
}
