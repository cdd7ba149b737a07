import { expect, test } from 'vitest'
import { pinnedVersions } from './manifests.ts'

const problems = (manifest: object) =>
  pinnedVersions([{ path: 'sdk/package.json', text: JSON.stringify(manifest) }]).problems()

test('exact versions, and workspaces of this repository, pass', () => {
  expect(
    problems({ dependencies: { a: '1.2.3', b: '1.0.0-beta.2' }, devDependencies: { sparekey: '*' } }),
  ).toEqual([])
})

test.each(['^1.2.3', '~1.2.3', '1', 'latest', '>=1.0.0', 'github:a/b'])('%s is not pinned', (version) => {
  expect(problems({ dependencies: { a: version } })).toEqual([`sdk/package.json: a is "${version}"`])
  expect(problems({ devDependencies: { a: version } })).toHaveLength(1)
  expect(problems({ overrides: { a: version } })).toHaveLength(1)
})
