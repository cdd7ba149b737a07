// Many calls, one after the other, and what came of them.
import { Calls, type Made } from './calls.ts'
import type { Dice } from './Dice.ts'
import { codeOf, Judge } from './judge.ts'
import { fitsInside, type Received, sendInside, sendOutside } from './send.ts'
import { reached, type Surface } from './surface.ts'
import type { Writes } from './writes.ts'

/** What is fuzzed, how long, and what refusals may write. */
export interface FuzzParameters {
  readonly surfaces: readonly { readonly surface: Surface; readonly share: number; readonly writes: Writes }[]
  readonly calls: number
  readonly dice: Dice
  /** What was found before; it is added to. */
  readonly report: FuzzReport
  /** Done now and then, such as what keeps somebody signed in. */
  readonly meanwhile: () => Promise<unknown>
  /** By code: tables in which a refused call may leave something, such as a counted try. */
  readonly mayWrite: Readonly<Record<string, readonly string[]>>
}

/** What came of it. */
export interface FuzzReport {
  tried: number
  accepted: number
  /** Over a socket. */
  outside: number
  /** Distinct pairs of an operation and a code. */
  readonly refusals: Map<string, number>
  readonly operations: Set<string>
  readonly faults: string[]
}

/** Lines that no client writes. */
const hostile: readonly (readonly string[])[] = [
  [],
  ['Host: evil.example'],
  ['Transfer-Encoding: chunked'],
  ['Transfer-Encoding: chunked', 'Content-Length: 3'],
  ['Content-Length: 99999999999'],
  ['Content-Length: -1'],
  ['X-Long: '.padEnd(20_000, 'x')],
  ['X-Bytes: \u0001\u0002\u007f'],
  [' Folded: header'],
  ['NoColon'],
  ['Cookie: sk_session=a', 'Cookie: sk_session=b'],
  ['Origin: https://example.org'],
  ['Content-Type: text/plain'],
  ['Upgrade: websocket', 'Connection: upgrade'],
  ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA'],
  ['Expect: 100-continue'],
  ...[Array.from({ length: 150 }, (_, index) => `X-${index}: x`)],
]
/** Everything is read after so many calls. */
const thorough = 1_000
/** No more is said than can be read. */
const mostFaults = 5

/** Between what is done now and then. */
const often = 250

/** An empty report. */
export const newReport = (): FuzzReport => ({
  ...{ tried: 0, accepted: 0, outside: 0, faults: [] },
  ...{ refusals: new Map(), operations: new Set() },
})

/** Makes the calls. */
export async function fuzz(parameters: FuzzParameters): Promise<void> {
  const { surfaces, dice, report, meanwhile } = parameters
  const targets = surfaces.map((target) => ({
    ...{ ...target, calls: new Calls(target.surface, dice), judge: new Judge(target.surface) },
  }))
  const all = new Set(targets.map(({ writes }) => writes))
  // What has happened in between is nobody's.
  const settle = () => Promise.all([...all].map((writes) => writes.changed()))
  for (let count = 0; count < parameters.calls && report.faults.length < mostFaults; count++) {
    if (count % often === 0) {
      await meanwhile()
      await settle()
    }
    if (count % thorough === 0)
      for (const writes of all)
        for (const table of await writes.unnoticed())
          report.faults.push(`${table} differs, no trigger noticed`)
    const target = targets.find(({ share }) => dice.happens(share)) ?? targets[0]
    if (target) await callOnce(target, parameters)
    report.tried++
  }
}

type Target = FuzzParameters['surfaces'][number] & { readonly calls: Calls; readonly judge: Judge }

async function callOnce(target: Target, { dice, report, mayWrite }: FuzzParameters): Promise<void> {
  const { surface, judge, writes, calls } = target
  const made = calls.next()
  const isOutside = !fitsInside(made) || dice.happens(0.03)
  const received = isOutside
    ? await sendOutside(made, surface, dice.pick(hostile))
    : await sendInside(made, surface)
  const fault = (what: string) => report.faults.push(`${surface.name}: ${what}\n${described(made, received)}`)
  report.outside += Number(isOutside)
  const unheard = isOutside ? await surface.through() : undefined
  const written = await writes.changed()
  const isDone = (received?.status ?? unheard ?? 400) < 400
  if (received) {
    const wrong = judge.fault(made, received)
    if (wrong) fault(wrong)
    note(report, { made, received, surface })
  }
  if (isDone && made.method !== 'GET' && made.method !== 'HEAD') return
  const code = codeOf(received?.text ?? '') ?? ''
  const usesChallenge =
    reached(surface, made.method, made.path)?.takesPasskey && received && code !== 'body_invalid'
  const allowed = isDone
    ? surface.noted
    : [...(mayWrite[code] ?? []), ...(usesChallenge ? ['challenges'] : [])]
  const extra = written.filter((table) => !allowed.includes(table))
  if (extra.length > 0) fault(`it was not done and changed ${extra.join(', ')}`)
}

function note(
  report: FuzzReport,
  { made, received, surface }: { made: Made; received: Received; surface: Surface },
): void {
  const operation = reached(surface, made.method, made.path)?.name
  if (received.status < 300) {
    report.accepted++
    if (surface.isOnline && operation) report.operations.add(`${surface.name} ${operation}`)
    return
  }
  const refusal = `${operation ?? 'no operation'}: ${codeOf(received.text) ?? received.status}`
  report.refusals.set(refusal, (report.refusals.get(refusal) ?? 0) + 1)
}

function described(made: Made, received: Received | undefined): string {
  const body = made.body?.toString('latin1').slice(0, 2_000) ?? ''
  const answer = received ? `${received.status} ${received.text.slice(0, 1_000)}` : 'no answer'
  return [
    `  ${made.method} ${made.path.slice(0, 500)} (${made.how.join('; ') || 'as a page sends it'})`,
    `  headers ${JSON.stringify(made.headers).slice(0, 500)}`,
    `  body ${body}`,
    `  answer ${answer}`,
  ].join('\n')
}
