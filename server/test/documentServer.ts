// Real servers for the documents of an issuer, with and without a certificate that anybody trusts.
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'

/** A server that answers until it is closed. */
export interface DocumentServer {
  /** Its origin. */
  readonly url: string
  close(): void
}

/** Of nobody but itself, for localhost, from 2000 to 2100. */
const selfSigned = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBVTCB/KADAgECAgEBMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCWxvY2FsaG9z
dDAgFw0wMDAxMDEwMDAwMDBaGA8yMTAwMDEwMTAwMDAwMFowFDESMBAGA1UEAwwJ
bG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE4RNyxjwsHDMBhJdX
qPi4GF8jrNWKXMDs2PEKi4UYAN7HaCPjuM5+bBzCVq4WZiwypQSgPOggcfndVk1y
fEu4BqM9MDswGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMB0GA1UdDgQWBBT4
obNcQUD10nups511KqbT+BRK2TAKBggqhkjOPQQDAgNIADBFAiEAxdblMj3ZNOPn
5PqA3oTF58FNYibn+RjSz0/d+0B/wbMCIE6JvneMXVbXnh/gJwrxw0AV+HZD/Q5D
ru0sGMwiAZS7
-----END CERTIFICATE-----`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9cTklpAxMmNFd6uM
UlgxqKMGlj3jTZr2xDVhx+F75uihRANCAAThE3LGPCwcMwGEl1eo+LgYXyOs1Ypc
wOzY8QqLhRgA3sdoI+O4zn5sHMJWrhZmLDKlBKA86CBx+d1WTXJ8S7gG
-----END PRIVATE KEY-----`,
}

/** Longer than a busy machine stands still: a caller in this process would send on a connection that has just been closed. */
const patient = { keepAliveTimeout: 60_000 }

export const serveHttp = (answer: RequestListener): Promise<DocumentServer> =>
  started(createServer(patient, answer), 'http')

/** By TLS, with a certificate that nobody has signed. */
export const serveUntrusted = (answer: RequestListener): Promise<DocumentServer> =>
  started(createSecureServer({ ...selfSigned, ...patient }, answer), 'https')

async function started(server: Server, scheme: string): Promise<DocumentServer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `${scheme}://localhost:${(server.address() as AddressInfo).port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** What answers with a document. */
export const answerWith =
  (document: unknown): RequestListener =>
  (_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
