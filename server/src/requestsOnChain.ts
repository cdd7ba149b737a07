// Recoveries that were started on a chain and that the database does not know: it was lost, or somebody started one without
// this server. An event has only the request's hash; the transaction that started it has the request.
import { recoveryModuleAbi, requestHash, requestToJson } from 'sparekey'
import type { RequestJson } from 'sparekey/schema'
import { decodeFunctionData, type Hash, type Hex } from 'viem'
import { getTransaction } from 'viem/actions'
import type { ChainEvent } from './chainEvents.ts'
import type { RelayerClient } from './chains.ts'
import type { Database } from './db.ts'
import { module } from './gathered.ts'
import { findRequest } from './requestFacts.ts'
import { requests } from './tables/requests.ts'

/** A request and its name. */
interface StartedRequest {
  readonly hash: Hash
  readonly request: RequestJson
}

/** What a new passkey is called of which nobody has told the name. */
const LABEL = 'Passkey'

/** Reads the requests of events that tell of unknown ones; those that were started in a roundabout way stay unknown. */
export async function readStartedRequests(
  client: RelayerClient,
  db: Database,
  found: readonly ChainEvent[],
): Promise<StartedRequest[]> {
  const started: StartedRequest[] = []
  for (const { name, requestHash: hash, transactionHash } of found) {
    if (name !== 'RecoveryStarted' || (await findRequest(db, hash))) continue
    const request = requestIn(await inputOf(client, transactionHash), hash)
    if (request) started.push({ hash: hash as Hash, request })
  }
  return started
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
