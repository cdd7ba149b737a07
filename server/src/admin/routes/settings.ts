// What holds for all accounts, and where the operator is told.
import { eq } from 'drizzle-orm'
import { leastDelays, settingsSchema, webhookBodySchema, webhookSchema } from 'sparekey/admin-schema'
import type { RecoverySettings } from 'sparekey/schema'
import { z } from 'zod'
import { dateOf } from '../../clock.ts'
import type { Context } from '../../context.ts'
import { transact } from '../../db.ts'
import { Refusal } from '../../errors.ts'
import { operatorWebhookOf, setOperatorWebhook, tellOperator } from '../../operatorWebhook.ts'
import { ONLY, settingsOf } from '../../settings.ts'
import { settings } from '../../tables/settings.ts'
import { queueWebhook } from '../../webhooks/queueWebhook.ts'
import { webhookPublicKey } from '../../webhooks/signature.ts'
import { parseWebhookUrl } from '../../webhooks/webhookUrl.ts'
import { record } from '../audit.ts'
import { adminEndpoint } from '../endpoint.ts'

/** GET /api/settings */
export const getSettings = adminEndpoint({
  name: 'GET /api/settings',
  summary: 'What holds for all accounts.',
  status: 200,
  answer: settingsSchema,
  errors: [],
  handle(_, { db }) {
    return settingsOf(db)
  },
})

/** PUT /api/settings */
export const putSettings = adminEndpoint({
  name: 'PUT /api/settings',
  summary: 'Changes it, if nobody else has changed it since it was read.',
  body: settingsSchema,
  status: 200,
  answer: settingsSchema,
  errors: ['settings_changed', 'delay_too_short'],
  async handle({ body: { version, recovery }, session }, { db, app }) {
    requireLeastDelays(recovery)
    const kinds = [...new Set(recovery.kinds)]
    const changed = { version: version + 1, recovery: { ...recovery, kinds } }
    return transact(db, async (tx) => {
      const [row] =
        version === 0
          ? await tx
              .insert(settings)
              .values({ id: ONLY, ...changed })
              .onConflictDoNothing()
              .returning()
          : await tx.update(settings).set(changed).where(eq(settings.version, version)).returning()
      if (!row) throw new Refusal('settings_changed')
      await tellOperator(tx, app, 'settings.changed', { recovery: changed.recovery })
      const { mode, minimumDelay } = recovery
      const details = { version: changed.version, mode, kinds: kinds.join(' '), ...minimumDelay }
      await record(tx, app.clock, { by: session.name, action: 'settings.changed', details })
      return changed
    })
  },
})

function requireLeastDelays({ minimumDelay }: RecoverySettings): void {
  for (const preset of ['balanced', 'simple', 'strict', 'custom'] as const)
    if (minimumDelay[preset] < leastDelays[preset])
      throw new Refusal('delay_too_short', { at: `recovery.minimumDelay.${preset}` })
}

/** GET /api/webhook */
export const getWebhook = adminEndpoint({
  name: 'GET /api/webhook',
  summary: 'Where events are sent, and the key with which they are verified.',
  status: 200,
  answer: webhookSchema,
  errors: [],
  handle(_, { db, app }) {
    return webhookJson(db, app)
  },
})

async function webhookJson(db: Context['db'], app: Context) {
  const webhook = await operatorWebhookOf(db, app)
  const key = app.config.webhooks?.key.reveal()
  return {
    webhook: webhook ? { ...webhook, changedAt: webhook.changedAt.toISOString() } : null,
    publicKey: key === undefined ? null : webhookPublicKey(key),
  }
}

/** PUT /api/webhook */
export const putWebhook = adminEndpoint({
  name: 'PUT /api/webhook',
  summary: 'Sets where events are sent, and which.',
  body: webhookBodySchema,
  status: 200,
  answer: webhookSchema,
  errors: ['webhooks_off', 'webhook_invalid'],
  async handle({ body, session }, { db, app }) {
    const { webhooks } = app.config
    if (!webhooks) throw new Refusal('webhooks_off')
    const url = parseWebhookUrl(body.url, webhooks.isLocalAllowed)
    if (!url) throw new Refusal('webhook_invalid')
    const events = [...new Set(body.events)]
    await transact(db, async (tx) => {
      const webhook = { url: url.href, events, changedAt: dateOf(app.clock) }
      await setOperatorWebhook(tx, app, webhook)
      const details = { origin: url.origin, events: events.join(' ') }
      await record(tx, app.clock, { by: session.name, action: 'webhook.changed', details })
    })
    return webhookJson(db, app)
  },
})

/** DELETE /api/webhook */
export const deleteWebhook = adminEndpoint({
  name: 'DELETE /api/webhook',
  summary: 'Ends it.',
  status: 204,
  errors: [],
  async handle({ session }, { db, app }) {
    await transact(db, async (tx) => {
      await setOperatorWebhook(tx, app, undefined)
      await record(tx, app.clock, { by: session.name, action: 'webhook.removed' })
    })
  },
})

/** POST /api/webhook/test */
export const postWebhookTest = adminEndpoint({
  name: 'POST /api/webhook/test',
  summary: 'Sends an event of the type `test` there.',
  body: z.strictObject({}),
  status: 202,
  answer: z.strictObject({ id: z.string() }),
  errors: ['webhooks_off'],
  async handle({ session }, { db, app }) {
    const id = await transact(db, async (tx) => {
      const webhook = await operatorWebhookOf(tx, app)
      if (!webhook) return undefined
      const event = { type: 'test', data: { by: session.name } }
      const queued = await queueWebhook(tx, app, { url: webhook.url, event })
      await record(tx, app.clock, { by: session.name, action: 'webhook.tested' })
      return queued
    })
    if (id === undefined) throw new Refusal('webhooks_off')
    return { id }
  },
})
