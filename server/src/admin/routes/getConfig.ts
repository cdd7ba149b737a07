import { adminConfigSchema } from 'sparekey/admin-schema'
import { adminEndpoint } from '../endpoint.ts'

/** GET /api/config */
export const getConfig = adminEndpoint({
  name: 'GET /api/config',
  summary: 'What the dashboard needs before anybody has signed in.',
  status: 200,
  answer: adminConfigSchema,
  errors: [],
  async handle(_, { config, app }) {
    const { rpId, origin, networks, email } = config
    return {
      ...{ rpId, origin, appOrigin: app.config.origin, hasMail: email !== undefined },
      networks: networks.map(({ chainId, name }) => ({ chainId, name })),
    }
  },
})
