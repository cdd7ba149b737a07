// The fuzz is only worth something if it notices. Each kind of fault, planted.
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OpenDatabase } from '../../src/db.ts'
import { Browser } from '../Browser.ts'
import { newDatabase } from '../database.ts'
import { Dice } from './Dice.ts'
import { misfit } from './fits.ts'
import { fuzz, newReport } from './fuzz.ts'
import { type Document, operationsOf, type Surface } from './surface.ts'
import { type JsonSchema, valuesOf } from './values.ts'
import { Writes } from './writes.ts'

const problem: JsonSchema = {
  type: 'object',
  properties: { code: { type: 'string' }, status: { type: 'integer' } },
  required: ['code', 'status'],
}
const number: JsonSchema = {
  type: 'object',
  properties: { n: { type: 'integer', minimum: 1 } },
  required: ['n'],
  additionalProperties: false,
}
const document: Document = {
  paths: {
    '/api/n': {
      post: {
        requestBody: { content: { 'application/json': { schema: number } } },
        responses: {
          200: { description: 'Done', content: { 'application/json': { schema: number } } },
          400: { description: '`body_invalid` Malformed' },
        },
      },
    },
  },
  components: { schemas: { Problem: problem } },
}

let database: OpenDatabase
let writes: Writes
beforeAll(async () => {
  database = await newDatabase()
  await database.db.execute(sql`create table things (n integer)`)
  writes = await Writes.watch(database.db)
})
afterAll(() => database.close())

type Answer = () => Response | Promise<Response>

const json = (
  body: unknown,
  status = 200,
  type = status < 400 ? 'application/json' : 'application/problem+json',
) => new Response(JSON.stringify(body), { status, headers: { 'content-type': type } })
const good: Answer = () => json({ n: 1 })
const refused: Answer = () => json({ code: 'body_invalid', status: 400 }, 400)

/** What the fuzz finds wrong with a server that answers like that, whatever it is asked. */
async function faultsOf(answer: Answer, more: Partial<Surface> = {}): Promise<string> {
  const app = { fetch: async () => answer() } as Surface['app']
  const browser = new Browser(app as never, 'http://localhost:4000')
  const surface: Surface = {
    ...{
      name: 'planted',
      app,
      origin: 'http://localhost:4000',
      port: 1,
      through: async () => undefined,
      document,
      isOnline: true,
      noted: [],
    },
    ...{ operations: operationsOf(document), good: [], browsers: [browser], ...more },
  }
  const report = newReport()
  const surfaces = [{ surface, share: 1, writes }]
  const meanwhile = async () => {}
  await fuzz({
    surfaces,
    calls: 60,
    dice: new Dice(1),
    report,
    meanwhile,
    mayWrite: { code_wrong: ['things'] },
  })
  return report.faults.join('\n')
}

const write = () => database.db.execute(sql`insert into things values (1)`)

async function writing(answer: Answer): Promise<Response> {
  await write()
  return answer()
}

test('a server that does as it says is found without fault', async () => {
  expect(await faultsOf(good)).toBe('')
  expect(await faultsOf(refused)).toBe('')
})

test.each<[string, RegExp, Answer]>([
  ['a failure', /it failed with 500/, () => json({ code: 'internal', status: 500 }, 500)],
  [
    'silence of a network that answers',
    /it failed with 503/,
    () => json({ code: 'chain_unavailable', status: 503 }, 503),
  ],
  [
    'a stack',
    /something internal/,
    () => json({ code: 'body_invalid', status: 400, at: 'at parse (/app/x.js:1:2)' }, 400),
  ],
  [
    'a statement',
    /something internal/,
    () => json({ code: 'body_invalid', status: 400, q: 'select 1 from things' }, 400),
  ],
  [
    'a path',
    /something internal/,
    () => json({ code: 'body_invalid', status: 400, f: '/srv/server/src/app' }, 400),
  ],
  ['an answer of another shape', /it\.n is out of range/, () => json({ n: 0 })],
  ['a member too many', /it has secret/, () => json({ n: 1, secret: 2 })],
  ['an answer that is no JSON', /it is no JSON/, () => new Response('fine')],
  ['a status that the document lacks', /201 is not in the document/, () => json({ n: 1 }, 201)],
  [
    'a code that the document lacks',
    /secret_code is not in the document/,
    () => json({ code: 'secret_code', status: 400 }, 400),
  ],
  ['two statuses', /it says 401 and is 400/, () => json({ code: 'body_invalid', status: 401 }, 400)],
  ['a refusal in words', /not with a problem/, () => new Response('no', { status: 400 })],
  [
    'a way elsewhere',
    /it leads elsewhere/,
    () => new Response(null, { status: 302, headers: { location: '/x' } }),
  ],
  ['something left by a refusal', /changed things/, () => writing(refused)],
])('%s is noticed', async (_, fault, answer) => {
  expect(await faultsOf(answer)).toMatch(fault)
})

test('a counted try may stay, and a network may be down where none is', async () => {
  const wrong = { ...document.paths['/api/n']?.['post'], responses: { 400: { description: '`code_wrong`' } } }
  const operations = operationsOf({ ...document, paths: { '/api/n': { post: wrong } } })
  expect(
    await faultsOf(() => writing(() => json({ code: 'code_wrong', status: 400 }, 400)), {
      operations,
    }),
  ).toBe('')
  const down = () => json({ code: 'chain_unavailable', status: 503 }, 503)
  expect(await faultsOf(down, { isOnline: false })).toBe('')
})

test('what no trigger has counted is seen when everything is read', async () => {
  await writes.changed()
  await writes.unnoticed()
  await write()
  expect(await writes.changed()).toEqual(['things'])
  expect(await writes.unnoticed()).toEqual([])
  await database.db.execute(sql`alter table things disable trigger all`)
  await write()
  expect(await writes.changed()).toEqual([])
  expect(await writes.unnoticed()).toEqual(['things'])
  await database.db.execute(sql`alter table things enable trigger all`)
})

test('what is invented fits its schema, and the same seed invents the same', () => {
  const values = fc.sample(valuesOf(number), { seed: 7, numRuns: 200 })
  expect(values.map((value) => misfit(number, value)).filter(Boolean)).toEqual([])
  const throws = (seed: number) =>
    Array.from(
      { length: 20 },
      (
        (dice) => () =>
          dice.throw(1_000)
      )(new Dice(seed)),
    )
  expect(throws(3)).toEqual(throws(3))
  expect(throws(3)).not.toEqual(throws(4))
})
