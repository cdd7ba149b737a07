import { configSchema } from 'sparekey/schema'
import { endpoint } from '../endpoint.ts'

/** GET /api/config */
export const getConfig = endpoint({
  name: 'GET /api/config',
  summary: 'What a browser needs before it can do anything.',
  status: 200,
  answer: configSchema,
  errors: [],
  async handle(_, { config }) {
    const { rpId, origin, networks, factoryStaker, oidc, legalNotice } = config
    return {
      ...{ rpId, origin, networks: [...networks], factoryStaker },
      ...(oidc && { oidc: { name: oidc.name, guardian: oidc.guardian } }),
      ...(legalNotice && { legalNotice }),
    }
  },
})
