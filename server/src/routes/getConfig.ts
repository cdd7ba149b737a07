import { configSchema } from 'sparekey/schema'
import { endpoint } from '../endpoint.ts'
import { senderOf } from '../mail/sender.ts'
import { settingsOf } from '../settings.ts'
import { webhookPublicKey } from '../webhooks/signature.ts'

/** GET /api/config */
export const getConfig = endpoint({
  name: 'GET /api/config',
  summary: 'What a browser needs before it can do anything.',
  status: 200,
  answer: configSchema,
  errors: [],
  async handle(_, { config, db }) {
    const { rpId, origin, networks, factoryStaker, oidc, email, webhooks, legalNotice } = config
    return {
      ...{ rpId, origin, networks: [...networks], factoryStaker },
      ...(oidc && { oidc: { name: oidc.name, guardian: oidc.guardian } }),
      ...(email && { email: { guardian: email.guardian, from: senderOf(email) } }),
      ...(webhooks && { webhooks: { publicKey: webhookPublicKey(webhooks.key.reveal()) } }),
      ...(legalNotice && { legalNotice }),
      recovery: (await settingsOf(db)).recovery,
    }
  },
})
