// From a submission to what the chain needs next for it.
import { eq } from 'drizzle-orm'
import type { Address, Hex } from 'viem'
import type { RelayerClient } from './chains.ts'
import type { Database } from './db.ts'
import { factsOf, findRequest } from './requestFacts.ts'
import { cancelStep, createStep, finishStep, type Step, startStep } from './steps.ts'
import type { SubmissionRow } from './submissions.ts'
import { accounts } from './tables/accounts.ts'

const steps = { start: startStep, execute: finishStep, recover: finishStep, cancel: cancelStep } as const

/**
 * What is to be done next for a submission on its chain.
 * @throws SparekeyError of the SDK when the chain does not answer
 */
export async function nextStep(db: Database, client: RelayerClient, row: SubmissionRow): Promise<Step> {
  if (row.action === 'create') return nextForCreation(db, client, row.account)
  const request = await findRequest(db, row.requestHash)
  return request ? steps[row.action](client, await factsOf(db, request)) : forgotten
}

async function nextForCreation(db: Database, client: RelayerClient, address: string): Promise<Step> {
  const [row] = await db.select().from(accounts).where(eq(accounts.address, address))
  if (!row) return forgotten
  const publicKey = { x: row.firstX as Hex, y: row.firstY as Hex }
  return createStep(client, { account: address as Address, publicKey, salt: row.salt as Hex })
}

const forgotten: Step = {
  kind: 'over',
  code: 'forgotten',
  sentence: 'What this was for is not known here any more.',
}
