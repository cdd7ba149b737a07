// One of the server's HTTP interfaces: how it is called, what its document says, and good calls to begin with.
import type { Hono } from 'hono'
import type { Browser } from '../Browser.ts'
import type { Call } from '../everyCall.ts'
import type { JsonSchema } from './values.ts'

/** What we use of an OpenAPI document. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>
  readonly components: { readonly schemas: { readonly Problem: JsonSchema } }
}

interface DocumentOperation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: JsonSchema }[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>

/** An endpoint as its document describes it. */
export interface Operation extends DocumentOperation {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly matches: RegExp
  /** Whether a passkey's answer is handed in: its challenge is good for one try, whatever comes of it. */
  readonly takesPasskey: boolean
}

/** A call that was good when it was prepared. */
export interface GoodCall extends Call {
  readonly name: string
  readonly method: string
}

/** What is fuzzed. */
export interface Surface {
  readonly name: string
  readonly app: Pick<Hono, 'fetch'>
  readonly origin: string
  /** Of the same app, listening. */
  readonly port: number
  /**
   * Waits until what came over sockets is through, also where nobody waited for the answer; the last one's status, if
   * anything has reached the app.
   */
  readonly through: () => Promise<number | undefined>
  readonly document: Document
  readonly operations: readonly Operation[]
  readonly good: readonly GoodCall[]
  /** Browsers with and without sessions. */
  readonly browsers: readonly Browser[]
  /** Whether its networks answer; 503 is an answer only where they do not. */
  readonly isOnline: boolean
  /** Tables in which reading leaves something: who looked at whom. */
  readonly noted: readonly string[]
}

/** The operations of a document. */
export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      ...{ name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path },
      takesPasskey: Object.values(operation.requestBody?.content ?? {}).some(
        ({ schema }) => 'credential' in (schema.properties ?? {}),
      ),
      matches: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
    })),
  )
}

/** The operation that a call reaches, if any. */
export function reached({ operations }: Surface, method: string, path: string): Operation | undefined {
  const wanted = method.toUpperCase() === 'HEAD' ? 'GET' : method.toUpperCase()
  // `/a/./b` is `/a/b` to the server.
  const pathname = URL.parse(`http://server${path}`)?.pathname ?? path
  return operations.find((one) => one.method === wanted && one.matches.test(pathname))
}
