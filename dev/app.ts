// The app as people open it: its address and the dashboard's, the server behind both, the web app, and money for new accounts.
import type { StackPorts } from './config.ts'
import type { Crew } from './crew.ts'
import { DevRequestError } from './errors.ts'
import type { Controls } from './front/api.ts'
import { type Front, startFront } from './front/front.ts'
import { fundNewAccounts } from './fundNewAccounts.ts'
import { issuerUrl } from './parts/issuer.ts'
import { inboxUrl, type MailPart } from './parts/mail.ts'
import type { Part } from './parts/process.ts'
import { enrolmentLink, makeDatabase, type ServerPart, startServer } from './parts/server.ts'
import { buildAdmin, buildWeb, startHotWeb } from './parts/web.ts'

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
  /** The operator's dashboard. */
  adminUrl: string
  /** Where all mail is read. */
  inboxUrl: string
  /** The one-time link that makes its bearer the first operator; none as soon as there is one. */
  enrolment(): string | undefined
  /** Stops the server alone, or starts it again. */
  setServerRunning(isRunning: boolean): Promise<void>
}

type AppParameters = AppOptions & {
  crew: Crew
  ports: StackPorts
  dataDir: string
  fronts: Fronts
  world: Promise<World>
}

/** What the app is put in front of. */
type World = Pick<Controls, 'chains' | 'skipTime' | 'setFrozen' | 'isFrozen'> & Outside

/** Whom the server talks to beside the chains. */
export type Outside = { issuer: Part | undefined; mail: MailPart | undefined }

/** Addresses that are known before anything is behind them. */
export type Fronts = Record<'app' | 'admin', Front & { url: string }>

/** @throws what {@link startFront} throws */
export async function openFronts(crew: Crew, ports: Pick<StackPorts, 'app' | 'admin'>): Promise<Fronts> {
  const open = async (name: keyof Fronts, host: string) => {
    const front = await startFront(ports[name])
    await crew.add(async () => inProcess(name, front.port, () => front.close()))
    return { ...front, url: `http://${host}:${front.port}` }
  }
  const [app, admin] = await Promise.all([open('app', 'localhost'), open('admin', 'admin.localhost')])
  return { app, admin }
}

/** Starts everything that comes on top of chains and bundlers; web app and database are made while those start. */
export async function startApp(parameters: AppParameters): Promise<App> {
  const { crew, ports, dataDir, fronts, hot = false } = parameters
  const [url, adminUrl] = [fronts.app.url, fronts.admin.url]
  const [{ issuer: issuerPart, mail, ...world }, webDir, adminDir, web] = await Promise.all([
    parameters.world,
    crew.watch((signal) => buildWeb(signal)),
    crew.watch((signal) => buildAdmin(signal)),
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
      ...{ smtpPort: mail?.smtpPort, admin: { origin: adminUrl, port: ports.adminServer, dir: adminDir } },
      ...{ origin: url, port: ports.server, rateFactor: parameters.rateFactor ?? 1 },
    }),
  )
  await server.setRunning(true)
  const inbox = mail ? inboxUrl(mail) : ''
  fronts.admin.open({ portFor: () => server.part?.adminPort })
  fronts.app.open({
    controls: {
      ...world,
      rotateIssuerKey: () => rotateKey(issuer ?? ''),
      setServerRunning: (isRunning) => server.setRunning(isRunning),
      isServerRunning: () => server.part !== undefined,
      links: { Inbox: inbox, Dashboard: adminUrl },
    },
    portFor: (path) => (web && !isServers(path) ? web.port : server.part?.port),
  })
  const enrolment = () => enrolmentLink(dataDir)
  return {
    url,
    adminUrl,
    inboxUrl: inbox,
    enrolment,
    setServerRunning: (isRunning) => server.setRunning(isRunning),
  }
}

/** Paths that the server answers also when the web app has a server of its own. */
const isServers = (path: string) => /^\/(api|health|ready)(\/|$)/.test(path)

async function rotateKey(issuer: string): Promise<void> {
  const { ok, status } = await fetch(`${issuer}/rotate`, { method: 'POST' })
  if (!ok) throw new DevRequestError(502, `The issuer answered ${status}.`)
}

/** One server at a time, stopped and started again while everything else runs on. */
class RestartableServer {
  part: ServerPart | undefined
  readonly #crew: Crew
  readonly #start: (signal: AbortSignal) => Promise<ServerPart>
  #turn: Promise<void> = Promise.resolve()

  constructor(crew: Crew, start: (signal: AbortSignal) => Promise<ServerPart>) {
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
