// The moments of a recovery that waits, in the networks' own time.
import { delayOf } from 'sparekey'
import type { ChainClock } from '../clock.ts'
import type { RequestOnNetwork } from './onChain.ts'

/** Moments in Unix seconds of the network whose clock is beside them. */
export interface WaitTimes {
  /** Undefined where the network no longer says. */
  readonly started: number | undefined
  readonly halfway: number | undefined
  readonly ready: number
  readonly end: number
  readonly clock: ChainClock
}

/** The moments of the network that is ready last; undefined where none waits. */
export function waitTimes(networks: readonly RequestOnNetwork[]): WaitTimes | undefined {
  const [last] = networks
    .flatMap((on) => (on.clock && on.ready > 0 && on.state !== 'done' ? [{ on, clock: on.clock }] : []))
    .toSorted((a, b) => leftOf(b) - leftOf(a))
  if (!last) return undefined
  const { on, clock } = last
  const delay = on.policy && delayOf(on.policy, on.approvers)
  const started = delay ? Math.min(on.ready - delay, clock.chainNow) : undefined
  const halfway = delay ? on.ready - delay / 2 : undefined
  return { started, halfway, ready: on.ready, end: on.end, clock }
}

function leftOf({ on, clock }: { readonly on: RequestOnNetwork; readonly clock: ChainClock }): number {
  return on.ready - clock.chainNow
}

/** What a calendar is told. */
export interface CalendarEntry {
  readonly uid: string
  readonly title: string
  readonly url: string
  /** Milliseconds. */
  readonly begins: number
  readonly ends: number
  readonly made: number
}

/** An iCalendar file (RFC 5545) with a reminder at the moment itself. */
export function calendarFile({ uid, title, url, begins, ends, made }: CalendarEntry): string {
  const text = (value: string) => value.replace(/[\\;,]/g, (letter) => `\\${letter}`)
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Sparekey//Recovery//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${stamp(made)}`,
    `DTSTART:${stamp(begins)}`,
    `DTEND:${stamp(ends)}`,
    `SUMMARY:${text(title)}`,
    `DESCRIPTION:${text(url)}`,
    `URL:${url}`,
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${text(title)}`,
    'TRIGGER:PT0S',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]
    .flatMap(folded)
    .join('\r\n')
}

function stamp(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

/** Lines have at most 75 bytes; what goes on begins with a space. */
function folded(line: string): string[] {
  const parts = line.match(/.{1,70}/gu) ?? ['']
  return parts.map((part, index) => (index === 0 ? part : ` ${part}`))
}
