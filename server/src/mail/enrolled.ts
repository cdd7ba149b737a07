// Which e-mail guardians an account has now, as the chains say, and which of them has a mailbox.
import { eq } from 'drizzle-orm'
import { getChainTime, getPolicy, type Policy, PolicyNotSetError, type ReadClient } from 'sparekey'
import type { Address, Hex } from 'viem'
import { openMailbox } from '../contacts.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { askAll, chainsIn } from '../gathered.ts'
import { look, type RequestFacts } from '../steps.ts'
import { emailGuardians } from '../tables/mailboxes.ts'

/** What the chains say of a request and of the e-mail guardians that may approve it. */
export interface EmailGuardiansNow {
  /** Lower case. */
  readonly signers: ReadonlySet<string>
  /** Unix seconds. */
  readonly chainTimes: readonly number[]
}

/**
 * Asks the chains of a request; one where it can no longer be executed has no say.
 * @throws Refusal (network_unknown, chain_unavailable), and request_outdated where it is over on all that answer
 */
export async function emailGuardiansNow(
  context: Context,
  facts: RequestFacts,
  guardian: Address,
): Promise<EmailGuardiansNow> {
  const chains = chainsIn(context.chains, facts.request.scopes)
  const { said } = await askAll(context, chains, (client) => guardiansOn(client, facts, guardian))
  const open = said.flatMap(({ value }) => value ?? [])
  if (open.length === 0) throw new Refusal('request_outdated')
  return {
    signers: new Set(open.flatMap(({ signers }) => signers)),
    chainTimes: open.map(({ now }) => now),
  }
}

async function guardiansOn(client: ReadClient, facts: RequestFacts, guardian: Address) {
  const { account, deadline } = facts.request
  const [{ recovery, hasMoved, isExecuted }, policy, now] = await Promise.all([
    look(client, facts),
    policyOf(client, account),
    getChainTime(client),
  ])
  const isOver = isExecuted || hasMoved || ['dead', 'expired'].includes(recovery.state)
  if (isOver || !policy || (recovery.state === 'none' && deadline < now)) return undefined
  const signers = policy.guardians
    .map(({ signer }) => signer.toLowerCase())
    .filter((signer) => signer.startsWith(guardian.toLowerCase()))
  return { signers, now }
}

async function policyOf(client: ReadClient, account: Address): Promise<Policy | undefined> {
  try {
    return (await getPolicy(client, { account })).policy
  } catch (error) {
    if (error instanceof PolicyNotSetError) return undefined
    throw error
  }
}

/** A guardian, and the address on file for it. */
export interface Enrolled {
  readonly signer: Hex
  readonly address: string
}

/** The guardian among these that was enrolled with the address of this hash. */
export async function enrolledAs(
  context: Pick<Context, 'config' | 'db'>,
  { account, signers, addressHash }: { account: string; signers: ReadonlySet<string>; addressHash: string },
): Promise<Enrolled | undefined> {
  const rows = await context.db
    .select()
    .from(emailGuardians)
    .where(eq(emailGuardians.account, account.toLowerCase()))
  const row = rows.find((one) => one.addressHash === addressHash && signers.has(one.signer))
  return row && { signer: row.signer as Hex, address: openMailbox(context, row).address }
}
