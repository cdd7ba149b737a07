// What somebody came back with to this very window. In memory, and taken once: the page that began goes on with it.
import type { Answer } from './answer.ts'
import type { Pending, Purpose } from './pending.ts'

/** A sign-in that is over, and the answer to it. */
export interface Return {
  readonly pending: Pending
  readonly answer: Answer
}

let returned: Return | undefined

export function putReturn(one: Return): void {
  returned = one
}

/** @param nonce what the page that asks has a sign-in for; any where it does not say */
export function takeReturn(purpose: Purpose, nonce?: string): Return | undefined {
  const found = returned
  const isIt = found?.pending.purpose === purpose && (nonce ?? found.pending.nonce) === found.pending.nonce
  if (isIt) returned = undefined
  return isIt ? found : undefined
}

/** What somebody came back for, without taking it. */
export const returnedFor = (): Purpose | undefined => returned?.pending.purpose
