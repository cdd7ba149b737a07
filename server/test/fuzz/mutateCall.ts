// What can be wrong around a body: method, path, headers, cookies.
import type { Dice } from './Dice.ts'
import { mutateText } from './mutateBody.ts'

/** A call that is about to be made. */
export interface FuzzCall {
  method: string
  path: string
  /** `null` removes one that a page would send. */
  headers: Record<string, string | null>
  body: Buffer | undefined
  /** What was done to it; nothing if it is as a page would send it. */
  how: string[]
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'get', 'X', 'SEARCH']
const parts = [
  ...[
    '%00',
    '%ff',
    '%2e%2e',
    '..%2f..%2f',
    '.',
    '..',
    '*',
    '%',
    '%zz',
    '__proto__',
    'constructor',
    'undefined',
    'null',
  ],
  ...[
    '0x',
    `0x${'0'.repeat(40)}`,
    `0x${'f'.repeat(64)}`,
    `0X${'a'.repeat(40)}`,
    'a'.repeat(3_000),
    '%F0%9F%98%80',
    '-1',
  ],
  ...[
    "'%20or%201=1--",
    ';',
    ',',
    'a b',
    '1e9',
    '[object%20Object]',
    '%0d%0aSet-Cookie:%20a=b',
    'ada@mail.example',
  ],
]
const queries = [
  '?',
  '?a=b',
  '?limit=-1',
  '?limit=99999999999',
  '?cursor=%00',
  '?to[]=x',
  `?q=${'x'.repeat(4_000)}`,
  '?__proto__=1',
  '#x',
  '?a=%',
  '?after=%ff&limit=abc',
]

type Change = (dice: Dice, call: FuzzCall) => string

const header = (name: string, values: readonly (string | null)[]): Change => {
  return (dice, call) => {
    call.headers[name] = dice.pick(values)
    return `${name}: ${call.headers[name]?.slice(0, 40)}`
  }
}

const token = 'A'.repeat(43)
const changes: readonly Change[] = [
  (dice, call) => {
    call.method = dice.pick(methods)
    if (['GET', 'HEAD'].includes(call.method.toUpperCase())) call.body = undefined
    return `method ${call.method}`
  },
  (dice, call) => {
    const segments = call.path.split('/')
    segments[1 + dice.throw(segments.length - 1)] = dice.pick(parts)
    call.path = segments.join('/')
    return 'a part of the path'
  },
  (dice, call) => {
    const change = dice.pick<(path: string) => string>([
      (path) => `${path}/`,
      (path) => path.replace('/', '//'),
      (path) => path.toUpperCase(),
      (path) => path.replace('/api', '/api/.'),
      (path) => path + dice.pick(queries),
      (path) => `/${mutateText(dice, path.slice(1))}`,
      (path) => path.split('/').slice(0, -1).join('/') || '/',
      (path) => `${path}/${dice.pick(parts)}`,
    ])
    call.path = change(call.path)
    return 'the path'
  },
  header('Origin', [
    null,
    'null',
    'https://example.org',
    'http://localhost:4000.example.org',
    'http://localhost',
    '',
    '*',
  ]),
  header('Sec-Fetch-Site', ['cross-site', 'same-site', 'none', 'same-origin', 'x']),
  header('Content-Type', [
    null,
    'text/plain',
    'application/json; charset=utf-16',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json, text/plain',
    'APPLICATION/JSON',
    '',
    'application/json;charset=utf-8',
  ]),
  header('Accept', ['*/*', 'text/html', 'application/xml', 'x', '']),
  header('Cookie', [
    'sk_session=',
    `sk_session=${token}`,
    `sk_session=${token}; sk_session=${token}`,
    '=;=;=',
    'sk_session="quoted',
    'a=b;'.repeat(200),
    'sk_session=%00',
    `sk_admin=${token}`,
    null,
  ]),
  header('X-Forwarded-For', ['127.0.0.1', '::1, 10.0.0.1', 'x', `${'1.1.1.1,'.repeat(200)}`]),
  header('Forwarded', ['for=127.0.0.1;host=evil.example;proto=https']),
  header('Host', ['evil.example', '', 'localhost:4000@evil.example', '[::1']),
  header('X-HTTP-Method-Override', ['DELETE', 'GET']),
  header('If-None-Match', ['*', '"x"']),
  header('Range', ['bytes=0-1', 'bytes=-1', 'x']),
  header('Authorization', ['Bearer x', 'Basic Og==', 'x'.repeat(3_000)]),
  header('Content-Encoding', ['gzip', 'br', 'identity', 'x']),
  header('Accept-Encoding', ['gzip', 'x;q=2', '*;q=0']),
  header('Idempotency-Key', ['x', '', 'x'.repeat(300)]),
  header('User-Agent', ['', '\'"><script>', 'x'.repeat(2_000), 'Mozilla/5.0 (iPhone)']),
  header('Expect', ['100-continue', 'x']),
  header('X-Country', ['DE', 'x'.repeat(500), '<b>']),
]

/** Changes a call in one way. */
export function mutateCall(dice: Dice, call: FuzzCall): void {
  call.how.push(dice.pick(changes)(dice, call))
}
