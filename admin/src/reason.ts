/** Letters that a reason has at least; the server wants as many. */
const least = 3

/** What is wrong with a reason, in a sentence; undefined if nothing is. */
export function reasonProblem(reason: string): string | undefined {
  return reason.trim().length < least ? 'Say in a few words why. Others rely on it later.' : undefined
}
