import { expect, test } from 'vitest'
import { SparekeyError } from './errors.ts'
import * as entry from './index.ts'

test('the package exports these names; a change of them is a change for everybody who uses it', () => {
  expect(Object.keys(entry).toSorted().join('\n')).toMatchSnapshot()
})

test('every exported error has a name of its own, which minifiers keep', () => {
  const classes = Object.entries(entry).filter(
    ([name]) => /^[A-Z].*Error$/.test(name) && name !== 'SparekeyError',
  )
  expect(classes.length).toBeGreaterThan(60)
  for (const [, error] of classes)
    expect((error as { prototype: unknown }).prototype).toBeInstanceOf(SparekeyError)
})
