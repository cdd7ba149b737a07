// One bad guardian of three starts a request of his own. He cannot occupy a place, and the honest two end it.
import { randomBytes } from 'node:crypto'
import {
  addresses,
  balanced,
  executeRecovery,
  getPolicy,
  getRecovery,
  objectionTypedData,
  objectToRecovery,
  type Request,
  requestHash,
  signAcceptance,
  startRecovery,
} from 'sparekey'
import { parseEther, toHex } from 'viem'
import type { Stack } from '../stack.ts'
import {
  approvalsOf,
  approve,
  createOwner,
  DELAY,
  type Guardian,
  type Network,
  newPasskey,
  ownedChains,
  receipts,
  requestFor,
  setUp,
  wallet,
} from './cast.ts'
import type { Narrator, Step } from './Narrator.ts'

const module = addresses.recoveryModule

export async function badGuardian(
  narrator: Narrator,
  stack: Stack,
  networks: readonly Network[],
): Promise<void> {
  narrator.chapter('A bad guardian’s request beside an honest one')
  const [bad, honest, other] = [wallet(), wallet(), wallet()]
  const [badKey, honestKey] = [newPasskey(), newPasskey()]
  const owner = await narrator.step(
    'Dan has three wallets as guardians, and loses his passkey',
    async (step) => {
      const created = await createOwner(networks, toHex(randomBytes(32)), step)
      await stack.fund(created.address, { eth: parseEther('1') })
      const policy = balanced([bad, honest, other], { rotator: addresses.passkeyValidator })
      step.spent(...(await setUp(networks, created, policy)))
      return created
    },
  )
  const { policy, bytes } = await getPolicy((networks[0] as Network).relayer, { account: owner.address })
  const begin = async (
    newKey: typeof badKey,
    guardians: readonly Guardian[],
    step: Step,
  ): Promise<Request> => {
    const request = await requestFor(networks, owner.address, newKey, step)
    const approvals = await approve(policy, request, guardians)
    step.spent(
      ...(await receipts(networks, ({ relayer }) =>
        startRecovery(relayer, { policy: bytes, request, approvals }),
      )),
    )
    return request
  }
  const theft = await narrator.step('The bad guardian starts first, for a passkey of his own', (step) =>
    begin(badKey, [bad], step),
  )
  const request = await narrator.step(
    'The honest two start Dan’s recovery beside it: both wait, neither blocks',
    async (step) => {
      const started = await begin(honestKey, [honest, other], step)
      for (const { relayer } of networks)
        for (const one of [theft, started]) {
          const { state } = await getRecovery(relayer, {
            account: owner.address,
            requestHash: requestHash(module, one),
          })
          step.check(state === 'waiting', 'both requests wait side by side')
        }
      return started
    },
  )
  await narrator.step(
    'They object to the bad one with more weight than it has: it is over on both chains',
    async (step) => {
      const hash = requestHash(module, theft)
      const sign = ({ signer, account }: typeof honest) => ({
        signer,
        sign: () => account.signTypedData(objectionTypedData(module, hash)),
      })
      const objections = await approvalsOf(policy, [honest, other].map(sign))
      const objection = { account: owner.address, policy: bytes, requestHash: hash, objections }
      const alone = { ...objection, objections: objections.slice(0, 1) }
      await step.refused('ObjectionTooLight', () => objectToRecovery((networks[0] as Network).relayer, alone))
      step.spent(...(await receipts(networks, ({ relayer }) => objectToRecovery(relayer, objection))))
      for (const { relayer } of networks) {
        const { state } = await getRecovery(relayer, { account: owner.address, requestHash: hash })
        step.check(state === 'dead', 'the bad request is over')
      }
    },
  )
  await narrator.step(
    'After 72 hours Dan’s new passkey takes over on both chains; the bad one cannot',
    async (step) => {
      await stack.skipTime(DELAY)
      const stolen = await signAcceptance(badKey, requestHash(module, theft))
      const acceptance = await signAcceptance(honestKey, requestHash(module, request))
      for (const { relayer } of networks)
        await step.refused('WrongState', () =>
          executeRecovery(relayer, { request: theft, acceptance: stolen }),
        )
      step.spent(
        ...(await receipts(networks, ({ relayer }) => executeRecovery(relayer, { request, acceptance }))),
      )
      step.check(
        (await ownedChains(networks, owner.address, honestKey)) === 2,
        'Dan’s new passkey owns the account',
      )
      step.check(
        (await ownedChains(networks, owner.address, badKey)) === 0,
        'the bad guardian’s owns it nowhere',
      )
      step.check(
        (await ownedChains(networks, owner.address, owner.passkey)) === 0,
        'the lost one owns it nowhere',
      )
    },
  )
}
