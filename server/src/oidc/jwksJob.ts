// The job `jwks`: fetches the keys with which the issuer signs, publishes them on every network, and says what somebody should
// look at. It runs at every start and every ten minutes; what fails is tried again sooner, by whichever process is free.
import { and, eq, isNull, lt } from 'drizzle-orm'
import type { Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { getBlock } from 'viem/actions'
import type { Chain } from '../chains.ts'
import { dateOf } from '../clock.ts'
import type { OidcConfig } from '../config.ts'
import type { Context } from '../context.ts'
import type { Job } from '../jobs.ts'
import { issuerKeys } from '../tables/issuerKeys.ts'
import { fetchDocument } from './documents.ts'
import { type IssuerKey, readJwks } from './jwks.ts'
import { type PublishedEntry, publishKeys } from './publishKeys.ts'

const NAME = 'jwks'

/** Runs the job, if this server has the publisher's key. */
export function jwks(context: Context): Job {
  const { queue, log } = context
  if (!queue) return { stop: async () => {} }
  const starting = (async () => {
    // At most one is waiting: a second would find nothing to do.
    await queue.createQueue(NAME, { policy: 'short', retryLimit: 5, retryDelay: 10, retryBackoff: true })
    await queue.schedule(NAME, '*/10 * * * *')
    await queue.work(NAME, () => publishEverywhere(context))
    await queue.send(NAME)
  })().catch((error: unknown) => log.error({ err: error }, 'the job of issuers’ keys did not start'))
  return {
    async stop() {
      await starting
      await queue.offWork(NAME)
    },
  }
}

/**
 * One run.
 * @throws what made it fail, after everything else was done
 */
export async function publishEverywhere(context: Context): Promise<void> {
  const { config, oidc, chains, log } = context
  if (!config.oidc?.publisherKey || !oidc) return
  const keys = await readKeys(context).catch((error: unknown) => {
    log.error({ err: error, alert: 'issuer_keys_unread' }, 'the issuer’s keys could not be read')
    throw error
  })
  await noticeGone(context, config.oidc, keys)
  const results = await Promise.allSettled(
    chains.map((chain) => publishOn(context, config.oidc as OidcConfig, chain, keys)),
  )
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}

async function readKeys({ oidc }: Context): Promise<readonly IssuerKey[]> {
  const { jwksUri } = (await oidc?.metadata()) ?? {}
  return readJwks(await fetchDocument(jwksUri ?? ''))
}

async function publishOn(
  { log }: Context,
  { issuer, guardian, headers, publisherKey }: OidcConfig,
  { chainId, client }: Chain,
  keys: readonly IssuerKey[],
): Promise<void> {
  const account = privateKeyToAccount(publisherKey?.reveal() as Hex)
  try {
    const registry = { client: { ...client, account }, guardian }
    const entries = await publishKeys(registry, { issuer, keys, headers })
    const { timestamp } = await getBlock(client)
    for (const entry of entries) tell(log, chainId, entry, Number(timestamp))
  } catch (error) {
    log.error({ err: error, chainId, alert: 'publishing_failed' }, 'the issuer’s keys were not published')
    throw error
  }
}

function tell(log: Context['log'], chainId: number, entry: PublishedEntry, now: number): void {
  const about = { chainId, ...entry }
  if (entry.done === 'published' || entry.done === 'confirmed') log.info(about, 'an issuer’s key')
  if (entry.done === 'foreign' || entry.done === 'revoked')
    log.error({ ...about, alert: `key_${entry.done}` }, 'the issuer signs with a key that does not count')
  else if (entry.usableFrom > now)
    log.warn(
      { ...about, alert: 'key_not_usable_yet' },
      'who signs in with this key cannot approve yet: have it confirmed',
    )
}

/** Remembers what the issuer publishes, and says once when something is no longer among it. */
async function noticeGone(
  { db, clock, log }: Context,
  { issuer }: OidcConfig,
  keys: readonly IssuerKey[],
): Promise<void> {
  const now = dateOf(clock)
  for (const { kid, modulus } of keys)
    await db
      .insert(issuerKeys)
      .values({ issuer, kid, modulus, firstSeenAt: now, lastSeenAt: now })
      .onConflictDoUpdate({
        target: [issuerKeys.issuer, issuerKeys.modulus],
        set: { kid, lastSeenAt: now, goneAt: null },
      })
  const gone = await db
    .update(issuerKeys)
    .set({ goneAt: now })
    .where(and(eq(issuerKeys.issuer, issuer), lt(issuerKeys.lastSeenAt, now), isNull(issuerKeys.goneAt)))
    .returning({ kid: issuerKeys.kid })
  for (const { kid } of gone)
    log.warn(
      { kid, alert: 'key_gone' },
      'the issuer no longer publishes a key: find out whether to revoke it',
    )
}
