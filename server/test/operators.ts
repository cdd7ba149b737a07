// Operators of a test's dashboard, let in as they would be.
import type { SoftwarePasskey } from 'sparekey'
import type { OperatorJson, Role } from 'sparekey/admin-schema'
import { expect } from 'vitest'
import { firstLink } from '../src/admin/links.ts'
import type { Browser } from './Browser.ts'
import { adminOrigin, enrol, signInAt, type TestAdmin } from './dashboard.ts'

export {
  adminConfig,
  adminOrigin,
  adminOver,
  adminRpId,
  confirmAt,
  enrol,
  newOperatorPasskey,
  signInAt,
  type TestAdmin,
  tokenIn,
} from './dashboard.ts'

/** Somebody who is signed in to the dashboard. */
export interface TestOperator {
  readonly browser: Browser
  readonly passkey: SoftwarePasskey
  readonly operator: OperatorJson
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
