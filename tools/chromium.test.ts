import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ChromiumMachine, ensureChromium } from './chromium.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sparekey-chromium-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const machine = (overrides: Partial<ChromiumMachine> = {}): ChromiumMachine => ({
  path: folder,
  chosen: undefined,
  isRoot: true,
  isDebian: true,
  run: () => expect.fail('nothing should be installed'),
  ...overrides,
})

function program(name: string): string {
  const file = join(folder, name)
  writeFileSync(file, '')
  chmodSync(file, 0o755)
  return file
}

test('the one that CHROMIUM_PATH names comes first, then one on PATH', () => {
  const installed = program('chromium')
  const chosen = program('mine')
  expect(ensureChromium(machine({ chosen }))).toBe(chosen)
  expect(ensureChromium(machine())).toBe(installed)
})

test('Debian and root: it is installed', () => {
  const commands: string[] = []
  const run: ChromiumMachine['run'] = (command, parameters) => {
    commands.push([command, ...parameters].join(' '))
    if (parameters[0] === 'install') program('chromium')
  }
  expect(ensureChromium(machine({ run }))).toBe(join(folder, 'chromium'))
  expect(commands).toEqual(['apt-get update -qq', 'apt-get install -y -qq --no-install-recommends chromium'])
})

test.each([
  [{ isRoot: false }, 'only root may install it'],
  [{ isDebian: false }, 'this is no Debian'],
  [{ chosen: '/nowhere' }, 'CHROMIUM_PATH is /nowhere, which is no program'],
  [{ run: () => {} }, 'without the program'],
])('%o: one sentence says why there is none', (overrides, sentence) => {
  expect(() => ensureChromium(machine(overrides))).toThrow(sentence)
})
