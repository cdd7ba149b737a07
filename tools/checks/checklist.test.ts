import { expect, test } from 'vitest'
import { checklistProofs } from './checklist.ts'

const story = { path: 'e2e/story.spec.ts', text: "test('it ends well', async () => {})" }
const solidity = { path: 'contracts/test/Module.t.sol', text: 'function test_holds() public {}' }
const good = '| IMT-01 | It is so. | `e2e/story.spec.ts`: it ends well | [picture](screens/a.png) |'
const problems = (...rows: string[]) =>
  checklistProofs(
    [story, solidity, { path: 'docs/checklist.md', text: `# Checklist\n\n${rows.join('\n')}\n` }],
    (path) => path === 'docs/screens/a.png',
  ).problems()

test('a line with a sentence, a test by its whole title and a picture is good', () => {
  expect(problems(good, '| ONE-02 | So too. | `contracts/test/Module.t.sol`: test_holds |')).toEqual([])
  expect(
    problems(
      '| ONE-02 | Both. | `e2e/story.spec.ts`: it ends well<br>`contracts/test/Module.t.sol`: test_holds |  |',
    ),
  ).toEqual([])
})

test('a file or a title that does not exist, and a title that is only the beginning of one', () => {
  expect(problems('| IMT-01 | So. | `e2e/gone.spec.ts`: it ends well |  |')).toEqual([
    'IMT-01: e2e/gone.spec.ts does not exist',
  ])
  expect(problems('| IMT-01 | So. | `e2e/story.spec.ts`: it ends |  |')).toEqual([
    'IMT-01: e2e/story.spec.ts has no test "it ends"',
  ])
  expect(problems('| IMT-01 | So. | `contracts/test/Module.t.sol`: test_hold |  |')).toHaveLength(1)
})

test('no sentence, no proof, and something that is no test', () => {
  expect(problems('| IMT-01 |  | `e2e/story.spec.ts`: it ends well |  |')).toHaveLength(1)
  expect(problems('| IMT-01 | So. |  |  |')).toEqual(['IMT-01: "" names no test'])
  const noTest = '`docs/checklist.md`: it ends well'
  expect(problems(`| IMT-01 | So. | ${noTest} |  |`)).toEqual([`IMT-01: "${noTest}" names no test`])
})

test('an id twice, a picture that is gone, and a checklist without lines', () => {
  expect(problems(good, good)).toEqual(['IMT-01 comes twice'])
  expect(problems(good.replace('a.png', 'b.png'))).toEqual(['IMT-01: docs/screens/b.png does not exist'])
  expect(problems('nothing')).toEqual(['docs/checklist.md has no lines'])
})
