// Payloads for comparing parsers: good ones, odd ones, and ones that were changed at random.

/** A source of numbers, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const keys = [
  'iss',
  'aud',
  'sub',
  'azp',
  'iat',
  'exp',
  'nbf',
  'nonce',
  'jti',
  'a',
  '',
  'is',
  'isss',
  'nonce_supported',
  'é',
]
const values = [
  ...[
    '0',
    '-0',
    '1.5',
    '-2e10',
    '1E-3',
    'true',
    'false',
    'null',
    '""',
    '"a"',
    '[]',
    '{}',
    '"\\u0073ub"',
    '"\\""',
    '"é"',
  ],
  ...[
    '"https://accounts.google.com"',
    '1760000000',
    '"1760000000"',
    '[1,[2,{"a":[]}]]',
    '{"sub":"x","iss":[{}]}',
  ],
  ...[
    '"a long text that does not end in the first word of thirty-two bytes, nor in the second"',
    '"}"',
    '"{"',
    '"\\\\"',
  ],
]
/** What parsers have stumbled over. */
const snippets = [
  ...[
    '"',
    '\\',
    '\\"',
    '\\u',
    '\\u0000',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '":',
    '":"',
    '","',
    '{"',
    '"}',
    ' ',
    '\n',
    '\0',
    '\x7f',
  ],
  ...[
    '\x80',
    '\xa2',
    '\xdc',
    '\xff',
    '\xef\xbb\xbf',
    '"iss":',
    '"sub":"x"',
    ',"sub":"x"',
    '"a":":',
    '"nonce":123',
    '"nbf":',
    '01',
    '-',
    '.',
    'e',
  ],
  ...['null', 'tru', '{"a":1', '[1,', '"aud":["a"]', '"\xa2', '\xdc"', '/', '\\/'],
]

/** What a document is made from. */
export interface DocumentScene {
  readonly random: () => number
  /** The good members, name and JSON text of the value. */
  readonly members: readonly (readonly [name: string, value: string])[]
}

/** One payload as Latin-1 letters: its members in any order with others between them, then up to three changes. */
export function documentOf({ random, members }: DocumentScene): string {
  const below = (end: number) => Math.floor(random() * end)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  let own = [...members]
  if (random() < 0.3) own = own.toSorted(() => random() - 0.5)
  if (random() < 0.2) own = own.filter(([name]) => random() > 0.1 || (name !== 'azp' && name !== 'nbf'))
  const others = Array.from({ length: below(4) }, () => [pick(keys), pick(values)] as const)
  for (const other of others) own.splice(below(own.length + 1), 0, other)
  let text = `{${own.map(([name, value]) => `${latin1(JSON.stringify(name))}:${latin1(value)}`).join(',')}}`
  for (let changes = pick([0, 0, 1, 1, 2, 3]); changes > 0; changes--) text = changed(text, { below, pick })
  return text
}

function changed(
  text: string,
  { below, pick }: { below: (end: number) => number; pick: <T>(list: readonly T[]) => T },
) {
  const at = below(text.length)
  const splice = (removed: number, added: string) => text.slice(0, at) + added + text.slice(at + removed)
  switch (below(6)) {
    case 0:
      return splice(1, String.fromCharCode(below(256)))
    case 1:
      return splice(1, String.fromCharCode(text.charCodeAt(at) ^ (1 << below(8))))
    case 2:
      return splice(1 + below(8), '')
    case 3:
      return splice(0, text.slice(below(text.length)).slice(0, below(24)))
    case 4:
      return splice(0, pick(snippets))
    default: {
      // At a place where structure is: behind a quote, a colon, a comma or a brace.
      const places = [...text.matchAll(/[",:{}[\]]/g)].map(({ index }) => index + 1)
      const place = pick(places)
      return text.slice(0, place) + pick(snippets) + text.slice(place + below(2))
    }
  }
}

const latin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
