import { startStack } from '../../dev/stack.ts'
import { networksOf } from '../../dev/story/cast.ts'
import type { Figure } from '../Figure.ts'
import { measureKeys } from './keys.ts'
import { Person } from './person.ts'
import { measureRecovery } from './recovery.ts'

const blockTime = 1
const signIns = 200

/** The real server as `npm start` runs it, over HTTP, with software passkeys. */
export async function measureServer(): Promise<Figure[]> {
  const stack = await startStack({ blockTime, app: { rateFactor: 1000 } })
  try {
    const person = new Person(stack.app?.url ?? '')
    const owner = await person.register('bench-server')
    const networks = await networksOf(stack)
    const recovery = await measureRecovery({ stack, networks, person, owner, blockTime })
    const keys = await measureKeys(stack, person)
    return [await measureSignIns(person, recovery.owner.passkey), recovery.figure, keys]
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
