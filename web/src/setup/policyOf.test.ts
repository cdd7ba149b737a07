import { addresses, delayOf, OperatorAloneError, policyHash } from 'sparekey'
import { concatHex, keccak256, slice, stringToHex } from 'viem'
import { describe, expect, it } from 'vitest'
import { type ChosenGuardian, draftOf, newDraft, withGuardian, withoutGuardian } from './draft.ts'
import { customProblem, findingsOf, policyOf, timelineRows, totalPoints, wayOf } from './policyOf.ts'

const account = '0x00000000000000000000000000000000000acc01'
const hour = 3600
const wallet = guardian('wallet', '0x1111111111111111111111111111111111111111')
const passphrase = guardian('passphrase', '0x2222222222222222222222222222222222222222')
const google = guardian('oidc', `0x${'44'.repeat(60)}`)
const third = guardian('wallet', '0x3333333333333333333333333333333333333333')

function guardian(kind: ChosenGuardian['kind'], signer: `0x${string}`): ChosenGuardian {
  return { kind, signer, label: `${kind} ${signer.slice(2, 4)}`, isKindKnown: true }
}

function draftWith(...guardians: ChosenGuardian[]) {
  return guardians.reduce(withGuardian, newDraft(account))
}

describe('timelineRows', () => {
  const rows = (draft: ReturnType<typeof draftWith>) =>
    timelineRows(
      policyOf(draft),
      (signer) => draft.guardians.find((one) => one.signer === signer)?.label ?? '?',
    )

  it('tells what one and both can do when they count the same', () => {
    expect(rows(draftWith(wallet, passphrase))).toEqual([
      { who: 'Any one guardian', delay: 72 * hour },
      { who: 'Both guardians together', delay: 0 },
    ])
  })

  it('puts numbers that wait the same into one line', () => {
    expect(rows(draftWith(wallet, passphrase, third))).toEqual([
      { who: 'Any one or two guardians', delay: 72 * hour },
      { who: 'All three guardians together', delay: 0 },
    ])
  })

  it('has one line where all are needed, and for a single guardian', () => {
    expect(rows({ ...draftWith(wallet, passphrase, third), way: 'strict' })).toEqual([
      { who: 'All three guardians together', delay: 72 * hour },
    ])
    expect(rows(draftWith(wallet))).toEqual([{ who: 'Your guardian', delay: 72 * hour }])
    expect(rows({ ...draftWith(wallet, passphrase), way: 'simple' })).toEqual([
      { who: 'Any one guardian', delay: 0 },
    ])
  })

  it('names the smallest groups where some count more', () => {
    const draft = {
      ...draftWith(wallet, passphrase, third),
      way: 'custom' as const,
      custom: {
        counts: { [wallet.signer]: 2 },
        steps: [
          { points: 2, delay: 72 * hour },
          { points: 3, delay: hour },
        ],
        windowHours: 168,
      },
    }
    const found = rows(draft)
    expect(found).toHaveLength(4)
    expect(found).toContainEqual({ who: 'wallet 11', delay: 72 * hour })
    expect(found.filter(({ delay }) => delay === hour)).toHaveLength(2)
  })
})

describe('policyOf', () => {
  it('keeps the salt when guardians come and go', () => {
    const before = draftWith(wallet, passphrase)
    const after = withoutGuardian(before, wallet.signer)
    expect(policyOf(after).salt).toBe(policyOf(before).salt)
    expect(after.guardians).toEqual([passphrase])
  })

  it('replaces a guardian of the same address instead of naming it twice', () => {
    const upper = {
      ...wallet,
      signer: wallet.signer.toUpperCase().replace('0X', '0x') as `0x${string}`,
      label: 'New',
    }
    expect(draftWith(wallet, upper).guardians).toEqual([{ ...upper, signer: wallet.signer }])
  })

  it.each(['balanced', 'simple', 'strict'] as const)(
    '%s is known again when it is read from a chain',
    (way) => {
      const guardians = [wallet, passphrase, third]
      const policy = policyOf({ ...draftWith(...guardians), way })
      expect(wayOf(policy, guardians)).toBe(way)
      const again = draftOf({ account, policy, guardians }, way)
      expect(policyHash(policyOf(again))).toBe(policyHash(policy))
    },
  )

  it('knows a way also where another one would not go with these guardians', () => {
    const guardians = [google, passphrase]
    expect(() => policyOf({ ...draftWith(...guardians), way: 'simple' })).toThrow(OperatorAloneError)
    for (const way of ['balanced', 'strict'] as const)
      expect(wayOf(policyOf({ ...draftWith(...guardians), way }), guardians)).toBe(way)
  })

  it('takes over a custom policy unchanged', () => {
    const guardians = [wallet, passphrase]
    const policy = { ...policyOf(draftWith(...guardians)), windowHours: 96 }
    expect(wayOf(policy, guardians)).toBe('custom')
    const again = draftOf({ account, policy, guardians }, 'custom')
    expect(policyHash(policyOf(again))).toBe(policyHash(policy))
  })
})

describe('customProblem', () => {
  const custom = (...steps: { points: number; delay: number }[]) => ({ counts: {}, steps, windowHours: 168 })

  it('says what is wrong in the words of the screen', () => {
    expect(customProblem(custom(), 2)).toMatch('at least once')
    expect(customProblem(custom({ points: 3, delay: 0 }), 2)).toMatch('together have 2')
    expect(customProblem(custom({ points: 1, delay: 0 }, { points: 1, delay: hour }), 2)).toMatch('Two lines')
    expect(customProblem(custom({ points: 1, delay: 0 }, { points: 2, delay: hour }), 2)).toMatch('wait less')
    expect(customProblem(custom({ points: 2, delay: 0 }, { points: 1, delay: hour }), 2)).toBeUndefined()
  })

  it('counts one point for whom nothing is said', () => {
    const draft = draftWith(wallet, passphrase)
    expect(totalPoints({ ...draft, custom: { ...draft.custom, counts: { [wallet.signer]: 4 } } })).toBe(5)
  })
})

describe('findingsOf', () => {
  const nothing = { ownPasskeys: [], oidc: undefined, email: undefined }

  it('refuses the account itself and its own passkey, and warns of a single guardian', () => {
    const self = draftWith(guardian('wallet', account))
    expect(findingsOf(policyOf(self), self.guardians, { ...nothing, account })[0]).toMatchObject({
      severity: 'refuse',
    })
    const key = {
      x: '0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
      y: '0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
    } as const
    const own = guardian(
      'passkey',
      `${addresses.passkeyValidator}${key.x.slice(2)}${key.y.slice(2)}`.toLowerCase() as `0x${string}`,
    )
    const codes = findingsOf(policyOf(draftWith(own)), [own], {
      ...{ ...nothing, ownPasskeys: [key], account },
    }).map(({ code }) => code)
    expect(codes).toContain('own-passkey')
    expect(codes).toContain('one-guardian')
  })

  describe('of a mailbox', () => {
    const mailboxes = { guardian: `0x${'ee'.repeat(20)}`, from: 'recovery@example.org' } as const
    const email = (label: string) => ({
      ...guardian('email', `${mailboxes.guardian}${'55'.repeat(32)}`),
      label,
    })
    const around = {
      ownPasskeys: [],
      account,
      email: mailboxes,
      oidc: { name: 'Google', guardian: `0x${'44'.repeat(20)}` },
    } as const
    const googles = slice(keccak256(stringToHex('https://accounts.google.com')), 0, 8)
    const withGoogle = guardian('oidc', concatHex([around.oidc.guardian, googles, `0x${'66'.repeat(32)}`]))
    const codes = (...guardians: ChosenGuardian[]) =>
      findingsOf(policyOf(draftWith(...guardians)), guardians, around).map(
        ({ code, severity }) => `${severity} ${code}`,
      )

    it('D-16 warns where the mailbox and the sign-in are one provider’s', () => {
      expect(codes(withGoogle, email('a•••@gmail.com'), wallet)).toContain('warn same-provider')
      expect(codes(withGoogle, email('a•••@example.org'), wallet).join()).not.toMatch('same-provider')
      const elsewhere = guardian('oidc', `${around.oidc.guardian}${'77'.repeat(40)}`)
      expect(codes(elsewhere, email('a•••@gmail.com'), wallet).join()).not.toMatch('same-provider')
    })

    it('C-49 says that nothing goes without the operator where everything is the operator’s word', () => {
      expect(codes(email('a•••@example.org'))).toContain('warn operator-needed')
      expect(codes(email('a•••@example.org'), withGoogle)).toContain('warn operator-needed')
      expect(codes(email('a•••@example.org'), wallet).join()).not.toMatch('operator-needed')
    })

    it('refuses one whose contract this service does not name', () => {
      const stranger = {
        ...email('a•••@example.org'),
        signer: `0x${'ef'.repeat(20)}${'55'.repeat(32)}` as const,
      }
      expect(codes(stranger, wallet)).toContain('refuse verifier-not-pinned')
    })

    it.each(['balanced', 'simple'] as const)(
      '%s lets a mailbox wait 72 hours, and nothing need it',
      (way) => {
        const guardians = [email('a•••@example.org'), wallet, passphrase]
        const policy = policyOf({ ...draftWith(...guardians), way })
        const at = (kind: ChosenGuardian) =>
          policy.guardians.findIndex(({ signer }) => signer === kind.signer)
        expect(delayOf(policy, [at(email(''))])).toBe(72 * hour)
        expect(delayOf(policy, [at(wallet), at(passphrase)])).toBe(0)
        expect(wayOf(policy, guardians)).toBe(way)
      },
    )
  })
})
