// Pages by key: a cursor says after which row the next page begins, so that the hundredth page costs what the first one does.
import { z } from 'zod'
import { Refusal } from '../errors.ts'

/** Rows of a page. */
export const PAGE = 50

/** What stands in a query beside a list's own filters. */
export const cursorSchema = z
  .string()
  .max(300)
  .regex(/^[\w-]+$/)
  .optional()

/** One row more than a page was asked for: it tells that there is a next one. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  item: (row: Row) => Item,
  key: (row: Row) => readonly (string | number)[],
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, PAGE)
  const last = shown.at(-1)
  const next = rows.length > PAGE && last !== undefined ? encode(key(last)) : null
  return { items: shown.map(item), next }
}

const encode = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url')

/**
 * The key of a cursor.
 * @throws Refusal (path_invalid) for what was never given out
 */
export function keyIn<T extends z.ZodType>(cursor: string | undefined, schema: T): z.infer<T> | undefined {
  if (cursor === undefined) return undefined
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw new Refusal('path_invalid', { at: 'cursor' })
  }
}

/** A moment in a cursor; databases know no year 0. */
export const momentKey = z.iso
  .datetime()
  .regex(/^[12]/)
  .transform((text) => new Date(text))
/** A hash, id or name in a cursor. */
export const textKey = z
  .string()
  .max(200)
  .regex(/^[\w-]+$/)
