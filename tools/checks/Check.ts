/** One thing that `npm run check` looks at. */
export interface Check {
  name: string
  /** What to do when it fails, in one sentence. */
  advice: string
  /** What is wrong, one line each; nothing when all is well. */
  problems(): readonly string[] | Promise<readonly string[]>
}
