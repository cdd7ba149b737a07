import { randomInt } from 'node:crypto'
import { addressSchema, labelSchema } from 'sparekey/schema'
import { z } from 'zod'
import { accountOf } from '../../accounts.ts'
import { flowOf, issueChallenge } from '../../challenges.ts'
import { creationOptionsSchema } from '../../credentials.ts'
import { endpoint } from '../../endpoint.ts'
import { requireHelp } from '../../help.ts'
import { randomUserHandle } from '../../random.ts'
import { creationOptions } from '../../webauthn.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** POST /api/requests/options */
export const postRequestsOptions = endpoint({
  name: 'POST /api/requests/options',
  summary: 'Options of the prompt that creates the passkey which is to get an account back, and its label.',
  body: z.strictObject({ account: addressSchema }),
  status: 200,
  answer: z.strictObject({ options: creationOptionsSchema, label: labelSchema }),
  errors: ['account_unknown', 'account_locked', 'recovery_off'],
  async handle({ body, http, limitAccount }, context) {
    const { name, address } = await accountOf(context.db, body.account)
    await limitAccount(address)
    await requireHelp(context, address)
    const label = `${name}_${Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`
    const userHandle = randomUserHandle()
    const scope = { purpose: 'request', subject: address } as const
    const challenge = await issueChallenge(context, flowOf(context, http), scope, { userHandle })
    const options = await creationOptions(context.config, { challenge, userHandle, userName: label })
    return { options, label }
  },
})
