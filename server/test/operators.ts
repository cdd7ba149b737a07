// The operator's side of a test's server: its app, and operators with software passkeys.
import { type SoftwarePasskey, softwarePasskey } from 'sparekey'
import type { OperatorJson, Role } from 'sparekey/admin-schema'
import { expect } from 'vitest'
import { createAdminApp } from '../src/admin/app.ts'
import { type AdminContext, adminContextOf } from '../src/admin/context.ts'
import { firstLink } from '../src/admin/links.ts'
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

/** Somebody who is signed in to the dashboard. */
export interface TestOperator {
  readonly browser: Browser
  readonly passkey: SoftwarePasskey
  readonly operator: OperatorJson
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

/** The first admin. */
export async function firstAdmin(admin: TestAdmin, name = 'Ada'): Promise<TestOperator> {
  const link = (await firstLink(admin.context, adminOrigin)) ?? ''
  const { answer, browser, passkey } = await enrol(admin, link, { name })
  expect(answer).toMatchObject({ status: 201, body: { session: { operator: { name, role: 'admin' } } } })
  return { browser, passkey, operator: answer.body.operator }
}

let names = 0

/** A further operator, invited by one admin and confirmed by another: for the second one, by the host. */
export async function furtherOperator(
  admin: TestAdmin,
  by: TestOperator,
  role: Role,
  confirm: (proposal: string) => Promise<unknown>,
): Promise<TestOperator> {
  const name = `Operator ${++names}`
  const { body: invited } = await by.browser.post('/api/operators', { name, role })
  const { answer, passkey } = await enrol(admin, invited.link)
  expect(answer).toMatchObject({ status: 201, body: { operator: { name, role: null }, session: null } })
  const { body: open } = await by.browser.get('/api/proposals')
  const proposal = open.find(
    ({ operator }: { operator: { id: string } | null }) => operator?.id === answer.body.operator.id,
  )
  await confirm(proposal.id)
  const browser = admin.browser()
  expect(await signInAt(browser, passkey)).toMatchObject({ status: 200, body: { operator: { role } } })
  return { browser, passkey, operator: answer.body.operator }
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
