import { createServer } from 'node:net'
import { PortTakenError } from './errors.ts'

/** Whether nothing listens on this port of 127.0.0.1. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/** Those of `ports` that are in use. */
export async function takenPorts(ports: number[]): Promise<number[]> {
  const free = await Promise.all(ports.map(isFree))
  return ports.filter((_, index) => !free[index])
}

/**
 * Says which ports are taken before anything is started, all of them in one sentence. Port 0 (the system chooses) is free.
 *
 * @throws {@link PortTakenError}
 */
export async function requireFree(ports: number[]): Promise<void> {
  const taken = await takenPorts(ports.filter((port) => port !== 0))
  if (taken.length > 0) throw new PortTakenError(taken)
}
