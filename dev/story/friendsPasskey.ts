// A friend's passkey is a guardian like any other: no wallet, no app.
import { randomBytes } from 'node:crypto'
import {
  addresses,
  approveWithPasskey,
  getPolicy,
  passkeyGuardian,
  recover,
  requestHash,
  signAcceptance,
  simple,
} from 'sparekey'
import { parseEther, toHex } from 'viem'
import type { Stack } from '../stack.ts'
import {
  approve,
  createOwner,
  type Network,
  newPasskey,
  ownedChains,
  receipts,
  requestFor,
  setUp,
} from './cast.ts'
import type { Narrator } from './Narrator.ts'

const contracts = { module: addresses.recoveryModule, validator: addresses.passkeyValidator }

export async function friendsPasskey(
  narrator: Narrator,
  stack: Stack,
  networks: readonly Network[],
): Promise<void> {
  narrator.chapter('A friend’s passkey as guardian')
  const friend = newPasskey()
  const owner = await narrator.step(
    'Bob names his friend’s passkey as guardian, on both chains',
    async (step) => {
      const created = await createOwner(networks, toHex(randomBytes(32)), step)
      await stack.fund(created.address, { eth: parseEther('1') })
      const guardian = passkeyGuardian(contracts.validator, friend)
      step.spent(...(await setUp(networks, created, simple([guardian], { rotator: contracts.validator }))))
      return created
    },
  )
  await narrator.step(
    'The friend approves with one prompt; Bob’s new passkey takes over on both chains',
    async (step) => {
      const [{ relayer }] = networks as [Network]
      const { policy, bytes } = await getPolicy(relayer, { account: owner.address })
      const newKey = newPasskey()
      const request = await requestFor(networks, owner.address, newKey, step)
      const guardian = {
        ...passkeyGuardian(contracts.validator, friend),
        approve: () => approveWithPasskey(friend, contracts, request),
      }
      const approvals = await approve(policy, request, [guardian])
      const acceptance = await signAcceptance(newKey, requestHash(contracts.module, request))
      // The acceptance is over another digest: it does not pass for the friend's approval.
      const swapped = approvals.map((approval) => ({ ...approval, signature: acceptance }))
      await step.refused('NotApproved', () =>
        recover(relayer, { policy: bytes, request, approvals: swapped, acceptance }),
      )
      const recovery = { policy: bytes, request, approvals, acceptance }
      step.spent(...(await receipts(networks, (network) => recover(network.relayer, recovery))))
      step.check(
        (await ownedChains(networks, owner.address, newKey)) === 2,
        'the new passkey owns the account on both chains',
      )
      step.check(
        (await ownedChains(networks, owner.address, owner.passkey)) === 0,
        'the old passkey owns it nowhere',
      )
    },
  )
}
