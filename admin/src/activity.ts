// What is read again by itself counts as use of the session. So that a dashboard that nobody looks at is signed out as it
// should be, reading stops a few minutes after the last touch.
import { now } from '../../web/src/clock.ts'

/** Milliseconds without a touch after which nothing is read by itself any more. */
const patience = 5 * 60_000
let touched = now()

/** Listens for touches. @returns how to stop */
export function watchActivity(view: EventTarget = window): () => void {
  const touch = () => {
    touched = now()
  }
  for (const event of touches) view.addEventListener(event, touch, { passive: true })
  return () => {
    for (const event of touches) view.removeEventListener(event, touch)
  }
}

const touches = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const

/** How often something is read again: as given, or not at all while nobody is there. */
export function whileUsed(interval: number): () => number | false {
  return () => (now() - touched < patience ? interval : false)
}
