import type { Check } from './Check.ts'
import type { TextFile } from './files.ts'

const exact = /^\d+\.\d+\.\d+(-[\w.]+)?$/

/** Every dependency is pinned to one version, so that a clone made next year installs what we tested. */
export function pinnedVersions(files: readonly TextFile[]): Check {
  return {
    name: 'pinned versions',
    advice: 'Install with `npm install --save-exact`.',
    problems: () =>
      files
        .filter(({ path }) => /(^|\/)package\.json$/.test(path))
        .flatMap(({ path, text }) => {
          const { dependencies, devDependencies, overrides } = JSON.parse(text) as Manifest
          return Object.entries({ ...dependencies, ...devDependencies, ...overrides })
            .filter(([, version]) => !exact.test(version) && version !== '*')
            .map(([name, version]) => `${path}: ${name} is "${version}"`)
        }),
  }
}

interface Manifest {
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  overrides?: Record<string, string>
}
