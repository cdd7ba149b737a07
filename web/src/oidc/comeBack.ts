import { readAnswer } from './answer.ts'
import { handOver } from './channel.ts'
import { isAnswerTo, take } from './pending.ts'
import { putReturn } from './returned.ts'

/** Where a return leads: to the page that began in this window, to the tab that waits in another, or nowhere. */
export type Destination = { readonly to: string } | 'other-tab' | 'nowhere'

/** Looks at what somebody came back with. Nothing of it stays in the address, and nothing that was not begun here is used. */
export async function comeBack(): Promise<Destination> {
  const answer = readAnswer(location)
  history.replaceState(history.state, '', location.pathname)
  const away = take()
  if (!answer) return 'nowhere'
  if (away && isAnswerTo(away.pending, answer)) {
    putReturn({ pending: away.pending, answer })
    return { to: away.returnTo }
  }
  return (await handOver(answer)) ? 'other-tab' : 'nowhere'
}
