import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { callbackPath } from '../../server/src/oidc/issuer.ts'
import { client } from './client.ts'
import { Issuer } from './issuer.ts'

/** An issuer that answers. */
export interface RunningIssuer {
  /** Its origin, and `iss` in its tokens. */
  readonly url: string
  /** @see Issuer.rotateKey */
  rotateKey(): void
  stop(): Promise<void>
}

/** Starts the issuer for an app. @param parameters `port` 0 lets the system choose */
export async function startIssuer({
  port = 0,
  appOrigin,
  keysFile,
}: {
  port?: number
  appOrigin: string
  keysFile?: string
}): Promise<RunningIssuer> {
  // Longer than a busy machine stands still: a caller in this process would send on a connection that has just been closed.
  const server = createServer({ keepAliveTimeout: 60_000 })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1', exclusive: true }, resolve)
  })
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const issuer = new Issuer({
    ...{ url, keysFile },
    ...{ clientId: client.id, clientSecret: client.secret, redirectUri: `${appOrigin}${callbackPath}` },
  })
  server.on('request', (request, response) => {
    issuer.answer(request, response).catch((error: unknown) => {
      console.error(error)
      if (!response.headersSent) response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' })
      response.end('This sign-in is over. Go back to the app and begin again.')
    })
  })
  return {
    url,
    rotateKey: () => issuer.rotateKey(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
