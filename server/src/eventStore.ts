// Stores events and does what follows from them; all of it may happen twice.
import { and, eq, gt } from 'drizzle-orm'
import { addresses, parsePasskeySigner } from 'sparekey'
import { type Hex, size } from 'viem'
import { keepAccount } from './accounts.ts'
import type { ChainEvent } from './chainEvents.ts'
import type { Database } from './db.ts'
import { lookSoon } from './notices/noticeWork.ts'
import { admitPasskey } from './passkeys.ts'
import { touchRecoveries } from './recoveries.ts'
import { endSessionsOf } from './sessions.ts'
import { reopenSubmissions, setReadyAt, waitingExecutions } from './submissions.ts'
import { events } from './tables/events.ts'
import { passkeys } from './tables/passkeys.ts'

/** Events in one statement. */
const AT_ONCE = 500

/** Stores events that are new, or part of the chain again, and does what follows from them. */
export async function storeEvents(
  tx: Database,
  chainId: number,
  found: readonly ChainEvent[],
): Promise<void> {
  const once = [...new Map(found.map((event) => [placeOf(event), event])).values()]
  // Many at once: thousands of strangers' recoveries hold up nobody's (R-15).
  for (let from = 0; from < once.length; from += AT_ONCE) {
    const some = once.slice(from, from + AT_ONCE)
    const fresh = await tx
      .insert(events)
      .values(some.map((event) => ({ ...event, chainId, isWithdrawn: false })))
      .onConflictDoUpdate({
        target: [events.chainId, events.blockHash, events.logIndex],
        set: { isWithdrawn: false },
        setWhere: eq(events.isWithdrawn, true),
      })
      .returning({ blockHash: events.blockHash, logIndex: events.logIndex })
    const places = new Set(fresh.map(placeOf))
    await follow(
      tx,
      chainId,
      some.filter((event) => places.has(placeOf(event))),
    )
  }
  const accounts = found.map(({ account }) => account)
  await touchRecoveries(tx, accounts)
  await lookSoon(tx, accounts)
}

const placeOf = ({ blockHash, logIndex }: { blockHash: string; logIndex: number }) =>
  `${blockHash} ${logIndex}`

async function follow(tx: Database, chainId: number, fresh: readonly ChainEvent[]): Promise<void> {
  const started = fresh.filter(({ name }) => timed.has(name)).map(({ requestHash }) => requestHash)
  const waiting = await waitingExecutions(tx, chainId, started)
  for (const event of fresh) {
    if (!timed.has(event.name)) await effects[event.name]?.(tx, event)
    else if (waiting.has(event.requestHash)) await comesForward(tx, event, chainId)
  }
}

/** Marks what a chain has taken back, and has the relayer look again at what it did in those blocks. */
export async function withdrawEvents(tx: Database, chainId: number, after: number): Promise<void> {
  const withdrawn = await tx
    .update(events)
    .set({ isWithdrawn: true })
    .where(and(eq(events.chainId, chainId), gt(events.blockNumber, after)))
    .returning({ account: events.account })
  const accounts = withdrawn.map(({ account }) => account)
  await touchRecoveries(tx, accounts)
  await lookSoon(tx, accounts)
  await reopenSubmissions(tx, chainId, after)
}

/** Events that say from when a recovery can be executed. */
const timed = new Set(['RecoveryStarted', 'RecoveryAdvanced'])

const comesForward = (tx: Database, { requestHash, values }: ChainEvent, chainId: number) =>
  setReadyAt(tx, { chainId, requestHash: requestHash as Hex, readyAt: Number(values['ready']) })

type Effect = (tx: Database, event: ChainEvent) => Promise<void>

const effects: Readonly<Record<string, Effect>> = {
  AccountCreated: (tx, { account, values: { x, y, salt } }) =>
    keepAccount(tx, { address: account, firstX: String(x), firstY: String(y), salt: String(salt) }),
  // Whoever was signed in with an older passkey is signed out; nobody gets more than he had (design.md, "Sessions"). Where the
  // older ones stay, so does who is signed in with them, and the new one stands beside them from now on.
  async RecoveryExecuted(tx, { account, values }) {
    const credentialId = await credentialOf(tx, values['newSigner'] as Hex)
    if (values['replace'] === false) await admitPasskey(tx, credentialId)
    else await endSessionsOf(tx, account, credentialId)
  },
}

async function credentialOf(tx: Database, signer: Hex): Promise<string> {
  if (size(signer) !== 84 || !signer.startsWith(addresses.passkeyValidator.toLowerCase())) return ''
  const { x, y } = parsePasskeySigner(addresses.passkeyValidator, signer)
  const [row] = await tx
    .select({ credentialId: passkeys.credentialId })
    .from(passkeys)
    .where(and(eq(passkeys.x, x), eq(passkeys.y, y)))
  return row?.credentialId ?? ''
}
