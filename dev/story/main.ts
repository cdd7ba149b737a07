// `npm run story`: the main job in the terminal, on two real chains through real bundlers, with software passkeys. Ends
// with 1 at the first thing that is not true.
import { startStack } from '../stack.ts'
import { badGuardian } from './badGuardian.ts'
import { networksOf } from './cast.ts'
import { friendsPasskey } from './friendsPasskey.ts'
import { lostPasskey } from './lostPasskey.ts'
import { Narrator } from './Narrator.ts'
import { objection } from './objection.ts'
import { withoutDelay } from './withoutDelay.ts'

async function tell(): Promise<string> {
  const stack = await startStack()
  try {
    const narrator = new Narrator(console.log)
    const networks = await networksOf(stack)
    const recovered = await lostPasskey(narrator, stack, networks)
    await withoutDelay(narrator, networks, recovered)
    await friendsPasskey(narrator, stack, networks)
    await objection(narrator, stack, networks)
    await badGuardian(narrator, stack, networks)
    return narrator.end(networks.length)
  } finally {
    await stack.stop()
  }
}

console.log(`\n${await tell()}`)
