// Ends of what the server keeps, to the millisecond, at moments at which clocks are strange.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { created } from '../test/authenticator.ts'
import { newName, newPasskey, random32, refusal, register, useServer } from '../test/server.ts'

const server = useServer()
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

const MINUTE = 60_000
const HOUR = 60 * MINUTE

async function begin() {
  const [browser, name] = [server.browser(), newName()]
  const { body: options } = await browser.post('/api/registration/options', { name })
  const body = { name, salt: random32(), credential: created(newPasskey(), options) }
  return { browser, finish: () => browser.post('/api/registration', body) }
}

describe.each([
  ['when summer time begins', '2027-03-28T01:00:00Z', 'Europe/Berlin'],
  ['when it ends', '2027-10-31T01:00:00Z', 'Europe/Berlin'],
  ['when clocks are put back by half an hour', '2027-04-03T15:00:00Z', 'Australia/Lord_Howe'],
  ['at a leap second', '2016-12-31T23:59:59.999Z', 'UTC'],
  ['at the end of a leap day', '2028-02-29T23:59:59.500Z', 'America/New_York'],
])('%s', (_, moment, zone) => {
  const at = Date.parse(moment)
  beforeEach(() => {
    vi.stubEnv('TZ', zone)
    vi.setSystemTime(at - MINUTE)
  })

  test('S-12 a challenge counts for 5 minutes, not a millisecond more or less', async () => {
    const [one, other] = [await begin(), await begin()]
    vi.setSystemTime(at + 4 * MINUTE - 1)
    expect(await one.finish()).toMatchObject({ status: 201 })
    vi.setSystemTime(at + 4 * MINUTE)
    expect(await other.finish()).toMatchObject(refusal(409, 'challenge_gone'))
  })

  test('S-12 a session ends after 12 hours without use, not a millisecond more or less', async () => {
    const { browser } = await register(server)
    vi.setSystemTime(at - MINUTE + 12 * HOUR - 1)
    expect((await browser.get('/api/session')).status).toBe(200)
    vi.setSystemTime(at - MINUTE + 24 * HOUR - 1)
    expect(await browser.get('/api/session')).toMatchObject(refusal(401, 'session_required'))
  })
})

test.each([HOUR, -HOUR])(
  'S-12 a clock that jumps by %i ms and back ends nothing and revives nothing',
  async (jump) => {
    const start = Date.now()
    const [one, used, person] = [await begin(), await begin(), await register(server)]
    expect(await used.finish()).toMatchObject({ status: 201 })
    vi.setSystemTime(start + jump)
    expect(await used.finish()).toMatchObject(refusal(409, 'challenge_gone'))
    vi.setSystemTime(start)
    expect(await one.finish()).toMatchObject({ status: 201 })
    expect((await person.browser.get('/api/session')).status).toBe(200)
  },
)
