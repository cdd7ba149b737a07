import { expect, test } from 'vitest'
import { documentPaths } from './documents.ts'

const present = ['README.md', 'docs/architecture.md', 'docs/pictures/flow.svg', 'sdk/src/policy.ts'].map(
  (path) => ({
    path,
    text: '',
  }),
)
const problems = (path: string, text: string) =>
  documentPaths([...present, { path, text }], ['story']).problems()

test('paths in backticks are meant from the root', () => {
  expect(problems('docs/a.md', 'see `sdk/src/policy.ts` and `./docs/architecture.md`')).toEqual([])
  expect(problems('docs/a.md', 'see `sdk/policy.ts`')).toEqual(['docs/a.md: sdk/policy.ts does not exist'])
})

test('links are meant from the document, and may name folders', () => {
  expect(
    problems('docs/a.md', '[a](architecture.md#top) ![b](./pictures/flow.svg) [c](../sdk/src/)'),
  ).toEqual([])
  expect(problems('docs/a.md', '[a](docs/architecture.md)')).toHaveLength(1)
})

test('what is no path of ours is left alone', () => {
  const text =
    '`@scope/package/a.ts` `sdk/**/*.ts` `viem/actions` [a](https://a.example/b.md) [b](#part) [c](mailto:a@b)'
  expect(problems('README.md', text)).toEqual([])
})

test('only documents are read', () => {
  expect(problems('sdk/src/policy.ts', '`gone/file.ts`')).toEqual([])
  for (const path of ['CONTRIBUTING.md', 'sdk/README.md', 'docs/decisions/0001-a.md'])
    expect(problems(path, '`gone/file.ts`'), path).toHaveLength(1)
})

test('scripts that a document names exist', () => {
  expect(problems('README.md', '`npm run story` `npm run gone:far`')).toEqual([
    'README.md: there is no script "npm run gone:far"',
  ])
})
