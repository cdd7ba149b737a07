// Calls by the thousand: good ones, ones that the document's schemas describe, and both with something wrong.
import fc from 'fast-check'
import type { Browser } from '../Browser.ts'
import type { Dice } from './Dice.ts'
import { bytesOf, mutateText, mutateValue } from './mutateBody.ts'
import { type FuzzCall, mutateCall } from './mutateCall.ts'
import type { GoodCall, Operation, Surface } from './surface.ts'
import { valuesOf } from './values.ts'

/** Values that are made at once. */
const batch = 64
/** Known things, which invented ones are replaced with: else nothing would get far. */
const known = [
  /^0x[0-9a-f]{40}$/i,
  /^0x[0-9a-f]{64}$/,
  /^[A-Za-z0-9_-]{22,}$/,
  /^[a-z0-9](-?[a-z0-9]){2,29}$/,
  /^[^\s@]+@[^\s@]+$/,
]

/** A call and who makes it. */
export interface Made extends FuzzCall {
  readonly browser: Browser
}

/** Makes calls to one surface. */
export class Calls {
  readonly #surface: Surface
  readonly #dice: Dice
  readonly #bodies: readonly unknown[]
  readonly #things: readonly string[][]
  readonly #values = new Map<string, { arbitrary: fc.Arbitrary<unknown>; made: unknown[] }>()

  constructor(surface: Surface, dice: Dice) {
    this.#surface = surface
    this.#dice = dice
    this.#bodies = surface.good.flatMap(({ body }) => (body === undefined ? [] : [body]))
    const texts = [
      ...new Set(surface.good.flatMap(({ path, body }) => [...path.split('/'), ...textsIn(body)])),
    ]
    this.#things = known.map((pattern) => texts.filter((text) => pattern.test(text)))
  }

  next(): Made {
    const dice = this.#dice
    const operation = dice.pick(this.#surface.operations)
    const good = this.#surface.good.filter(({ name }) => name === operation.name)
    const isGood = good.length > 0 && dice.happens(0.6)
    const call = isGood ? fromGood(dice.pick(good)) : this.#invented(operation)
    const wrong = dice.happens(0.35) ? 0 : 1 + dice.throw(3)
    const value = { json: call.json }
    const made: Made = { ...call, headers: {}, body: undefined, how: [...call.how] }
    if (isGood && dice.happens(0.15)) Object.assign(made, this.#bySomebodyElse(made))
    for (let count = 0; count < wrong; count++) {
      if (value.json === undefined || dice.happens(0.4)) mutateCall(dice, made)
      else {
        value.json = mutateValue(dice, value.json, this.#bodies)
        made.how.push('body: a value')
      }
    }
    return this.#withBody(made, value.json, wrong > 0)
  }

  #withBody(made: Made, json: unknown, mayBreak: boolean): Made {
    if (json === undefined || ['GET', 'HEAD'].includes(made.method.toUpperCase())) return made
    if (!mayBreak || !this.#dice.happens(0.25))
      return { ...made, body: Buffer.from(JSON.stringify(json) ?? '') }
    const { bytes, encoding, how } = bytesOf(this.#dice, json)
    const headers = { ...made.headers, ...(encoding !== undefined && { 'Content-Encoding': encoding }) }
    return { ...made, headers, body: bytes, how: [...made.how, how] }
  }

  #bySomebodyElse(made: Made): Partial<Made> {
    return { browser: this.#dice.pick(this.#surface.browsers), how: [...made.how, 'somebody else'] }
  }

  /** A call of this operation that its schemas describe. */
  #invented(operation: Operation): Started {
    const all = operation.parameters ?? []
    const invent = ({ name, schema }: (typeof all)[number]) =>
      String(this.#familiar(this.#value(`${operation.name} ${name}`, () => valuesOf(schema)))).toWellFormed()
    const inPath = new Map(all.filter((one) => one.in === 'path').map((one) => [one.name, invent(one)]))
    const inQuery = all.filter((one) => one.in === 'query' && this.#dice.happens(0.5))
    const query = new URLSearchParams(inQuery.map((one) => [one.name, invent(one)])).toString()
    const path =
      operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        encodeURIComponent(inPath.get(name) ?? ''),
      ) + (query && `?${query}`)
    const schema = operation.requestBody?.content['application/json']?.schema
    const json = schema && this.#familiar(this.#value(operation.name, () => valuesOf(schema)))
    const browser = this.#dice.pick(this.#surface.browsers)
    return { ...{ browser, method: operation.method, path, how: ['invented'] }, json }
  }

  #value(name: string, arbitraryOf: () => fc.Arbitrary<unknown>): unknown {
    const entry = this.#values.get(name) ?? { arbitrary: arbitraryOf(), made: [] }
    this.#values.set(name, entry)
    if (entry.made.length === 0)
      entry.made = fc.sample(entry.arbitrary, { seed: this.#dice.throw(2 ** 31), numRuns: batch })
    return entry.made.pop()
  }

  /** The same with known things in place of some invented ones. */
  #familiar(value: unknown): unknown {
    if (typeof value === 'string') {
      const things = this.#things[known.findIndex((pattern) => pattern.test(value))]
      if (!things?.length || !this.#dice.happens(0.7)) return value
      const thing = this.#dice.pick(things)
      return this.#dice.happens(0.1) ? mutateText(this.#dice, thing) : thing
    }
    if (Array.isArray(value)) return value.map((item) => this.#familiar(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.#familiar(member)]))
  }
}

interface Started {
  readonly browser: Browser
  readonly method: string
  readonly path: string
  readonly how: string[]
  readonly json: unknown
}

const fromGood = ({ browser, method, path, body }: GoodCall): Started => ({
  ...{ browser, method, path, how: [] },
  json: body,
})

/** All strings of a JSON value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}
