// Between the window in which somebody signed in and the tab that began: both are ours, and neither has a handle of the other,
// because our pages share none with the issuer's (Cross-Origin-Opener-Policy).
import { z } from 'zod'
import { type Answer, answerSchema } from './answer.ts'

const name = 'sparekey:sign-in'
const messageSchema = z.union([
  z.strictObject({ type: z.literal('answer'), answer: answerSchema }),
  z.strictObject({ type: z.literal('taken'), state: z.string() }),
])

/** Milliseconds after which no tab is there any more. */
const patience = 3_000

/** Hands an answer to the tab that waits for it. @returns whether there was one */
export function handOver(answer: Answer): Promise<boolean> {
  const channel = new BroadcastChannel(name)
  return new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), patience)
    channel.onmessage = ({ data }) => {
      const message = messageSchema.safeParse(data).data
      if (message?.type !== 'taken' || message.state !== answer.state) return
      clearTimeout(timer)
      resolve(true)
    }
    channel.postMessage({ type: 'answer', answer })
  }).finally(() => channel.close())
}

/** Waits for answers. @param take whether it is the one @returns ends the waiting */
export function waitFor(take: (answer: Answer) => boolean): () => void {
  const channel = new BroadcastChannel(name)
  channel.onmessage = ({ data }) => {
    const message = messageSchema.safeParse(data).data
    if (message?.type !== 'answer' || !take(message.answer)) return
    channel.postMessage({ type: 'taken', state: message.answer.state })
    channel.close()
  }
  return () => channel.close()
}
