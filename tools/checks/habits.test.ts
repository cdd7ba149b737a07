import { expect, test } from 'vitest'
import { habitChecks } from './habits.ts'

// Put together here, so that the checks do not find their own examples.
const word = (...parts: string[]) => parts.join('')

const examples: Record<string, { path: string; bad: string[]; good: string[]; elsewhere?: string }> = {
  'typed errors': {
    path: 'sdk/src/policy.ts',
    bad: ["throw new Error('no')"],
    good: ['throw new PolicyError(1)'],
    elsewhere: 'tools/check.ts',
  },
  'no string reverts': {
    path: 'contracts/src/Account.sol',
    bad: ['revert("no");', 'revert();', 'require(\n  a == b,\n  "no"\n);'],
    good: [
      'revert NotOwner(caller, owner);',
      'require(a == b, Unequal(a, b));',
      'assembly { revert(add(a, 32), b) }',
    ],
    elsewhere: 'contracts/test/mocks/Refusing.sol',
  },
  'environment in one file': {
    path: 'dev/start.ts',
    bad: ["const port = process.env['PORT']"],
    good: ['const port = config.port'],
    elsewhere: 'dev/config.ts',
  },
  'every test runs': {
    path: 'sdk/src/policy.test.ts',
    bad: [word('test.', 'only("a", run)'), word('describe.', 'skip("a", run)'), word('vm.', 'skip(true);')],
    good: ['test("a", run)', 'words.skip(1)'],
  },
  'no test retries': {
    path: 'vitest.config.ts',
    bad: [word('retry', ': 3'), word("test('a', { retries", ': 1 }, run)')],
    good: ['retry: 0', 'retryCount: 3'],
    elsewhere: 'sdk/src/client.ts',
  },
  'nothing left to do': {
    path: 'sdk/src/policy.ts',
    bad: [word('// TO', 'DO: later'), word('// FIX', 'ME'), word('revert("not ', 'implemented");')],
    good: ['const todos = []'],
    elsewhere: 'docs/plan.md',
  },
  'no path of one machine': {
    path: 'docs/architecture.md',
    bad: [word('see /wo', 'rk/main'), word('"/t', 'mp/log"'), word('/ho', 'me/me')],
    good: ['see dev/start.ts', 'homework/main'],
  },
  'messages have an addressee': {
    path: 'sdk/src/Messenger.ts',
    bad: [
      word('parent.post', "Message(message, '*')"),
      word('parent.post', 'Message({ a, b },\n  "*")'),
      word('{ target', "Origin: '*' }"),
    ],
    good: ['parent.postMessage(message, origin)', "{ targetOrigin: 'https://a.example' }"],
    elsewhere: 'docs/protocol.md',
  },
}

const found = (name: string, path: string, text: string) =>
  habitChecks([{ path, text }])
    .find((check) => check.name === name)
    ?.problems()

test('every habit has an example that breaks it', () => {
  expect(habitChecks([]).map(({ name }) => name)).toEqual(Object.keys(examples))
})

test.each(Object.entries(examples))('%s', (name, { path, bad, good, elsewhere }) => {
  for (const text of bad) {
    expect(found(name, path, `// first line\n${text}`), text).toEqual([expect.stringContaining(`${path}:2 `)])
    expect(found(name, `sdk/src/generated/${path}`, text), text).toEqual([])
    if (elsewhere) expect(found(name, elsewhere, text), elsewhere).toEqual([])
  }
  for (const text of good) expect(found(name, path, text), text).toEqual([])
})
