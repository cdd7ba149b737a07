import { describe, expect, test } from 'vitest'
import {
  account,
  email,
  emailVerifier,
  friend,
  gmail,
  google,
  module,
  oidcVerifier,
  ownPasskey,
  passphrase,
  salt,
  samplePolicy,
  validator,
  wallet,
  walletA,
} from '../test/samples.ts'
import { type AssessPolicyContext, assessPolicy } from './assessPolicy.ts'
import type { GuardianDescriptor } from './guardianDescriptor.ts'
import { type Policy, sortGuardians, verifierSigner } from './policy.ts'
import { balanced, simple, strict } from './presets.ts'

const options = { rotator: validator, salt }
const operated: GuardianDescriptor = { ...google, independent: false }

function context(descriptors: GuardianDescriptor[]): AssessPolicyContext {
  return {
    account,
    module,
    descriptors,
    pinned: {
      rotators: [validator],
      verifiers: { passkey: [validator], oidc: [oidcVerifier], email: [emailVerifier] },
    },
    ownPasskeys: [ownPasskey],
  }
}

/** `severity code` of each finding. */
function assess(policy: Policy, descriptors: GuardianDescriptor[]): string[] {
  return assessPolicy(policy, context(descriptors)).map(({ code, severity }) => `${severity} ${code}`)
}

function custom(weighed: [GuardianDescriptor, number][], tiers: [number, number][]): string[] {
  const policy = samplePolicy({
    guardians: sortGuardians(weighed.map(([{ signer }, weight]) => ({ signer, weight }))),
    tiers: tiers.map(([weight, delay]) => ({ weight, delay })),
  })
  return assess(
    policy,
    weighed.map(([descriptor]) => descriptor),
  )
}

describe('presets', () => {
  const all = [wallet, passphrase, friend, google, email]

  test('balanced has nothing to warn of', () => {
    expect(assess(balanced(all, options), all)).toEqual(['note one-guardian-alone'])
  })

  test('simple has its risk spelled out', () => {
    expect(assess(simple(all, options), all)).toEqual(['warn one-guardian-alone', 'note one-guardian-alone'])
  })

  test('strict can be lost, and depends on the operator where e-mail is in', () => {
    const own = [wallet, passphrase, friend, google]
    expect(assess(strict(own, options), own)).toEqual(['warn all-needed'])
    expect(assess(strict(all, options), all)).toEqual(['warn operator-needed', 'warn all-needed'])
  })

  test('a single guardian is warned of', () => {
    expect(assess(balanced([wallet], options), [wallet])).toEqual([
      'warn one-guardian',
      'note one-guardian-alone',
    ])
  })
})

describe("C-49 the operator's guardians", () => {
  test('count as one: alone under 72 hours is refused', () => {
    expect(
      custom(
        [
          [email, 1],
          [operated, 1],
          [wallet, 2],
        ],
        [[2, 86_400]],
      ),
    ).toContain('refuse operator-alone')
    expect(
      custom(
        [
          [email, 1],
          [operated, 1],
          [wallet, 2],
        ],
        [[2, 259_199]],
      ),
    ).toContain('refuse operator-alone')
    expect(
      custom(
        [
          [email, 1],
          [operated, 1],
          [wallet, 2],
        ],
        [[2, 259_200]],
      ),
    ).not.toContain('refuse operator-alone')
    expect(
      custom(
        [
          [email, 1],
          [google, 1],
          [wallet, 2],
        ],
        [[2, 0]],
      ),
    ).not.toContain('refuse operator-alone')
  })

  test('stay so whatever a server calls them', () => {
    const disguised: GuardianDescriptor = { kind: 'passkey', signer: email.signer }
    const policy = samplePolicy({
      guardians: [{ signer: email.signer, weight: 1 }],
      tiers: [{ weight: 1, delay: 0 }],
    })
    expect(assess(policy, [disguised])).toContain('refuse operator-alone')
    expect(assess(policy, [])).toContain('refuse operator-alone')
  })

  test('are warned of where nothing works without them', () => {
    expect(
      custom(
        [
          [email, 2],
          [wallet, 1],
        ],
        [[2, 259_200]],
      ),
    ).toContain('warn operator-needed')
  })
})

describe('what must never be signed', () => {
  test('a rotator or verifier that is not on the pinned list', () => {
    expect(assess(samplePolicy({ rotator: oidcVerifier }), [])).toContain('refuse rotator-not-pinned')
    const stranger = samplePolicy({
      guardians: [{ signer: verifierSigner(walletA, '0x1234'), weight: 6 }],
    })
    const [finding] = assessPolicy(stranger, context([])).filter(({ code }) => code === 'verifier-not-pinned')
    expect(finding).toMatchObject({ severity: 'refuse', guardians: [0] })
  })

  test('a passkey of the account as its own guardian', () => {
    const own: GuardianDescriptor = { kind: 'passkey', signer: ownPasskey.signer(validator) }
    expect(
      custom(
        [
          [own, 1],
          [wallet, 1],
        ],
        [[1, 259_200]],
      ),
    ).toContain('refuse own-passkey')
  })

  test('a policy that the chain would reject, with its reason', () => {
    const [finding, ...others] = assessPolicy(
      samplePolicy({ tiers: [{ weight: 99, delay: 0 }] }),
      context([]),
    )
    expect(finding).toMatchObject({ code: 'invalid', severity: 'refuse' })
    expect(finding?.sentence).toContain('99')
    expect(others).toEqual([])
  })
})

describe('what the owner should know', () => {
  test('guardians of one mailbox, provider or device fall together', () => {
    expect(
      custom(
        [
          [google, 1],
          [gmail, 1],
          [wallet, 1],
        ],
        [[3, 0]],
      ),
    ).toContain('warn same-mailbox')
    const work: GuardianDescriptor = { ...gmail, mailbox: 'work.alice@gmail.com' }
    expect(
      custom(
        [
          [google, 1],
          [work, 1],
          [wallet, 1],
        ],
        [[3, 0]],
      ),
    ).toContain('note same-provider')
    const phone = (guardian: GuardianDescriptor) => ({ ...guardian, device: 'my phone' })
    expect(
      custom(
        [
          [phone(wallet), 1],
          [phone(friend), 1],
        ],
        [[2, 0]],
      ),
    ).toContain('warn same-device')
    expect(
      custom(
        [
          [phone(wallet), 1],
          [friend, 1],
        ],
        [[2, 0]],
      ),
    ).not.toContain('warn same-device')
  })

  test('two guardians of one kind at once', () => {
    const second: GuardianDescriptor = {
      kind: 'wallet',
      signer: '0xcc00000000000000000000000000000000000003',
    }
    expect(
      custom(
        [
          [wallet, 1],
          [second, 1],
          [friend, 1],
        ],
        [[2, 0]],
      ),
    ).toContain('warn one-kind-at-once')
    expect(
      custom(
        [
          [wallet, 1],
          [passphrase, 1],
          [friend, 1],
        ],
        [[2, 0]],
      ),
    ).not.toContain('warn one-kind-at-once')
  })

  test('no time to object, and little time to finish', () => {
    expect(
      custom(
        [
          [wallet, 1],
          [friend, 1],
        ],
        [[2, 0]],
      ),
    ).toContain('warn never-waits')
    expect(assess(samplePolicy({ windowHours: 48 }), [])).toContain('warn short-window')
    expect(assess(samplePolicy({ windowHours: 168 }), [])).not.toContain('warn short-window')
  })

  test('sentences name guardians by kind, the worst comes first', () => {
    const findings = assessPolicy(simple([wallet, email], options), context([wallet, email]))
    expect(findings.map(({ sentence }) => sentence)).toEqual([
      'The wallet alone can take the account at once, without time to object.',
      'The e-mail address alone can start a recovery; you have the waiting time to object.',
    ])
  })
})
