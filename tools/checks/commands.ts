// What other programs check for us.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { forgeBinary, root } from '../../contracts/tools/forge.ts'
import type { Check } from './Check.ts'

const release = 'contracts/tools/release.ts'

/** Format, lint, types, unused code, and whether generated files are fresh. */
export function commandChecks(): Check[] {
  const module = (path: string, ...parameters: string[]) => [
    process.execPath,
    `node_modules/${path}`,
    ...parameters,
  ]
  return [
    {
      name: 'format and lint',
      advice: 'Run `npm run format`; what is left needs a hand.',
      problems: () =>
        problemsOf(module('@biomejs/biome/bin/biome', 'ci', '--colors=off', '--error-on-warnings', '.')),
    },
    {
      name: 'format of contracts',
      advice: 'Run `npm run format`.',
      problems: () => problemsOf([forgeBinary(), 'fmt', '--check']),
    },
    {
      name: 'types',
      advice: 'Mend the types; no `any`, no `@ts-ignore`.',
      problems: () => problemsOf(module('typescript/bin/tsc', '-p', '.')),
    },
    {
      name: 'types of the web app',
      advice: 'Mend the types; no `any`, no `@ts-ignore`.',
      problems: () => problemsOf(module('typescript/bin/tsc', '-p', 'web')),
    },
    {
      name: 'types of the dashboard',
      advice: 'Mend the types; no `any`, no `@ts-ignore`.',
      problems: () => problemsOf(module('typescript/bin/tsc', '-p', 'admin')),
    },
    {
      name: 'unused code',
      advice: 'Delete it, or stop exporting it.',
      problems: () => problemsOf(module('knip/bin/knip.js', '--no-progress')),
    },
    {
      name: 'generated files are fresh',
      advice: 'Run `npm run generate` and commit what changed.',
      problems: () =>
        existsSync(join(root, release)) ? problemsOf([process.execPath, release, '--check']) : [],
    },
  ]
}

/** What a command printed when it failed, line by line; nothing when it exits 0. */
export function problemsOf([file = '', ...parameters]: readonly string[]): Promise<string[]> {
  return new Promise((resolve) => {
    execFile(file, parameters, { cwd: root, maxBuffer: 64 << 20 }, (failure, stdout, stderr) => {
      const printed = stripVTControlCharacters(stdout + stderr)
        .split('\n')
        .filter((line) => line.trim())
      if (!failure) resolve([])
      else resolve(printed.length ? printed : [failure.message])
    })
  })
}
