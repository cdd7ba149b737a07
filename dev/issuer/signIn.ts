// Signs in without a browser, for tests: follows the issuer's pages with cookies until they lead back to the app.
import type { Person } from './people.ts'

const mostSteps = 10

/** Where the app's own page would be opened: with `code` and `state`, or `error`. */
export async function signInAtIssuer(authorizationUrl: string, person: Person | 'nobody'): Promise<URL> {
  const cookies = new Map<string, string>()
  const origin = new URL(authorizationUrl).origin
  let url = authorizationUrl
  for (let step = 0; step < mostSteps; step++) {
    const isChoice = new URL(url).pathname.startsWith('/choose/')
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(isChoice && {
        method: 'POST',
        body: new URLSearchParams({ account: person === 'nobody' ? '' : person.subject }),
      }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (!location) throw new TypeError(`The issuer answered ${response.status}: ${await response.text()}`)
    url = new URL(location, url).href
    if (new URL(url).origin !== origin) return new URL(url)
  }
  throw new TypeError('The issuer never led back to the app.')
}
