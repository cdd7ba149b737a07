// A code that this tab has asked for. Each tab keeps its own (E-17), until it is used or over.
import { bytes32Schema } from 'sparekey/schema'
import { z } from 'zod'
import { now } from '../clock.ts'
import { codeLife } from './codeKeys.ts'

const pendingSchema = z.strictObject({
  id: z.string(),
  /** Where the mail went. */
  address: z.string(),
  /** What the code is bound to beside the account, 32 bytes. */
  subject: bytes32Schema,
  /** Unix seconds of the server; a part of what is bound, never compared with this clock. */
  expires: z.int(),
  /** Milliseconds of the browser. */
  askedAt: z.number(),
})

/** @see pendingSchema */
export type PendingCode = z.infer<typeof pendingSchema>

const prefix = 'sparekey:code:'

/** Milliseconds of the browser at which a code is over; the server has the last word. */
export function endOf({ askedAt }: PendingCode): number {
  return askedAt + codeLife
}

/** What this tab asked for. @param name what it is for */
export function readPending(name: string): PendingCode | undefined {
  try {
    const { data } = pendingSchema.safeParse(JSON.parse(sessionStorage.getItem(prefix + name) ?? ''))
    // Also where the clock was put back.
    return data && Math.abs(now() - data.askedAt) < codeLife ? data : undefined
  } catch {
    return undefined
  }
}

/** Keeps it for as long as the tab lives; where nothing can be kept, until a reload. */
export function savePending(name: string, pending: PendingCode | undefined): void {
  try {
    if (pending) sessionStorage.setItem(prefix + name, JSON.stringify(pending))
    else sessionStorage.removeItem(prefix + name)
  } catch {
    // Storage is closed to us: the page itself remembers.
  }
}
