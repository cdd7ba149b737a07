// The app as people open it: the front's one address, the server behind it, the web app, and money for new accounts.
import type { StackPorts } from './config.ts'
import type { Crew } from './crew.ts'
import { DevRequestError } from './errors.ts'
import type { Controls } from './front/api.ts'
import { type Front, startFront } from './front/front.ts'
import { fundNewAccounts } from './fundNewAccounts.ts'
import { issuerUrl } from './parts/issuer.ts'
import type { Part } from './parts/process.ts'
import { makeDatabase, startServer } from './parts/server.ts'
import { buildWeb, startHotWeb } from './parts/web.ts'

/** How the app runs. */
export type AppOptions = {
  /** The web app with hot reload instead of the production build. */
  hot?: boolean
  /** Multiplies the server's limits; 1 by default. */
  rateFactor?: number
}

/** The running app. */
export type App = {
  /** The one address to open. */
  url: string
  /** Stops the server alone, or starts it again. */
  setServerRunning(isRunning: boolean): Promise<void>
}

type AppParameters = AppOptions & {
  crew: Crew
  ports: StackPorts
  dataDir: string
  front: OpenFront
  world: Promise<World>
}

/** What the app is put in front of. */
type World = Pick<Controls, 'chains' | 'skipTime' | 'setFrozen' | 'isFrozen'> & { issuer: Part | undefined }

/** The front, whose address is known before anything is behind it. */
export type OpenFront = Front & { url: string }

/** @throws what {@link startFront} throws */
export async function openFront(crew: Crew, port: number): Promise<OpenFront> {
  const front = await startFront(port)
  await crew.add(async () => inProcess('app', front.port, () => front.close()))
  return { ...front, url: `http://localhost:${front.port}` }
}

/** Starts everything that comes on top of chains and bundlers; web app and database are made while those start. */
export async function startApp(parameters: AppParameters): Promise<App> {
  const { crew, ports, dataDir, front, hot = false } = parameters
  const { url } = front
  const [{ issuer: issuerPart, ...world }, webDir, web] = await Promise.all([
    parameters.world,
    crew.watch((signal) => buildWeb(signal)),
    hot ? crew.add((signal) => startHotWeb({ port: ports.web, dataDir, signal })) : undefined,
    crew.watch((signal) => makeDatabase(dataDir, signal)),
  ])
  const { chains } = world
  const issuer = issuerPart && issuerUrl(issuerPart)
  const faucet = fundNewAccounts(chains.map(({ client }) => client))
  await crew.add(async () => inProcess('faucet', 0, () => faucet.stop()))
  const server = new RestartableServer(crew, (signal) =>
    startServer({
      ...{ chains, dataDir, webDir, issuer, signal },
      ...{ origin: url, port: ports.server, rateFactor: parameters.rateFactor ?? 1 },
    }),
  )
  await server.setRunning(true)
  front.open({
    controls: {
      ...world,
      rotateIssuerKey: () => rotateKey(issuer ?? ''),
      setServerRunning: (isRunning) => server.setRunning(isRunning),
      isServerRunning: () => server.part !== undefined,
    },
    portFor: (path) => (web && !isServers(path) ? web.port : server.part?.port),
  })
  return { url, setServerRunning: (isRunning) => server.setRunning(isRunning) }
}

/** Paths that the server answers also when the web app has a server of its own. */
const isServers = (path: string) => /^\/(api|health|ready)(\/|$)/.test(path)

async function rotateKey(issuer: string): Promise<void> {
  const { ok, status } = await fetch(`${issuer}/rotate`, { method: 'POST' })
  if (!ok) throw new DevRequestError(502, `The issuer answered ${status}.`)
}

/** One server at a time, stopped and started again while everything else runs on. */
class RestartableServer {
  part: Part | undefined
  readonly #crew: Crew
  readonly #start: (signal: AbortSignal) => Promise<Part>
  #turn: Promise<void> = Promise.resolve()

  constructor(crew: Crew, start: (signal: AbortSignal) => Promise<Part>) {
    this.#crew = crew
    this.#start = start
  }

  /** One after the other: a stop that is asked for during a start waits for it. */
  setRunning(isRunning: boolean): Promise<void> {
    const turn = this.#turn.then(() => (isRunning ? this.#run() : this.#end()))
    this.#turn = turn.catch(() => {})
    return turn
  }

  async #run(): Promise<void> {
    this.part ??= await this.#crew.add(this.#start)
  }

  async #end(): Promise<void> {
    const { part } = this
    this.part = undefined
    if (part) await this.#crew.remove(part)
  }
}

/** What runs in this process, as a part that is stopped with the others. */
function inProcess(name: string, port: number, stop: () => Promise<void>): Part {
  return { name, pid: process.pid, port, failure: new Promise(() => {}), stop }
}
