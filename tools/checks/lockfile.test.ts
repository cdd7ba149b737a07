import { expect, test } from 'vitest'
import { completeLock, missingPackages } from './lockfile.ts'

const tool = { version: '2.0.0', dev: true, optionalDependencies: { '@tool/linux-x64-musl': '2.0.0' } }

test('a platform package that is not locked is named, and described from its name', () => {
  const lock = { packages: { 'node_modules/tool': tool } }
  expect(missingPackages(lock)).toEqual({
    'node_modules/@tool/linux-x64-musl': {
      version: '2.0.0',
      cpu: ['x64'],
      dev: true,
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    },
  })
  expect(completeLock(lock).problems()).toEqual(['package-lock.json lacks node_modules/@tool/linux-x64-musl'])
})

test('a lock file with what was missing added is complete', () => {
  const lock = {
    packages: { 'node_modules/tool': tool, 'sdk/node_modules/tool': { ...tool, version: '2.0.1' } },
  }
  const packages = { ...lock.packages, ...missingPackages(lock) }
  expect(completeLock({ packages }).problems()).toEqual([])
})

test('another version further up does not do; the right one belongs beside the package that wants it', () => {
  const packages = {
    'node_modules/@tool/linux-x64-musl': { version: '1.0.0' },
    'node_modules/a/node_modules/tool': tool,
  }
  expect(Object.keys(missingPackages({ packages }))).toEqual([
    'node_modules/a/node_modules/@tool/linux-x64-musl',
  ])
})

test('locked inside, beside or further up is locked', () => {
  for (const place of [
    'node_modules/a/node_modules/tool/node_modules/',
    'node_modules/a/node_modules/',
    'node_modules/',
  ])
    expect(
      missingPackages({
        packages: {
          'node_modules/a/node_modules/tool': tool,
          [`${place}@tool/linux-x64-musl`]: { version: '2.0.0' },
        },
      }),
      place,
    ).toEqual({})
})

test('a range cannot be resolved here, and is left alone', () => {
  expect(missingPackages({ packages: { a: { optionalDependencies: { fsevents: '~2.3.3' } } } })).toEqual({})
})
