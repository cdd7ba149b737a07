import { addresses, encodePolicy, type Policy, sortGuardians } from 'sparekey'
import type { ApprovalJson, GatheredRequest } from 'sparekey/schema'
import { describe, expect, test } from 'vitest'
import type { Network } from '../chains.ts'
import type { EmailWayProps } from '../screens/EmailWay.tsx'
import { approvalsFor, nextCall } from './finish.ts'
import { approvedOn, effectOf, guardianTitle, listed, missingSentence, readGuardians } from './guardians.ts'
import { overall, type RequestOnNetwork, type RequestState, stateOf } from './onChain.ts'
import type { RequestCopy } from './recoveryDraft.ts'
import { networkSteps } from './steps.ts'
import { calendarFile, waitTimes } from './times.ts'
import { tooOld } from './tooOld.ts'

const one = `0x${'11'.repeat(20)}` as const
const two = `0x${'22'.repeat(20)}` as const
const day = 86_400
const time = 1_800_000_000
const policy: Policy = {
  salt: `0x${'00'.repeat(32)}`,
  guardians: sortGuardians([
    { signer: one, weight: 2 },
    { signer: two, weight: 2 },
  ]),
  tiers: [
    { weight: 2, delay: 3 * day },
    { weight: 4, delay: 0 },
  ],
  windowHours: 168,
  rotator: addresses.passkeyValidator,
}
/** A guardian that reads a mailbox: its contract, and a commitment. */
const verifier = { guardian: `0x${'e1'.repeat(20)}`, from: 'recovery@example.org' } as const
const mailbox = `${verifier.guardian}${'5a'.repeat(32)}` as const
const withMailbox: Policy = {
  ...policy,
  guardians: [{ signer: mailbox, weight: 1 }],
  tiers: [{ weight: 1, delay: 3 * day }],
}
const attested = (expiry: number): `0x${string}` =>
  `0x${expiry.toString(16).padStart(10, '0')}${'11'.repeat(65)}`
const networks = [
  { chainId: 1, name: 'Base' },
  { chainId: 2, name: 'Arbitrum' },
]
const approval = (signer: typeof one, chainId: number | null = null): ApprovalJson => ({
  signer,
  signature: '0x1234',
  chainId,
})
const clock = { chainNow: 1000, readAt: 0 }
const on = (state: RequestState, chainId = 1, more: Partial<RequestOnNetwork> = {}): RequestOnNetwork => ({
  network: { chainId, name: networks[chainId - 1]?.name ?? '' } as Network,
  state,
  ready: 0,
  end: 0,
  approvers: [],
  clock,
  isOldKeyGone: true,
  policy,
  policyBytes: encodePolicy(policy),
  ...more,
})

describe('guardians', () => {
  test('what a choice means is computed from the policy', () => {
    expect(effectOf(policy, 0)).toBe('Alone: opens after 72 hours.')
    expect(effectOf(policy, 1, [0])).toBe('With this one too: opens at once.')
    expect(effectOf({ ...policy, tiers: [{ weight: 4, delay: 0 }] }, 0)).toContain('at least one more')
  })

  test('20 bytes are a wallet or a passphrase, a key behind the validator is a passkey', () => {
    expect(readGuardians(policy, {}).map(({ kind }) => kind)).toEqual(['address', 'address'])
  })

  test('DYN-16 a mailbox is known by its contract, and is called so', () => {
    const [guardian] = readGuardians(withMailbox, { email: verifier })
    expect(guardian).toMatchObject({ kind: 'email', alone: 3 * day })
    expect(guardianTitle({ kind: 'email' }, {})).toBe('An e-mail address')
    for (const none of [{}, { email: { ...verifier, guardian: one } }])
      expect(readGuardians(withMailbox, none)[0]?.kind).toBe('other')
  })

  test('an approval by code counts for its day and no longer, and is asked for once more where it came too late', () => {
    const approvals = [{ ...approval(one), signer: mailbox, signature: attested(time) }]
    expect(approvedOn({ chainId: 1, time }, withMailbox, approvals)).toEqual([0])
    expect(approvedOn({ chainId: 1, time: time + 1 }, withMailbox, approvals)).toEqual([])
    const email = { from: verifier.from, isAlone: true } as EmailWayProps
    const seen = (chainNow: number, first: RequestState = 'waiting') =>
      tooOld(
        {
          gathered: { approvals } as unknown as GatheredRequest,
          networks: [
            on(first, 1, { policy: withMailbox, clock: { chainNow, readAt: 0 }, approvers: [0] }),
            on('open', 2, { policy: withMailbox, clock: { chainNow, readAt: 0 } }),
          ],
        },
        { signIn: undefined, email },
      )
    expect(seen(time)).toBeUndefined()
    expect(seen(time + 1)).toEqual({ email: { networks: ['Arbitrum'], way: email } })
  })

  test('approvals that bind a network count there only, and what is missing is named', () => {
    const approvals = [approval(one, 1)]
    const index = policy.guardians.findIndex(({ signer }) => signer === one)
    expect(approvedOn({ chainId: 1, time }, policy, approvals)).toEqual([index])
    expect(approvedOn({ chainId: 2, time }, policy, approvals)).toEqual([])
    const at = (...is: boolean[]) =>
      missingSentence(networks.map(({ name }, place) => ({ name, isApproved: is[place] ?? false })))
    expect(at(true, false)).toBe('Signed for Base, missing for Arbitrum.')
    expect(at(true, true)).toBeUndefined()
    expect(at(false, false)).toBeUndefined()
    expect(listed(['Base', 'Optimism', 'Arbitrum'])).toBe('Base, Optimism and Arbitrum')
  })
})

describe('what the networks say', () => {
  const read = { state: 'none', hasMoved: false, isNewOwner: false, isPast: false } as const

  test('done, stopped and too late are told apart', () => {
    expect(stateOf(read)).toBe('open')
    expect(stateOf({ ...read, isPast: true })).toBe('expired')
    expect(stateOf({ ...read, hasMoved: true, isNewOwner: true })).toBe('done')
    expect(stateOf({ ...read, hasMoved: true })).toBe('ended')
    expect(stateOf({ ...read, state: 'waiting', isPast: true })).toBe('waiting')
  })

  test('a network that is silent never makes it done, nor does one hold the others up', () => {
    expect(overall([on('done'), on('done', 2)])).toBe('done')
    expect(overall([on('done'), on('unknown', 2)])).toBe('ready')
    expect(overall([on('ready'), on('unknown', 2)])).toBe('ready')
    expect(overall([on('waiting'), on('open', 2)])).toBe('waiting')
    expect(overall([on('unknown')])).toBe('unknown')
  })

  test('a tick is what the network says; a submission that is done is not', () => {
    const done = { chainId: 2, action: 'execute', state: 'done', transactionHash: null, error: null } as const
    const steps = networkSteps('take-over', {
      networks: [on('done'), on('ready', 2)],
      submissions: [done],
      isAsked: true,
    })
    expect(steps.map(({ state }) => state)).toEqual(['done', 'pending'])
    expect(steps[0]?.note).toBe('The old passkey no longer works here.')
  })

  test('the time shown is that of the network which is ready last', () => {
    const times = waitTimes([
      on('waiting', 1, { ready: 2000, end: 9000, approvers: [0] }),
      on('waiting', 2, { ready: 5000, end: 9500, approvers: [0] }),
    ])
    expect(times?.ready).toBe(5000)
    expect(waitTimes([on('open')])).toBeUndefined()
  })
})

describe('without the server', () => {
  const copy = (approvals: readonly ApprovalJson[], acceptance?: '0x99'): RequestCopy => ({
    gathered: {
      request: {
        account: one,
        newSigner: '0x1234',
        replace: true,
        deadline: 5000,
        scopes: [{ chainId: '1', epoch: 0 }],
      },
      approvals: [...approvals],
    } as unknown as RequestCopy['gathered'],
    ...(acceptance && { acceptance }),
  })
  const selector = (state: RequestState, ...rest: Parameters<typeof copy>) =>
    nextCall(on(state), copy(...rest))?.data.slice(0, 10)

  test('the next call is the shortest way that the signatures allow', () => {
    const start = selector('open', [approval(one)])
    const both = [approval(one), approval(two)]
    const recovers = selector('open', both, '0x99')
    expect(start).toBeDefined()
    expect(recovers).toBeDefined()
    expect(recovers).not.toBe(start)
    expect(selector('ready', both, '0x99')).not.toBe(recovers)
    expect(selector('open', [])).toBeUndefined()
    expect(selector('ready', both)).toBeUndefined()
    expect(selector('done', both, '0x99')).toBeUndefined()
  })

  test('an approval for this network goes before one for all', () => {
    const own: ApprovalJson = { ...approval(one, 1), signature: '0x5678' }
    const [first] = approvalsFor(on('open'), [approval(one), own])
    expect(first?.signature).toBe('0x5678')
  })
})

test('a calendar gets times in UTC, escaped text and folded lines', () => {
  const file = calendarFile({
    uid: 'a@b',
    title: 'Ready; go, on',
    url: `https://example.org/${'x'.repeat(90)}`,
    begins: Date.UTC(2026, 10, 23, 14, 5),
    ends: Date.UTC(2026, 10, 23, 14, 35),
    made: 0,
  })
  expect(file).toContain('DTSTART:20261123T140500Z')
  expect(file).toContain('SUMMARY:Ready\\; go\\, on')
  expect(file.split('\r\n').every((line) => line.length <= 75)).toBe(true)
})
