// Runs forge's native binary. The npm wrapper around it exits 0 even when a test or the build fails, so a red
// contract suite would look green; contracts/tools/forge.test.ts proves that this one goes red.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const platforms: Record<string, string> = {
  'linux-x64': 'forge-linux-amd64',
  'linux-arm64': 'forge-linux-arm64',
  'darwin-x64': 'forge-darwin-amd64',
  'darwin-arm64': 'forge-darwin-arm64',
  'win32-x64': 'forge-win32-amd64',
}

/** The repository's root, where foundry.toml is. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Path of forge's native binary for this platform. */
export function forgeBinary(): string {
  const platform = `${process.platform}-${process.arch}`
  const name = platforms[platform]
  if (!name)
    throw new Error(
      `There is no forge for ${platform}; expected one of ${Object.keys(platforms).join(', ')}.`,
    )
  const extension = process.platform === 'win32' ? '.exe' : ''
  return createRequire(import.meta.url).resolve(`@foundry-rs/${name}/bin/forge${extension}`)
}

/** Runs forge at the repository's root and returns its exit code; a forge killed by a signal counts as failed. */
export function forge(
  parameters: string[],
  options: { profile?: 'default' | 'release'; cwd?: string } = {},
): number {
  const { status } = spawnSync(forgeBinary(), parameters, {
    cwd: options.cwd ?? root,
    stdio: 'inherit',
    env: { ...process.env, FOUNDRY_PROFILE: options.profile ?? 'default' },
  })
  return status ?? 1
}

if (import.meta.main) process.exitCode = forge(process.argv.slice(2))
