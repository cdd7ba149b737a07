// npm run operator -- …: what needs a second operator, done by whoever may run commands on the host. For deployments with one
// operator, and for the day on which nobody can sign in any more. Everything is written into the audit log, by `host`.
import { and, eq, isNull } from 'drizzle-orm'
import { SparekeyError } from 'sparekey'
import { reasonSchema, roleSchema } from 'sparekey/admin-schema'
import { accountOf, findAccount } from '../../accounts.ts'
import { contactsOf } from '../../contacts.ts'
import type { Context } from '../../context.ts'
import { transact } from '../../db.ts'
import { Refusal } from '../../errors.ts'
import { operators } from '../../tables/operators.ts'
import { HOST, record } from '../audit.ts'
import { changeContact } from '../contactChange.ts'
import { makeLink } from '../links.ts'
import { lockOf, unlockAccount } from '../locks.ts'
import { masked } from '../mask.ts'
import { confirmProposal, openProposals } from '../proposals.ts'
import { removeOperator, setRole } from '../roles.ts'

/** The command line is not one of those that are understood. */
class UsageError extends SparekeyError {
  override readonly name = 'UsageError'
  override readonly code = 'usage'

  constructor(wrong: string) {
    super(`${wrong} Usage:\n${usage}`)
  }
}

const usage = `  npm run operator -- list
  npm run operator -- grant <name> <admin|support>          a role; a link for whoever is no operator yet
  npm run operator -- remove <name>
  npm run operator -- unlock <account> <reason>
  npm run operator -- contacts <account>
  npm run operator -- contact <account> <contact> <address|remove> <reason>
  npm run operator -- confirm <proposal>`

/** What a command works with. */
export interface CommandParts {
  readonly context: Context
  print(line: string): void
}

type Command = (parts: CommandParts, parameters: readonly string[]) => Promise<void>

/**
 * Runs one command.
 * @throws UsageError, Refusal
 */
export async function runOperator(parts: CommandParts, parameters: readonly string[]): Promise<void> {
  const [name = '', ...rest] = parameters
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) throw new UsageError(name ? `There is no command ${name}.` : 'Nothing was asked for.')
  await command(parts, rest)
}

const commands: Readonly<Record<string, Command>> = {
  list,
  grant,
  remove,
  unlock,
  contacts,
  contact,
  confirm,
}

async function list({ context, print }: CommandParts): Promise<void> {
  const rows = await context.db.select().from(operators).where(isNull(operators.endedAt))
  for (const { name, role, lastSeenAt } of rows)
    print(`${name}: ${role ?? 'waits for confirmation'}, last seen ${lastSeenAt?.toISOString() ?? 'never'}`)
  for (const { id, by, sentence, account, operator } of await openProposals(context))
    print(`proposal ${id} by ${by}, about ${account?.name ?? operator?.name ?? 'nobody'}: ${sentence}`)
}

async function grant({ context, print }: CommandParts, parameters: readonly string[]): Promise<void> {
  const [name, text, ...rest] = parameters
  const role = roleSchema.safeParse(text).data
  if (!name || !role || rest.length > 0) throw new UsageError('Expected a name and a role.')
  const { db, clock, config } = context
  const known = await findByName(context, name)
  if (known) {
    const deed = { operatorId: known.id, role, by: HOST, details: {} }
    await transact(db, (tx) => setRole(tx, context, deed))
    return print(`${name} is now ${role}.`)
  }
  const { admin } = config
  if (!admin) throw new UsageError('There is no dashboard: SPAREKEY_ADMIN_ORIGIN is not set.')
  const { link, expiresAt } = await transact(db, async (tx) => {
    const made = await makeLink(tx, context, admin.origin, { name, role })
    await record(tx, clock, { by: HOST, action: 'operator.invited', details: { name, role } })
    return made
  })
  print(`${name} becomes ${role} by this link, once, until ${expiresAt.toISOString()}: ${link}`)
}

async function remove({ context, print }: CommandParts, parameters: readonly string[]): Promise<void> {
  const [name, ...rest] = parameters
  if (!name || rest.length > 0) throw new UsageError('Expected a name.')
  const known = await findByName(context, name)
  if (!known) throw new Refusal('operator_missing')
  await transact(context.db, (tx) => removeOperator(tx, context, { operatorId: known.id, by: HOST }))
  print(`${name} is no operator any more.`)
}

async function findByName({ db }: Context, name: string) {
  const [row] = await db
    .select()
    .from(operators)
    .where(and(eq(operators.name, name), isNull(operators.endedAt)))
  return row
}

async function unlock({ context, print }: CommandParts, parameters: readonly string[]): Promise<void> {
  const [of, ...words] = parameters
  const reason = reasonIn(words)
  const { db, clock } = context
  const { address, name } = await findAccount(db, of ?? '')
  const lock = await lockOf(db, address, clock)
  if (!lock) throw new Refusal('not_locked')
  const deed = { account: address, lockId: lock.id, by: HOST, details: { reason } }
  await transact(db, (tx) => unlockAccount(tx, context, deed))
  print(`${name} is unlocked.`)
}

async function contacts({ context, print }: CommandParts, parameters: readonly string[]): Promise<void> {
  const { db, clock } = context
  const { address } = await findAccount(db, parameters[0] ?? '')
  const details = { what: 'contacts' }
  await transact(db, (tx) =>
    record(tx, clock, { by: HOST, action: 'account.viewed', subject: address, details }),
  )
  for (const one of await contactsOf(context, address)) print(`${one.id} ${one.kind} ${masked(one.address)}`)
}

async function contact({ context, print }: CommandParts, parameters: readonly string[]): Promise<void> {
  const [of = '', contactId = '', to, ...words] = parameters
  const reason = reasonIn(words)
  if (!to) throw new UsageError('Expected an address, or remove.')
  const { address: account } = await findAccount(context.db, of)
  const { name } = await accountOf(context.db, account)
  const change = { account, contactId, address: to === 'remove' ? null : to }
  await transact(context.db, (tx) => changeContact(tx, context, { ...change, by: HOST, details: { reason } }))
  print(`The contact of ${name} is ${to === 'remove' ? 'removed' : 'changed'}.`)
}

async function confirm({ context, print }: CommandParts, parameters: readonly string[]): Promise<void> {
  const [id, ...rest] = parameters
  if (!id || rest.length > 0) throw new UsageError('Expected the id of a proposal; `list` shows them.')
  await transact(context.db, (tx) => confirmProposal(tx, context, { id, by: { name: HOST } }))
  print('Done.')
}

function reasonIn(words: readonly string[]): string {
  const reason = reasonSchema.safeParse(words.join(' '))
  if (!reason.success) throw new UsageError('Expected a reason, which is kept in the audit log.')
  return reason.data
}
