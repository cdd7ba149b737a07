import { confirmKeys, issuerKeys, listEntries, type Registry } from '../../contracts/tools/keys/keys.ts'
import { keyConfirmer } from '../../dev/accounts.ts'
import { sleep } from '../../dev/clock.ts'
import { people } from '../../dev/issuer/people.ts'
import { issuerUrl } from '../../dev/parts/issuer.ts'
import type { Stack } from '../../dev/stack.ts'
import { codeOf } from '../../server/test/oidc.ts'
import type { Figure } from '../Figure.ts'
import { MeasurementError } from '../MeasurementError.ts'
import type { Person } from './person.ts'

const runs = 5
const patience = 60_000

/**
 * `oidc.key.2chains`: from the first sign-in with a new key of the issuer's, because of which the server fetches the keys and
 * publishes it, until it is usable on both chains, because somebody has confirmed it there. The median of five keys.
 */
export async function measureKeys(stack: Stack, person: Person): Promise<Figure> {
  const part = stack.parts.find(({ name }) => name === 'issuer')
  if (!part) throw new MeasurementError('the stack has no issuer')
  const issuer = issuerUrl(part)
  const registries = stack.chains.map(({ rpcUrl, deployment }) => ({
    ...{ rpcUrl, guardian: deployment.oidcGuardian, issuer },
  }))
  const times: number[] = []
  for (let run = 0; run < runs; run++) times.push(await newKey(person, registries))
  const value = times.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN
  return { name: 'oidc.key.2chains', value: Math.round(value * 100) / 100, unit: 's', limit: 5 }
}

async function newKey(person: Person, registries: readonly Registry[]): Promise<number> {
  const [{ issuer = '' } = {}] = registries
  const [ada] = people
  if (!ada) throw new MeasurementError('nobody has an account at the issuer')
  await fetch(`${issuer}/rotate`, { method: 'POST' })
  const code = await codeOf(person.browser, ada)
  const begun = performance.now()
  await person.post('/oidc/token', code)
  const keys = await issuerKeys(issuer)
  await Promise.all(
    registries.map(async (registry) => {
      const isThere = async () =>
        keys.length === (await listEntries(registry, keys)).filter(({ isPublished }) => isPublished).length
      while (!(await isThere())) {
        if (performance.now() > begun + patience) throw new MeasurementError('the key was never published')
        await sleep(50)
      }
      await confirmKeys(registry, keyConfirmer, keys)
    }),
  )
  return (performance.now() - begun) / 1000
}
