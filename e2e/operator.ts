// The operator of the local stack, at the dashboard's own address and with a passkey for it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, onTestFinished } from 'vitest'
import { Authenticator, type Credential } from './authenticator.ts'
import { dev } from './chain.ts'
import { Person } from './people.ts'

/** Who runs the dashboard in all stories. */
export const operatorName = 'Olga'

/** The passkey, so that the operator of one story is still the operator in the next, which runs in another process. */
const file = () => join(inject('logs'), '..', 'operator.json')

/**
 * The first operator, signed in at the overview: enrolled by the link that the server prints, in whichever story needs an
 * operator first.
 */
export async function arriveAsOperator(): Promise<Person> {
  const isKnown = existsSync(file())
  const kept = isKnown ? (JSON.parse(readFileSync(file(), 'utf8')) as Credential[]) : []
  const operator = await Person.arrive({
    baseURL: inject('admin'),
    authenticators: [Authenticator.with('platform', kept)],
  })
  onTestFinished(async () =>
    writeFileSync(file(), JSON.stringify(await operator.authenticator().credentials())),
  )
  await (isKnown ? signInAtDashboard(operator) : enrol(operator))
  return operator
}

/** Opens the dashboard and touches once. */
export async function signInAtDashboard(operator: Person, path = '/'): Promise<void> {
  await operator.open(path)
  await operator.seesHeading('Operator’s dashboard')
  await operator.approving(
    () => operator.press('Sign in with passkey'),
    () => operator.find('button', 'Sign out').waitFor(),
  )
}

/** An operator's browser that has a one-time link. */
export async function enrolAt(operator: Person, link: string, name?: string): Promise<void> {
  expect(new URL(link).origin).toBe(inject('admin'))
  await operator.open(link)
  await operator.seesHeading('Become an operator')
  if (name !== undefined) await operator.write('Your name', name)
}

/** Looks an account up and locks it, with a reason and for one of the lengths on offer. */
export async function lockAccount(
  operator: Person,
  name: string,
  { reason, length }: { reason: string; length: string },
): Promise<void> {
  await operator.follow('Accounts')
  await operator.page.getByRole('searchbox', { name: 'Name or address' }).fill(name)
  await operator.follow(name)
  await operator.seesHeading(name)
  await operator.press('Lock account')
  await operator.seesHeading(`Lock ${name}?`)
  const dialog = operator.page.getByRole('dialog')
  await operator.write('Reason', reason)
  await dialog.getByLabel('The lock ends after').selectOption(length)
  await operator.approving(
    () => dialog.getByRole('button', { name: 'Lock account' }).click(),
    () => operator.find('button', 'Unlock early').waitFor(),
  )
  await operator.sees(reason)
}

async function enrol(operator: Person): Promise<void> {
  await enrolAt(operator, await freshLink(), operatorName)
  await operator.approving(
    () => operator.press('Create passkey'),
    () => operator.seesHeading('Overview'),
  )
}

/** The link that the server prints when it starts; it counts for an hour, and stories skip days. */
async function freshLink(): Promise<string> {
  for (const isRunning of [false, true]) await dev('server', { isRunning })
  const log = readFileSync(join(inject('logs'), 'server.log'), 'utf8')
  const [, link] = /^Nobody runs the dashboard yet\..* (http\S+)$/m.exec(log) ?? []
  if (link === undefined) expect.fail('the server printed no link for the first operator')
  return link
}
