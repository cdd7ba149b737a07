// Which e-mail guardians an account has now, as the chains say, and which of them has a mailbox.
import { eq } from 'drizzle-orm'
import { getChainTime, getPolicy, getRecovery, PolicyNotSetError, type ReadClient } from 'sparekey'
import type { Address, Hex } from 'viem'
import { openMailbox } from '../contacts.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { askAll, chainsIn } from '../gathered.ts'
import { isOperatorAlone } from '../operatorAlone.ts'
import type { RequestFacts } from '../steps.ts'
import { accounts } from '../tables/accounts.ts'
import { emailGuardians } from '../tables/mailboxes.ts'

/** What the chains say of a request and of the e-mail guardians that may approve it. */
export interface EmailGuardiansNow {
  /** Lower case. */
  readonly signers: ReadonlySet<string>
  /** Unix seconds. */
  readonly chainTimes: readonly number[]
}

/** A request and its name. */
type Asked = Pick<RequestFacts, 'request' | 'hash'>

/**
 * Asks the chains of a request; one where it can no longer be executed has no say.
 * @throws Refusal (network_unknown, chain_unavailable), request_outdated where it is over on all that answer, and operator_alone
 * where nobody but us would be needed
 */
export async function emailGuardiansNow(
  context: Context,
  asked: Asked,
  guardian: Address,
): Promise<EmailGuardiansNow> {
  const chains = chainsIn(context.chains, asked.request.scopes)
  const { said } = await askAll(context, chains, (client) => guardiansOn(client, asked, guardian))
  const open = said.flatMap(({ value }) => value ?? [])
  if (open.length === 0) throw new Refusal('request_outdated')
  // One word of ours counts on all of them.
  if (open.some(({ policy }) => isOperatorAlone(context.config, policy))) throw new Refusal('operator_alone')
  return {
    signers: new Set(open.flatMap(({ signers }) => signers)),
    chainTimes: open.map(({ now }) => now),
  }
}

/** Undefined where the account has moved on, by this recovery or otherwise, or where it is too late to start. */
async function guardiansOn(client: ReadClient, { request, hash }: Asked, guardian: Address) {
  const { account, deadline, scopes } = request
  const [{ state }, set, now] = await Promise.all([
    getRecovery(client, { account, requestHash: hash }),
    policyOf(client, account),
    getChainTime(client),
  ])
  const scope = scopes.find(({ chainId }) => chainId === BigInt(client.chain.id))
  const isOver = state === 'dead' || state === 'expired' || (state === 'none' && deadline < now)
  if (isOver || set?.epoch !== scope?.epoch || !set) return undefined
  const signers = set.policy.guardians
    .map(({ signer }) => signer.toLowerCase())
    .filter((signer) => signer.startsWith(guardian.toLowerCase()))
  return { signers, now, policy: set.policy }
}

async function policyOf(client: ReadClient, account: Address): Promise<getPolicy.ReturnType | undefined> {
  try {
    return await getPolicy(client, { account })
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

/** What an account goes by, and the guardians that were enrolled with the address of a hash. */
export async function enrolledWith(
  context: Pick<Context, 'config' | 'db'>,
  { account, addressHash }: { account: string; addressHash: string },
): Promise<{ name: string; enrolled: readonly Enrolled[] }> {
  const rows = await context.db
    .select({ name: accounts.name, row: emailGuardians })
    .from(accounts)
    .leftJoin(emailGuardians, eq(emailGuardians.account, accounts.address))
    .where(eq(accounts.address, account.toLowerCase()))
  const enrolled = rows.flatMap(({ row }) =>
    row?.addressHash === addressHash
      ? [{ signer: row.signer as Hex, address: openMailbox(context, row).address }]
      : [],
  )
  const [first] = rows
  if (!first) throw new Refusal('account_unknown', { internal: `no account ${account}` })
  return { name: first.name, enrolled }
}
