// The only reader of the environment in bench/.

/** The environment of a stack that is measured: its own ports, so that one that runs already is no obstacle. */
export function stackEnvironment(port: number): NodeJS.ProcessEnv {
  const { SPAREKEY_DATA: _, ...rest } = process.env
  return { ...rest, SPAREKEY_PORT: String(port) }
}
