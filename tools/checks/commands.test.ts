import { expect, test } from 'vitest'
import { problemsOf } from './commands.ts'

const node = (script: string) => problemsOf([process.execPath, '-e', script])

test('a command that succeeds has no problems, whatever it prints', async () => {
  expect(await node('console.log("all well"); console.error("a warning")')).toEqual([])
})

test('a command that fails has what it printed, without colours and empty lines', async () => {
  const script =
    'console.log("\\u001b[31mfirst\\u001b[0m\\n\\n"); console.error("second"); process.exitCode = 1'
  expect(await node(script)).toEqual(['first', 'second'])
})

test('a command that fails silently or cannot be started still has a problem', async () => {
  expect(await node('process.exit(3)')).toHaveLength(1)
  expect(await problemsOf(['./no-such-program'])).toEqual([expect.stringContaining('ENOENT')])
})
