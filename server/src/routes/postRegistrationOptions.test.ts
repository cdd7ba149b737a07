import { describe, expect, test } from 'vitest'
import { newName, refusal, register, useServer } from '../../test/server.ts'

const server = useServer()
const path = '/api/registration/options'

describe('200', () => {
  test('asks for a discoverable ES256 passkey with user verification and without attestation', async () => {
    const name = newName()
    const { status, body } = await server.browser().post(path, { name })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      rp: { id: 'localhost' },
      user: { name, displayName: name },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
    })
    expect(Buffer.from(body.challenge, 'base64url')).toHaveLength(32)
  })

  test('the same browser may ask again, another one after 10 minutes', async () => {
    const name = newName()
    const browser = server.browser()
    expect(await browser.post(path, { name })).toMatchObject({ status: 200 })
    expect(await browser.post(path, { name })).toMatchObject({ status: 200 })
    server.skip(601)
    expect(await server.browser().post(path, { name })).toMatchObject({ status: 200 })
  })
})

describe('409', () => {
  test('a name that somebody has is refused', async () => {
    const { name } = await register(server)
    expect(await server.browser().post(path, { name })).toMatchObject(refusal(409, 'name_taken'))
  })

  test('of 10 browsers that ask for a name at once, one gets it', async () => {
    const name = newName()
    const answers = await Promise.all(Array.from({ length: 10 }, () => server.browser().post(path, { name })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9)
  })
})
