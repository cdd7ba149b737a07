// Finds the browser for the stories, or installs it where that is possible without asking anybody.
import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** There is no browser, and none could be installed. */
export class ChromiumMissingError extends Error {
  override readonly name = 'ChromiumMissingError'
  readonly code = 'CHROMIUM_MISSING'
  constructor(why: string) {
    super(`No Chromium: ${why}. Install Chromium or Chrome, or name its program in CHROMIUM_PATH.`)
  }
}

/** What decides, so that a test can hand in its own. */
export interface ChromiumMachine {
  path: string | undefined
  chosen: string | undefined
  isRoot: boolean
  isDebian: boolean
  run(command: string, parameters: readonly string[]): void
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/**
 * Path of Chromium's program: CHROMIUM_PATH, else one on PATH, else Debian's package, installed on the spot when this
 * process may do that.
 *
 * @throws {@link ChromiumMissingError}
 */
export function ensureChromium(machine: ChromiumMachine = thisMachine()): string {
  if (machine.chosen) {
    if (isProgram(machine.chosen)) return machine.chosen
    throw new ChromiumMissingError(`CHROMIUM_PATH is ${machine.chosen}, which is no program`)
  }
  const found = onPath(machine.path)
  if (found) return found
  if (!machine.isDebian)
    throw new ChromiumMissingError('none is on PATH, and this is no Debian to install it on')
  if (!machine.isRoot) throw new ChromiumMissingError('none is on PATH, and only root may install it')
  try {
    machine.run('apt-get', ['update', '-qq'])
    machine.run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'])
  } catch (error) {
    throw new ChromiumMissingError(`apt-get failed (${error instanceof Error ? error.message : error})`)
  }
  const installed = onPath(machine.path)
  if (installed) return installed
  throw new ChromiumMissingError('apt-get installed a package without the program')
}

function onPath(path = ''): string | undefined {
  return path
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(isProgram)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function thisMachine(): ChromiumMachine {
  return {
    path: process.env['PATH'],
    chosen: process.env['CHROMIUM_PATH'],
    isRoot: process.getuid?.() === 0,
    isDebian: existsSync('/etc/debian_version'),
    run: (command, parameters) => {
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
      execFileSync(command, [...parameters], { stdio: ['ignore', 'ignore', 'inherit'], env })
    },
  }
}
