// npm leaves out of package-lock.json the platform packages that the registry at hand does not carry (a mirror often has
// those of one platform only), and `npm ci` then refuses the lock file everywhere. Their names and versions are known from the
// package that wants them, so they can be added; a machine of that platform fetches them then.
import type { Check } from './Check.ts'

/** A package-lock.json of version 3, as far as we read it. */
export interface Lock {
  packages: Record<string, LockedPackage>
}

/** One entry of a lock file, by the folder that it is installed into. */
export interface LockedPackage {
  version?: string
  dev?: boolean
  devOptional?: boolean
  optional?: boolean
  cpu?: string[]
  os?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

/** The lock file names every optional package, or `npm ci` fails. */
export function completeLock(lock: Lock): Check {
  return {
    name: 'lock file is complete',
    advice: 'Run `npm run lock` and commit package-lock.json.',
    problems: () => Object.keys(missingPackages(lock)).map((folder) => `package-lock.json lacks ${folder}`),
  }
}

/** The entries that the lock file lacks, by folder. */
export function missingPackages({ packages }: Lock): Record<string, LockedPackage> {
  const missing: Record<string, LockedPackage> = {}
  for (const [folder, wanting] of Object.entries(packages)) {
    const [inside, beside, ...above] = lookupFolders(folder)
    for (const [name, version] of Object.entries(wanting.optionalDependencies ?? {})) {
      const found = [inside, beside, ...above].find((place) => packages[`${place}${name}`])
      const isExact = /^\d/.test(version)
      if (isExact && packages[`${found}${name}`]?.version !== version)
        missing[`${beside}${name}`] = platformPackage(name, version, wanting)
    }
  }
  return missing
}

// Where Node looks for what a package in this folder wants: inside it, beside it, then further up.
function lookupFolders(folder: string): string[] {
  const parts = folder.split('/node_modules/')
  const nested = parts.map((_, index) => `${parts.slice(0, index + 1).join('/node_modules/')}/node_modules/`)
  return [...nested.reverse(), 'node_modules/']
}

function platformPackage(name: string, version: string, { dev, devOptional }: LockedPackage): LockedPackage {
  const words = new Set(name.replace('amd64', 'x64').split(/[-/]/))
  const known = (of: readonly string[]) => of.filter((word) => words.has(word))
  const os = known([
    'aix',
    'android',
    'darwin',
    'freebsd',
    'linux',
    'netbsd',
    'openbsd',
    'openharmony',
    'sunos',
    'win32',
  ])
  const cpu = known([
    'arm',
    'arm64',
    'ia32',
    'loong64',
    'mips64el',
    'ppc64',
    'riscv64',
    's390x',
    'wasm32',
    'x64',
  ])
  const libc = /musl/.test(name) ? ['musl'] : os.includes('linux') && /gnu/.test(name) ? ['glibc'] : []
  return {
    version,
    ...(cpu.length ? { cpu } : {}),
    ...(dev ? { dev } : {}),
    ...(devOptional ? { devOptional } : {}),
    ...(libc.length ? { libc } : {}),
    optional: true,
    ...(os.length ? { os } : {}),
  }
}
