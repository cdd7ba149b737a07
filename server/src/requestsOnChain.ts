// Recoveries that were started on a chain and that the database does not know: it was lost, or somebody started one without
// this server. An event has only the request's hash; the transaction that started it has the request.
import { inArray } from 'drizzle-orm'
import { recoveryModuleAbi, requestHash, requestToJson } from 'sparekey'
import type { RequestJson } from 'sparekey/schema'
import { decodeFunctionData, type Hash, type Hex } from 'viem'
import { getTransaction } from 'viem/actions'
import type { ChainEvent } from './chainEvents.ts'
import type { RelayerClient } from './chains.ts'
import type { Database } from './db.ts'
import { module } from './gathered.ts'
import { accounts } from './tables/accounts.ts'
import { requests } from './tables/requests.ts'

/** A request and its name. */
interface StartedRequest {
  readonly hash: Hash
  readonly request: RequestJson
}

/** Transactions that a node is asked for at once. */
const AT_ONCE = 50
/** Accounts in one statement. */
const MOST_NAMES = 1_000

/** What a new passkey is called of which nobody has told the name. */
const LABEL = 'Passkey'

/** Reads the requests of events that tell of unknown ones; those that were started in a roundabout way stay unknown. */
export async function readStartedRequests(
  client: RelayerClient,
  db: Database,
  found: readonly ChainEvent[],
): Promise<StartedRequest[]> {
  const all = found.filter(({ name }) => name === 'RecoveryStarted')
  const own = await ownAccounts(db, found, all)
  const starts = all.filter(({ account }) => own.has(account))
  const started: StartedRequest[] = []
  for (let from = 0; from < starts.length; from += AT_ONCE) {
    const some = starts.slice(from, from + AT_ONCE)
    const known = await knownOf(db, some)
    const unknown = some.filter(({ requestHash: hash }) => !known.has(hash))
    started.push(...(await readAll(client, unknown)))
  }
  return started
}

/** Several at once, or thousands of starts would hold up what is told of others; one by one where a node refuses that. */
async function readAll(client: RelayerClient, some: readonly ChainEvent[]): Promise<StartedRequest[]> {
  const read = async ({ requestHash: hash, transactionHash }: ChainEvent): Promise<StartedRequest[]> => {
    const request = requestIn(await inputOf(client, transactionHash), hash)
    return request ? [{ hash: hash as Hash, request }] : []
  }
  try {
    return (await Promise.all(some.map(read))).flat()
  } catch {
    const started: StartedRequest[] = []
    for (const event of some) started.push(...(await read(event)))
    return started
  }
}

/** Accounts that this server has, or is about to have: of others nobody can see a request here. */
async function ownAccounts(
  db: Database,
  found: readonly ChainEvent[],
  starts: readonly ChainEvent[],
): Promise<Set<string>> {
  const own = found.flatMap(({ name, account }) => (name === 'AccountCreated' ? account : []))
  for (let from = 0; from < starts.length; from += MOST_NAMES) {
    const some = starts.slice(from, from + MOST_NAMES).map(({ account }) => account)
    const rows = await db
      .select({ address: accounts.address })
      .from(accounts)
      .where(inArray(accounts.address, some))
    own.push(...rows.map(({ address }) => address as Hex))
  }
  return new Set(own)
}

async function knownOf(db: Database, some: readonly ChainEvent[]): Promise<Set<string>> {
  const hashes = some.map(({ requestHash }) => requestHash)
  const rows = await db.select({ hash: requests.hash }).from(requests).where(inArray(requests.hash, hashes))
  return new Set(rows.map(({ hash }) => hash))
}

/** Keeps them, so that owners can stop them, and the new passkeys accept them, by their links as always. */
export async function keepStartedRequests(tx: Database, started: readonly StartedRequest[]): Promise<void> {
  for (const { hash, request } of started)
    await tx
      .insert(requests)
      .values({ hash, request, account: request.account, newPasskeyLabel: LABEL, credentialId: '' })
      .onConflictDoNothing()
}

async function inputOf(client: RelayerClient, hash: Hash): Promise<Hex> {
  try {
    return (await getTransaction(client, { hash })).input
  } catch (error) {
    if ((error as Error).name === 'TransactionNotFoundError') return '0x'
    throw error
  }
}

/** Its hash names it, so nobody can pass off another one. */
function requestIn(input: Hex, hash: string): RequestJson | undefined {
  try {
    const { functionName, args } = decodeFunctionData({ abi: recoveryModuleAbi, data: input })
    if (functionName !== 'start') return undefined
    const [, request] = args
    return requestHash(module, request) === hash ? requestToJson(request) : undefined
  } catch {
    return undefined // some other call that led to the start
  }
}
