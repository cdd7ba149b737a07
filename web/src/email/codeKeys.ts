// The keys to which codes are sealed: non-extractable, so not even this page can read them, and gone when the code is used or
// over (E-18). In IndexedDB, which alone can keep such keys while somebody looks for the mail in the same tab.
import { now } from '../clock.ts'

/** Milliseconds for which a code can be used. */
export const codeLife = 15 * 60_000

const database = 'sparekey-codes'
const store = 'keys'

interface Kept {
  readonly keys: CryptoKeyPair
  readonly askedAt: number
}

/** Where the browser keeps nothing, as some private windows: then a reload loses them, and a new code is asked for. */
const memory = new Map<string, Kept>()

/** Keeps the keys of a code. What is over of earlier ones goes. @param id of the code */
export async function keepKeys(id: string, keys: CryptoKeyPair): Promise<void> {
  const kept: Kept = { keys, askedAt: now() }
  memory.set(id, kept)
  await inStore('readwrite', async (entries) => {
    await answerOf(entries.put(kept, id))
    const ids = await answerOf(entries.getAllKeys())
    for (const one of ids) {
      const { askedAt } = (await answerOf(entries.get(one))) as Kept
      if (isOver(askedAt)) entries.delete(one)
    }
  }).catch(() => undefined)
}

/** The keys of a code; undefined if they are gone or over. */
export async function readKeys(id: string): Promise<CryptoKeyPair | undefined> {
  const kept =
    memory.get(id) ?? (await inStore('readonly', (entries) => answerOf(entries.get(id))).catch(none))
  return kept && !isOver(kept.askedAt) ? kept.keys : undefined
}

/** Forgets the keys of a code: it was used, given up, or is over. */
export async function dropKeys(id: string): Promise<void> {
  memory.delete(id)
  await inStore('readwrite', (entries) => answerOf(entries.delete(id))).catch(none)
}

const none = () => undefined

function isOver(askedAt: number): boolean {
  return Math.abs(now() - askedAt) >= codeLife
}

async function inStore<T>(
  mode: IDBTransactionMode,
  work: (entries: IDBObjectStore) => Promise<T>,
): Promise<T> {
  const opening = indexedDB.open(database, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(store)
  const open = await answerOf(opening)
  try {
    return await work(open.transaction(store, mode).objectStore(store))
  } finally {
    open.close()
  }
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
