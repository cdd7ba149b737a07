import { describe, expect, it } from 'vitest'
import { readIdTokenPayload } from './idTokenPayload.ts'

const claims = {
  iss: 'https://accounts.google.com',
  azp: 'client',
  aud: 'client',
  sub: '110169484474386276334',
  nonce: 'nonce',
  nbf: 1_760_000_000,
  iat: 1_760_000_300,
  exp: 1_760_003_900,
}
const good = JSON.stringify(claims)
const read = (text: string) => readIdTokenPayload(new TextEncoder().encode(text))
const withMember = (member: string) => good.replace('{', `{${member},`)

describe('a payload in the profile', () => {
  it('gives its claims', () => expect(read(good)).toEqual(claims))

  it('may leave out azp and nbf', () => {
    const { azp: _azp, nbf: _nbf, ...rest } = claims
    expect(read(JSON.stringify(rest))).toEqual(rest)
  })

  it.each([
    '0',
    '-0',
    '-1.5e+10',
    'true',
    'null',
    '"\\u00fF\\n"',
    '"é"',
    '[]',
    '{}',
    '[{"a":[1,"]"]}]',
    '{"sub":"x"}',
  ])('may have another member, %s', (value) => expect(read(withMember(`"x":${value}`))).toEqual(claims))

  it.each([
    '"a":{"sub":"victim"}',
    '"a":["sub","victim"]',
    '"a":[{"sub":"victim"}]',
    '"a":{"sub":{"sub":"victim"}}',
    '"name":"x\\",\\"sub\\":\\"victim"',
    '"sub ":"victim"',
  ])('J-10 has no member inside another, %s', (member) => {
    expect(read(withMember(member))).toEqual(claims)
    // Nor does it take the place of the one that is missing.
    expect(read(withMember(member).replace(`,"sub":"${claims.sub}"`, ''))).toBeUndefined()
  })

  it('J-25 may have 2,048 bytes', () => {
    const fill = (length: number) => withMember(`"x":"${'a'.repeat(length - good.length - 7)}"`)
    expect(fill(2048)).toHaveLength(2048)
    expect(read(fill(2048))).toEqual(claims)
    for (const length of [2049, 8192]) expect(read(fill(length))).toBeUndefined()
    expect(read(withMember(Array.from({ length: 500 }, (_, i) => `"${i}":0`).join(',')))).toBeUndefined()
  })

  it('J-25 may be 32 deep', () => {
    const deep = (depth: number, inner: string) =>
      withMember(`"x":${'['.repeat(depth)}${inner}${']'.repeat(depth)}`)
    for (const inner of ['0', '[]', '{}', '"a"']) {
      expect(read(deep(32, inner))).toEqual(claims)
      for (const depth of [33, 64]) expect(read(deep(depth, inner))).toBeUndefined()
    }
  })
})

describe('refused', () => {
  it.each(['iss', 'aud', 'sub', 'nonce', 'iat', 'exp'])('J-18 without %s', (name) => {
    expect(read(JSON.stringify({ ...claims, [name]: undefined }))).toBeUndefined()
  })

  it.each(Object.keys(claims))('with %s twice', (name) => {
    const member = `"${name}":${JSON.stringify(claims[name as keyof typeof claims])}`
    expect(read(withMember(member))).toBeUndefined()
  })

  it.each(['', ' ', '\n', '\t', '\uFEFF'])('with %j before, inside or behind', (space) => {
    if (space === '') return expect(read('')).toBeUndefined()
    for (const text of [
      space + good,
      good + space,
      good.replace(':', `:${space}`),
      good.replace('{', `{${space}`),
    ])
      expect(read(text)).toBeUndefined()
  })

  it.each([
    '00',
    '01',
    '1.',
    '.5',
    '+1',
    '1e',
    'tru',
    '"\\x"',
    '"\\u12g4"',
    '[1,]',
    '{"a"}',
    '{a:1}',
    '[}',
    'NaN',
    '"\u0001"',
  ])('with a value that is no JSON, %s', (value) => expect(read(withMember(`"x":${value}`))).toBeUndefined())

  it.each([
    '"\\u0073ub":"victim"',
    '"s\\u0075b":"victim"',
    '"sub\\u0000":"victim"',
    '"\\/sub":"victim"',
    '"x\\"":1',
    'x:1',
  ])('J-09 with a key like %s', (member) => {
    expect(read(withMember(member))).toBeUndefined()
  })

  it.each([
    ['sub', '"a\\u0062"'],
    ['sub', '"\\"110169484474386276334"'],
    ['sub', '"110169484474386276334\\\\"'],
    ['sub', '"110169484474386276334\\u0000"'],
    ['sub', '"110169484474386276334\\ud800"'],
    ['sub', '1'],
    ['aud', '["client"]'],
    ['iat', '"1760000300"'],
    ['iat', '176000030'],
    ['exp', '"1760003900"'],
    ['exp', '1e99'],
    ['exp', '-5'],
    ['exp', '0'],
    ['exp', '18446744073709551616'],
    ['exp', '17600039000'],
    ['exp', '0760003900'],
    ['exp', '1760003900.0'],
    ['nbf', 'null'],
  ])('J-09, J-18 with %s as %s', (name, value) => {
    const text = good.replace(
      `"${name}":${JSON.stringify(claims[name as keyof typeof claims])}`,
      `"${name}":${value}`,
    )
    expect(text).not.toBe(good)
    expect(read(text)).toBeUndefined()
  })

  it('what is no UTF-8 where it is read', () => {
    const bytes = new TextEncoder().encode(good.replace('110169484474386276334', 'é'))
    bytes[bytes.indexOf(0xc3)] = 0xff
    expect(readIdTokenPayload(bytes)).toBeUndefined()
  })
})
