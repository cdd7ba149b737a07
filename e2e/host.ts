// The host that the server runs on, for whoever may run commands there.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject } from 'vitest'
import { lookupKey, relayerKey } from '../dev/accounts.ts'
import { childEnvironment, root } from '../dev/config.ts'
import { shiftedClock } from '../dev/parts/clockShift.ts'
import { dev } from './chain.ts'

/**
 * Runs `npm run …` as the dashboard shows it, against the server's own database; the embedded one serves one process at a
 * time, so the server stops for as long.
 *
 * @returns what the command printed
 */
export async function onHost(command: string): Promise<string> {
  const [, area = '', parameters = ''] = /^npm run (operator|audit) -- (.+)$/.exec(command) ?? []
  expect(area, command).not.toBe('')
  const dataDir = join(inject('logs'), '..')
  const { factoryStaker } = (await (await fetch(`${inject('url')}/api/config`)).json()) as Settings
  const script = join(root, 'server', 'src', 'admin', 'command', 'main.ts')
  await dev('server', { isRunning: false })
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        ...shiftedClock(dataDir),
        script,
        area,
        ...parameters.split(' '),
      ],
      {
        cwd: dataDir,
        env: {
          ...childEnvironment(),
          SPAREKEY_ORIGIN: inject('url'),
          SPAREKEY_NETWORKS_FILE: join(dataDir, 'networks.json'),
          SPAREKEY_FACTORY_STAKER: factoryStaker,
          SPAREKEY_DATA: dataDir,
          SPAREKEY_RELAYER_KEY: relayerKey,
          SPAREKEY_LOOKUP_KEY: lookupKey,
        },
      },
    )
    return stdout
  } finally {
    await dev('server', { isRunning: true })
  }
}

interface Settings {
  readonly factoryStaker: string
}
