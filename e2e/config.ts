// The only reader of the environment in e2e/.

/** What the stories' process sees of the environment: all of it, and where Chromium is. */
export function storyEnvironment(chromium: string): NodeJS.ProcessEnv {
  return { ...process.env, CHROMIUM_PATH: chromium }
}
