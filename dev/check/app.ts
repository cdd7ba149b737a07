import { AppAnswerError } from '../errors.ts'

/**
 * Asks whether the server is ready and the web app is there, and writes and reads a row: a name reserved by one browser is
 * refused to another.
 *
 * @throws {@link AppAnswerError}
 */
export async function askApp(url: string): Promise<Record<string, unknown>> {
  const ready = await fetch(`${url}/ready`)
  await expectStatus(ready, 200)
  const page = await fetch(url, { headers: { accept: 'text/html' } })
  await expectStatus(page, 200)
  const name = `check-${crypto.randomUUID().slice(0, 8)}`
  await expectStatus(await reserve(url, name), 200)
  await expectStatus(await reserve(url, name), 409)
  return { ready: await ready.json(), page: (await page.text()).length, reserved: name }
}

/**
 * Asks whether the dashboard is there, and that it is nobody's yet.
 *
 * @param port of its address; Node knows no names under localhost
 * @throws {@link AppAnswerError}
 */
export async function askDashboard(port: number, link: string | undefined): Promise<Record<string, unknown>> {
  const url = `http://127.0.0.1:${port}`
  const page = await fetch(url, { headers: { accept: 'text/html' } })
  await expectStatus(page, 200)
  await expectStatus(await fetch(`${url}/api/session`), 401)
  return { page: (await page.text()).length, link: link !== undefined }
}

function reserve(url: string, name: string): Promise<Response> {
  return fetch(`${url}/api/registration/options`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  })
}

async function expectStatus(response: Response, status: number): Promise<void> {
  if (response.status === status) return
  throw new AppAnswerError(
    response.url,
    `${response.status} ${(await response.clone().text()).slice(0, 300)}`,
  )
}
