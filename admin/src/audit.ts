import type { AuditEntryJson } from 'sparekey/admin-schema'
import { formatMoment } from '../../web/src/formatTime.ts'

/** What a line is about, short enough for a table: `0x1234…abcd`, `a1b2c3d4…`. */
export function shortSubject(subject: string): string {
  if (/^0x[0-9a-f]{40}$/i.test(subject)) return `${subject.slice(0, 6)}…${subject.slice(-4)}`
  return subject.length > 12 ? `${subject.slice(0, 8)}…` : subject
}

/** One detail of a line as it is read: moments as such, nothing as a dash. @param now milliseconds */
export function detailWords(value: AuditEntryJson['details'][string], now: number): string {
  if (value === null || value === '') return '–'
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return value.toLocaleString('en-GB')
  if (isMoment.test(value)) return formatMoment(Date.parse(value), now)
  return isToken.test(value) ? shortSubject(value) : value
}

const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
/** Ids are random, and nobody reads them. */
const isToken = /^[\w-]{43}$/
