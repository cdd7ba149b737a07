// What can be wrong with a body: with a value in it, with its text, or with its bytes.
import { gzipSync } from 'node:zlib'
import type { Dice } from './Dice.ts'

const longText = 'x'.repeat(5_000)
const strange: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -0,
    -1,
    1.5,
    1e308,
    2 ** 53,
    2 ** 31,
    '',
    ' ',
    '0',
    '0x',
    'null',
    '[object Object]',
  ],
  ...[
    '\u0000',
    '\ud800',
    '\u202e',
    'İ',
    'ﬁ',
    '😀',
    "'; drop table accounts; --",
    '%00',
    '../../etc/passwd',
    '{{7*7}}',
  ],
  ...[
    'a@b.example\r\nBcc: c@d.example',
    '<script>alert(1)</script>',
    '__proto__',
    'http://127.0.0.1:22/',
    longText,
  ],
  ...[[], {}, [[]], [null], { toString: null }, { length: 3 }, { $ne: null }, { valueOf: 'x' }],
]
const strangeKeys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hidden',
  '',
  '$where',
  'then',
  'isAdmin',
]

type Holder = Record<string | number, unknown>

/** A changed copy of a JSON value; `others` are bodies of other calls, whose parts may be put in. */
export function mutateValue(dice: Dice, value: unknown, others: readonly unknown[]): unknown {
  const copy = { whole: structuredClone(value) }
  const places = placesIn(copy)
  const [holder, key] = dice.pick(places)
  const old = holder[key]
  const kind = dice.throw(10)
  if (kind < 3) holder[key] = dice.pick(strange)
  else if (kind === 3) delete holder[key]
  else if (kind === 4 && isHolder(old)) addTo(dice, old)
  else if (kind === 5)
    holder[key] = dice.pick([[old], { value: old }, textOf(old), [old, old], Array(300).fill(old)])
  else if (kind === 6) {
    const [other, otherKey] = dice.pick(placesIn({ whole: structuredClone(dice.pick(others)) }))
    holder[key] = other[otherKey]
  } else holder[key] = typeof old === 'string' ? mutateText(dice, old) : dice.pick(strange)
  return copy.whole
}

/** Also of what has members like `toString` that are no functions. */
const textOf = (value: unknown) => (isHolder(value) ? JSON.stringify(value) : String(value))

/** Every member and item inside, the whole included. */
function placesIn(root: Holder): [Holder, string | number][] {
  const places: [Holder, string | number][] = []
  const walk = (holder: Holder) => {
    for (const key of Object.keys(holder)) {
      places.push([holder, key])
      const inner = holder[key]
      if (isHolder(inner) && places.length < 500) walk(inner)
    }
  }
  walk(root)
  return places
}

const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null

function addTo(dice: Dice, holder: Holder): void {
  const key = dice.pick(strangeKeys)
  const value = dice.pick(strange)
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })
}

/** A string that is a little wrong. */
export function mutateText(dice: Dice, text: string): string {
  const at = dice.throw(text.length + 1)
  const kind = dice.throw(8)
  if (kind === 0) return text.slice(0, at)
  if (kind === 1) return text.slice(0, at) + dice.pick([...'0aF-_+/=.%"\\\u0000é']) + text.slice(at)
  if (kind === 2) return text.slice(0, at) + dice.pick([...'0123456789abcdefXYZ']) + text.slice(at + 1)
  if (kind === 3) return text.toUpperCase()
  if (kind === 4) return text + text
  if (kind === 5) return ` ${text}\n`
  if (kind === 6) return text.replace(/[0-9a-f]{8}$/, 'ffffffff')
  return dice.pick([
    text.repeat(50),
    `0x${text}`,
    text.slice(2),
    text.normalize('NFD'),
    text.padEnd(4_000, '0'),
  ])
}

/** Bytes of a body, sometimes no longer JSON. */
export function bytesOf(dice: Dice, value: unknown): { bytes: Buffer; encoding?: string; how: string } {
  const text = JSON.stringify(value) ?? ''
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  const kinds: readonly [string, () => Buffer, string?][] = [
    ['cut off', () => Buffer.from(text.slice(0, dice.throw(text.length + 1)))],
    ['something after it', () => Buffer.from(`${text}${dice.pick([text, '}', ' x', '\u0000'])}`)],
    ['a byte order mark', () => Buffer.from(`\ufeff${text}`)],
    ['UTF-16', () => Buffer.from(text, 'utf16le')],
    [
      'no UTF-8',
      () =>
        Buffer.concat([
          Buffer.from(text.slice(0, 5)),
          Buffer.from([0xff, 0xfe, 0xc0]),
          Buffer.from(text.slice(5)),
        ]),
    ],
    ['a member twice', () => Buffer.from(text.replace(/^\{(".*?":)/, '{$1null,$1'))],
    [
      'deep',
      () => Buffer.from(dice.pick([nested(100), nested(5_000), nested(32_000), `{"a":${nested(3_000)}}`])),
    ],
    [
      'large',
      () => Buffer.from(JSON.stringify({ filler: 'a'.repeat(dice.pick([60_000, 65_536, 70_000, 400_000])) })),
    ],
    [
      'wide',
      () =>
        Buffer.from(
          JSON.stringify(Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`k${i}`, i]))),
        ),
    ],
    ['a form', () => Buffer.from(new URLSearchParams({ body: text.slice(0, 500) }).toString())],
    ['a great number', () => Buffer.from(text.replace(/\d+/, '9'.repeat(400)))],
    ['compressed', () => gzipSync(text), 'gzip'],
    [
      'said to be compressed',
      () => Buffer.from(text),
      dice.pick(['gzip', 'br', 'deflate', 'identity, gzip', 'x']),
    ],
    ['a bomb', () => gzipSync(Buffer.alloc(5_000_000, 0x20)), 'gzip'],
    ['empty', () => Buffer.alloc(0)],
  ]
  const [how, make, encoding] = dice.pick(kinds)
  return { bytes: make(), how: `body: ${how}`, ...(encoding !== undefined && { encoding }) }
}
