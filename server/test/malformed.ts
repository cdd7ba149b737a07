// Bodies of the wrong shape, most of them one step away from the right one.

/** All of them, as they are sent. */
export function malformedTexts(body: unknown): string[] {
  const nested = '['.repeat(10_000) + ']'.repeat(10_000)
  const never = ['', '{', 'null', '0', 'true', '"hidden"', 'NaN', nested, `{"hidden":${nested}}`]
  if (Array.isArray(body)) {
    const items = body.flatMap((item) => malformedTexts(item).filter(Boolean))
    return [...never, '{}', ...items.map((item) => `[${item}]`)]
  }
  const members = JSON.stringify(body).slice(1, -1)
  const extra = ['__proto__', 'constructor', 'toString', 'hidden', ''].map(
    (key) => `{${JSON.stringify(key)}:{"isAdmin":true}${members && `,${members}`}}`,
  )
  return [
    ...never,
    '[]',
    `[${JSON.stringify(body)}]`,
    ...extra,
    ...misfits(body).map((one) => JSON.stringify(one)),
  ]
}

/** Hints, which may be missing. */
const optional = new Set(['transports', 'clientExtensionResults', 'userHandle', 'passphraseVersion'])

/** Values of other types than this one, and of its type but impossible; of objects, those with one such member. */
function misfits(value: unknown): unknown[] {
  const others = [{ toString: 'hidden' }, ['hidden']]
  if (typeof value === 'string')
    return [...others, {}, [], null, 0, true, '', 'x'.repeat(40_000), `${value}\u0000`, `${value}\ud800`]
  if (typeof value === 'boolean') return [...others, {}, [], null, 0, 'true']
  if (typeof value === 'number')
    return [...others, {}, [], null, true, String(value), 1.5, -1, 1e99, 2 ** 53 - 1]
  if (value === null) return [...others, {}, [], '1', 1.5, -1, 1e99]
  if (Array.isArray(value))
    return [
      null,
      0,
      true,
      'hidden',
      {},
      [null],
      Array(40).fill(value[0]),
      ...misfits(value[0]).map((one) => [one]),
    ]
  const whole = value as Record<string, unknown>
  const inside = Object.entries(whole).flatMap(([key, member]) => {
    if (key === 'clientExtensionResults') return []
    const all = misfits(member).filter((misfit) => !(optional.has(key) && misfit === null))
    return [...all, ...(optional.has(key) ? [] : [undefined])].map((one) => ({ ...whole, [key]: one }))
  })
  return [null, 0, true, 'hidden', ...inside]
}
