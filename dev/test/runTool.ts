import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { childEnvironment, root } from '../config.ts'

/** Runs one of the contracts' tools as an operator does, with nothing but this in its environment. */
export function runTool(
  tool: 'attester' | 'keys' | 'deploy',
  parameters: readonly string[],
  environment: Record<string, string> = {},
) {
  const script = join(root, 'contracts', 'tools', tool, 'main.ts')
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...parameters], {
    env: { ...childEnvironment(), ...environment },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += part))
  return new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, output })),
  )
}
