// The job `jwks`: fetches the keys with which the issuer signs, publishes them on every network, and says what somebody should
// look at. It runs at every start and every ten minutes; what fails is tried again sooner, by whichever process is free.
import { and, eq, isNull, lt } from 'drizzle-orm'
import type { Logger } from 'pino'
import { privateKeyToAccount } from 'viem/accounts'
import { getBlock } from 'viem/actions'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import type { Job } from '../jobs.ts'
import { issuerKeys } from '../tables/issuerKeys.ts'
import type { IssuerKey } from './jwks.ts'
import { type IssuerKeys, type PublishedEntry, publishKeys, type Registry } from './publishKeys.ts'

const NAME = 'jwks'

/** Runs the job, if this server has the publisher's key. */
export function jwks(context: Context): Job {
  const { queue, log } = context
  if (!queue || !context.config.oidc?.publisherKey) return { stop: async () => {} }
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

/** Somebody has signed in with a key that was not published yet: that does not wait ten minutes. */
export async function publishSoon({ db, config, queue }: Context, { modulus }: IssuerKey): Promise<void> {
  if (!queue || !config.oidc?.publisherKey) return
  const isThis = and(eq(issuerKeys.issuer, config.oidc?.issuer ?? ''), eq(issuerKeys.modulus, modulus))
  const [seen] = await db.select().from(issuerKeys).where(isThis)
  if (!seen) await queue.send(NAME)
}

/**
 * One run.
 * @throws what made it fail, after everything else was done
 */
export async function publishEverywhere(context: Context): Promise<void> {
  const { oidc, chains, log } = context
  const settings = context.config.oidc
  if (!oidc || !settings?.publisherKey) return
  const publisher = privateKeyToAccount(settings.publisherKey.reveal())
  const keys = await oidc.keys().catch((error: unknown) => {
    log.error({ err: error, alert: 'issuer_keys_unread' }, 'the issuer’s keys could not be read')
    throw error
  })
  await noticeGone(context, settings.issuer, keys)
  const results = await Promise.allSettled(
    chains.map(async (chain) => {
      const registry = { client: { ...chain.client, account: publisher }, guardian: settings.guardian }
      await publishOn(log, registry, { issuer: settings.issuer, keys, headers: settings.headers })
    }),
  )
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}

async function publishOn(log: Logger, registry: Registry, keys: IssuerKeys): Promise<void> {
  const chainId = registry.client.chain.id
  try {
    const entries = await publishKeys(registry, keys)
    const { timestamp } = await getBlock(registry.client)
    for (const entry of entries) tell(log, chainId, entry, Number(timestamp))
  } catch (error) {
    log.error({ err: error, chainId, alert: 'publishing_failed' }, 'the issuer’s keys were not published')
    throw error
  }
}

function tell(log: Logger, chainId: number, entry: PublishedEntry, now: number): void {
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
  issuer: string,
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
