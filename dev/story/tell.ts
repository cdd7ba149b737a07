import { startStack } from '../stack.ts'
import { badGuardian } from './badGuardian.ts'
import { networksOf } from './cast.ts'
import { friendsPasskey } from './friendsPasskey.ts'
import { lostPasskey } from './lostPasskey.ts'
import { Narrator } from './Narrator.ts'
import { objection } from './objection.ts'
import { withoutDelay } from './withoutDelay.ts'

/**
 * Tells the whole story on a stack of its own: two real chains, real bundlers, software passkeys.
 *
 * @throws {@link StoryError} and what the actions throw, at the first thing that is not true
 */
export async function tell(print: (line: string) => void): Promise<void> {
  const stack = await startStack()
  try {
    const narrator = new Narrator(print)
    const networks = await networksOf(stack)
    const recovered = await lostPasskey(narrator, stack, networks)
    await withoutDelay(narrator, networks, recovered)
    await friendsPasskey(narrator, stack, networks)
    await objection(narrator, stack, networks)
    await badGuardian(narrator, stack, networks)
    print('')
    print(narrator.end(networks.length))
  } finally {
    await stack.stop()
  }
}
