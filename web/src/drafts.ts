// Flows that somebody can come back to after closing the tab. localStorage, because it is written before the next line
// runs: a passkey that was just made must be kept before anything else can fail. Never for secrets.
import { useCallback, useState } from 'react'
import type { z } from 'zod'
import { now } from './clock.ts'

const prefix = 'sparekey:draft:'
/** Milliseconds after which a draft is of no use to anybody. */
const life = 30 * 86_400_000

/** What a kind of draft is called and how it is checked when it is read. */
export interface DraftKind<T> {
  /** Lower-case words and a version, as `registration-1`; a new shape is a new name. */
  readonly name: string
  readonly schema: z.ZodType<T>
}

/** What was kept; undefined if there is nothing, nothing usable, or storage is closed to us. */
export function readDraft<T>(kind: DraftKind<T>): T | undefined {
  try {
    const { savedAt, value } = JSON.parse(localStorage.getItem(prefix + kind.name) ?? '') as Stored
    const parsed = kind.schema.safeParse(value)
    return parsed.success && now() - savedAt < life ? parsed.data : undefined
  } catch {
    return undefined
  }
}

/** Whether anything was kept under a name; only reading it tells whether it is of use. */
export function hasDraft({ name }: Pick<DraftKind<unknown>, 'name'>): boolean {
  try {
    return localStorage.getItem(prefix + name) !== null
  } catch {
    return false
  }
}

/** Keeps a draft. @returns false where the browser keeps nothing (some private windows): say so before it matters */
export function saveDraft<T>(kind: DraftKind<T>, value: T): boolean {
  try {
    localStorage.setItem(prefix + kind.name, JSON.stringify({ savedAt: now(), value } satisfies Stored))
    return true
  } catch {
    return false
  }
}

/** Forgets a draft: it was finished, or given up. */
export function dropDraft(kind: DraftKind<unknown>): void {
  try {
    localStorage.removeItem(prefix + kind.name)
  } catch {
    // Storage is closed to us, so there is nothing to forget.
  }
}

/** A draft as state: set it and it is kept, set undefined and it is forgotten. */
export function useDraft<T>(kind: DraftKind<T>): [T | undefined, (value: T | undefined) => void] {
  const [value, setValue] = useState(() => readDraft(kind))
  const set = useCallback(
    (next: T | undefined) => {
      if (next === undefined) dropDraft(kind)
      else saveDraft(kind, next)
      setValue(next)
    },
    [kind],
  )
  return [value, set]
}

interface Stored {
  savedAt: number
  value: unknown
}
