// What the local issuer signs with, known to a chain from its beginning.
import { createWalletClient, http } from 'viem'
import { fetchDocument } from '../server/src/oidc/documents.ts'
import { readJwks } from '../server/src/oidc/jwks.ts'
import { publishKeys } from '../server/src/oidc/publishKeys.ts'
import { keyPublisher } from './accounts.ts'
import type { ChainClient } from './chains.ts'
import type { Deployment } from './deploy.ts'
import { tokenHeader } from './issuer/client.ts'

/**
 * Publishes the issuer's keys on a chain, as the server does later. A new chain begins a week and a day ago, so that they are
 * usable today.
 */
export async function publishIssuerKeys(
  { chain }: ChainClient,
  { oidcGuardian }: Pick<Deployment, 'oidcGuardian'>,
  issuer: string,
): Promise<void> {
  const client = createWalletClient({ account: keyPublisher, chain, transport: http(), pollingInterval: 20 })
  const keys = readJwks(await fetchDocument(`${issuer}/jwks`))
  await publishKeys({ client, guardian: oidcGuardian }, { issuer, keys, headers: [tokenHeader] })
}
