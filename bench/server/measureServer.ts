import { startStack } from '../../dev/stack.ts'
import { networksOf } from '../../dev/story/cast.ts'
import type { Figure } from '../Figure.ts'
import { measureCodes } from './codes.ts'
import { measureKeys } from './keys.ts'
import { Person } from './person.ts'
import { measureQueue } from './queue.ts'
import { measureRecovery } from './recovery.ts'

const blockTime = 1
const signIns = 200

/** The real server, and then the dashboard's queue by itself. */
export async function measureServer(): Promise<Figure[]> {
  return [...(await measureStack()), await measureQueue()]
}

/** The server as `npm start` runs it, over HTTP, with software passkeys. */
async function measureStack(): Promise<Figure[]> {
  const stack = await startStack({ blockTime, app: { rateFactor: 1000 } })
  try {
    const person = new Person(stack.app?.url ?? '')
    const owner = await person.register('bench-server')
    const networks = await networksOf(stack)
    const recovery = await measureRecovery({ stack, networks, person, owner, blockTime })
    const keys = await measureKeys(stack, person)
    const codes = await measureCodes(stack, networks)
    return [await measureSignIns(person, recovery.owner.passkey), codes, recovery.figure, keys]
  } finally {
    await stack.stop()
  }
}

/** `api.signin.p99`: the second slowest of 200, one after the other, each read back from both chains by the server. */
async function measureSignIns(person: Person, passkey: Parameters<Person['signIn']>[0]): Promise<Figure> {
  const times: number[] = []
  for (let count = 0; count < signIns; count++) times.push(await person.signIn(passkey))
  const p99 = times.toSorted((a, b) => a - b)[Math.ceil(signIns * 0.99) - 1] ?? Number.NaN
  return { name: 'api.signin.p99', value: Math.round(p99), unit: 'ms' }
}
