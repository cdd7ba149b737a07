// `npm run lock`: adds to package-lock.json what npm left out (tools/checks/lockfile.ts says why).
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../contracts/tools/forge.ts'
import { type Lock, missingPackages } from './checks/lockfile.ts'

const path = join(root, 'package-lock.json')
const lock = JSON.parse(readFileSync(path, 'utf8')) as Lock
const missing = missingPackages(lock)
const packages = Object.entries({ ...lock.packages, ...missing }).toSorted(([a], [b]) =>
  a.localeCompare(b, 'en'),
)
writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`)
console.log(`${Object.keys(missing).length} entries added to package-lock.json`)
