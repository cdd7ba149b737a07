import { describe, expect, test } from 'vitest'
import { email, friend, gmail, google, passphrase, salt, validator, wallet } from '../test/samples.ts'
import { type GuardianDescriptor, normaliseMailbox } from './guardianDescriptor.ts'
import { policyHash } from './policy.ts'
import { balanced, OperatorAloneError, simple, strict, TooManyEmailGuardiansError } from './presets.ts'

const options = { rotator: validator, salt }
const H72 = 259_200

/** Weights in the order in which guardians were given, and tiers as pairs. */
function numbers(preset: typeof balanced, descriptors: GuardianDescriptor[]) {
  const policy = preset(descriptors, options)
  const weights = descriptors.map(
    ({ signer }) => policy.guardians.find((guardian) => guardian.signer === signer)?.weight,
  )
  return { weights, tiers: policy.tiers.map(({ weight, delay }) => [weight, delay]) }
}

describe('golden vectors', () => {
  test.each<[string, GuardianDescriptor[], number[], number[][], number[][], number[][]]>([
    // guardians, weights, balanced, simple, strict
    ['wallet', [wallet], [2], [[1, H72]], [[2, 0]], [[2, H72]]],
    ['e-mail', [email], [1], [[1, H72]], [[1, H72]], [[1, H72]]],
    [
      'wallet, e-mail',
      [wallet, email],
      [2, 1],
      [[1, H72]],
      [
        [1, H72],
        [2, 0],
      ],
      [[3, H72]],
    ],
    [
      'wallet, passphrase',
      [wallet, passphrase],
      [2, 2],
      [
        [1, H72],
        [4, 0],
      ],
      [[2, 0]],
      [[4, H72]],
    ],
    [
      'wallet, Google, another e-mail',
      [wallet, google, email],
      [2, 2, 1],
      [
        [1, H72],
        [4, 0],
      ],
      [
        [1, H72],
        [2, 0],
      ],
      [[5, H72]],
    ],
    [
      'Google and e-mail of one mailbox',
      [google, gmail],
      [1, 1],
      [[1, H72]],
      [
        [1, H72],
        [2, 0],
      ],
      [[2, H72]],
    ],
    [
      'wallet, Google and e-mail of one mailbox',
      [wallet, google, gmail],
      [2, 1, 1],
      [
        [1, H72],
        [4, 0],
      ],
      [
        [1, H72],
        [2, 0],
      ],
      [[4, H72]],
    ],
    [
      'wallet, passphrase, passkey, Google, e-mail',
      [wallet, passphrase, friend, google, email],
      [2, 2, 2, 2, 1],
      [
        [1, H72],
        [8, 0],
      ],
      [
        [1, H72],
        [2, 0],
      ],
      [[9, H72]],
    ],
  ])('%s', (_, descriptors, weights, ...tiers) => {
    for (const [index, preset] of [balanced, simple, strict].entries()) {
      expect(numbers(preset, descriptors)).toEqual({ weights, tiers: tiers[index] })
    }
  })

  test('hashes', () => {
    const descriptors = [wallet, passphrase, friend, google, email]
    expect(
      [balanced, simple, strict].map((preset) => policyHash(preset(descriptors, options))),
    ).toMatchInlineSnapshot(`
      [
        "0xbb25f4210d1d65218bf5972b0282abd68e862657f44aae6dd5443bbb435144b0",
        "0x44534555e67b5ea6ad50de4f4a1ba98972d9188a45ba9b43460f91129de111e5",
        "0xf796a445e9b71b3979fc7d32820e869bc904463b819d56d4224cfb5e7cf8b960",
      ]
    `)
  })
})

test('the order in which guardians are given does not matter', () => {
  expect(balanced([email, wallet, google], options)).toEqual(balanced([google, email, wallet], options))
})

test('salt is random, window 7 days unless chosen', () => {
  const [a, b] = [balanced([wallet], { rotator: validator }), balanced([wallet], { rotator: validator })]
  expect(a.salt).not.toBe(b.salt)
  expect(a.windowHours).toBe(168)
  expect(balanced([wallet], { ...options, windowHours: 720 }).windowHours).toBe(720)
})

describe("C-49 the operator's guardians alone never get less than 72 hours", () => {
  const operated: GuardianDescriptor = { ...google, independent: false }
  const { independent: _, ...unknown } = google
  const second: GuardianDescriptor = {
    ...operated,
    signer: `${google.signer.slice(0, -2)}ff` as `0x${string}`,
  }

  test('an OpenID guardian without an independent confirmer is one of them', () => {
    expect(() => simple([operated], options)).toThrow(OperatorAloneError)
    expect(() => simple([unknown, wallet], options)).toThrow(OperatorAloneError)
    expect(() => simple([{ ...operated, mailbox: gmail.mailbox ?? '' }, gmail], options)).toThrow(
      OperatorAloneError,
    )
    expect(() => balanced([operated, second], options)).toThrow(OperatorAloneError)
  })

  test('with others beside them, or 72 hours, they may be in', () => {
    expect(balanced([operated, second, wallet], options).tiers).toHaveLength(2)
    expect(strict([operated, email], options).tiers).toEqual([{ weight: 3, delay: H72 }])
    expect(balanced([operated, email], options).tiers).toEqual([{ weight: 1, delay: H72 }])
  })

  test('e-mail never stands in for another guardian, so a second one is refused', () => {
    const other: GuardianDescriptor = { ...email, signer: `${email.signer}00`, mailbox: 'bob@example.org' }
    for (const preset of [balanced, simple, strict]) {
      expect(() => preset([wallet, passphrase, email, other], options)).toThrow(TooManyEmailGuardiansError)
    }
    // One that shares the weight of its Google account is no second.
    expect(numbers(balanced, [wallet, google, gmail, other]).tiers).toEqual([
      [1, H72],
      [4, 0],
    ])
  })
})

test.each([
  [' Alice@Example.org ', 'alice@example.org'],
  ['alice+tag@example.org', 'alice@example.org'],
  ['a.l.ice+x@googlemail.com', 'alice@gmail.com'],
  ['a.lice@example.org', 'a.lice@example.org'],
  ['no address', 'no address'],
])('the mailbox of %s is %s', (address, mailbox) => {
  expect(normaliseMailbox(address)).toBe(mailbox)
})
