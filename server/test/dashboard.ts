// The operator's side of a server without a socket, and what its pages do with software passkeys.
import { type SoftwarePasskey, softwarePasskey } from 'sparekey'
import { createAdminApp } from '../src/admin/app.ts'
import { type AdminContext, adminContextOf } from '../src/admin/context.ts'
import type { App } from '../src/app.ts'
import type { AdminConfig } from '../src/config.ts'
import type { Context } from '../src/context.ts'
import { asserted, created, type Faults } from './authenticator.ts'
import { Browser } from './Browser.ts'

export const adminOrigin = 'http://admin.localhost:4001'
export const adminRpId = 'admin.localhost'

/** For `testConfig`. */
export const adminConfig: AdminConfig = {
  ...{ origin: adminOrigin, rpId: adminRpId, host: '127.0.0.1', port: 0 },
}

/** The dashboard of a server. */
export interface TestAdmin {
  readonly app: App
  readonly context: AdminContext
  browser(): Browser
}

/** Puts the dashboard onto a server's context. */
export function adminOver(context: Context): TestAdmin {
  const admin = adminContextOf(context, adminConfig)
  const app = createAdminApp(admin)
  return { app, context: admin, browser: () => new Browser(app, adminOrigin) }
}

export const newOperatorPasskey = (): SoftwarePasskey =>
  softwarePasskey({ rpId: adminRpId, origin: adminOrigin })

export const tokenIn = (link: string): string => link.split('#')[1] ?? ''

/** Uses a link as the page does. */
export async function enrol(
  { browser }: Pick<TestAdmin, 'browser'>,
  link: string,
  options: { name?: string; passkey?: SoftwarePasskey; faults?: Faults } = {},
) {
  const { name, passkey = newOperatorPasskey(), faults } = options
  const own = browser()
  const body = { token: tokenIn(link), ...(name !== undefined && { name }) }
  const { body: prompt } = await own.post('/api/enrolment/options', body)
  const credential = created(passkey, 'challenge' in prompt ? prompt : { challenge: 'A'.repeat(43) }, faults)
  const answer = await own.post('/api/enrolment', { token: body.token, credential })
  return { answer, browser: own, passkey }
}

/** Signs in with a passkey. */
export async function signInAt(browser: Browser, passkey: SoftwarePasskey) {
  const { body: options } = await browser.post('/api/sign-in/options')
  return browser.post('/api/sign-in', { credential: await asserted(passkey, options) })
}

/** Answers the prompt that what is grave asks for. */
export async function confirmAt(browser: Browser, passkey: SoftwarePasskey) {
  const { body: options } = await browser.post('/api/session/confirmation/options')
  return browser.post('/api/session/confirmation', { credential: await asserted(passkey, options) })
}
