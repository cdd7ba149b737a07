// Two guardians together: more proof, no waiting.

import {
  addresses,
  derivePassphraseGuardian,
  getPolicy,
  recover,
  requestHash,
  signAcceptance,
} from 'sparekey'
import { isAddressEqual } from 'viem'
import { approvalsOf, type Network, newPasskey, ownedChains, receipts, requestFor } from './cast.ts'
import type { Recovered } from './lostPasskey.ts'
import type { Narrator, Step } from './Narrator.ts'

export async function withoutDelay(
  narrator: Narrator,
  networks: readonly Network[],
  recovered: Recovered,
): Promise<void> {
  narrator.chapter('No waiting: wallet and passphrase together')
  await narrator.step('A wrong passphrase is no guardian of hers', (step) =>
    wrongPassphrase(networks, recovered, step),
  )
  await narrator.step(
    'Wallet and passphrase approve; the third passkey takes over at once on both chains',
    (step) => recoverAtOnce(networks, recovered, step),
  )
}

async function wrongPassphrase(
  networks: readonly Network[],
  recovered: Recovered,
  step: Step,
): Promise<void> {
  const { owner, salt } = recovered
  const passphrase = `${recovered.passphrase}s`
  const wrong = await derivePassphraseGuardian({ passphrase, account: owner.address, salt })
  for (const { relayer } of networks) {
    const { policy } = await getPolicy(relayer, { account: owner.address })
    const isGuardian = policy.guardians.some(
      ({ signer }) => signer.length === 42 && isAddressEqual(signer, wrong.signer),
    )
    step.check(!isGuardian, 'the wrong passphrase leads to another address')
  }
}

async function recoverAtOnce(networks: readonly Network[], recovered: Recovered, step: Step): Promise<void> {
  const { owner, wallet, passphrase } = recovered
  const [{ relayer }] = networks as [Network]
  // As somebody would who comes with the phrase alone: account and salt are read from the chain.
  const { policy, bytes } = await getPolicy(relayer, { account: owner.address })
  const guardian = await derivePassphraseGuardian({ passphrase, account: owner.address, salt: policy.salt })
  const newKey = newPasskey()
  const request = await requestFor(networks, owner.address, newKey, step)
  const approvals = await approvalsOf(policy, [
    { signer: wallet.signer, sign: () => wallet.approve(request) },
    { signer: guardian.signer, sign: () => guardian.approve(addresses.recoveryModule, request) },
  ])
  const acceptance = await signAcceptance(newKey, requestHash(addresses.recoveryModule, request))
  const alone = approvals.slice(0, 1)
  await step.refused('NotReady', () =>
    recover(relayer, { policy: bytes, request, approvals: alone, acceptance }),
  )
  const sent = await receipts(networks, (network) =>
    recover(network.relayer, { policy: bytes, request, approvals, acceptance }),
  )
  step.spent(...sent)
  step.check(
    (await ownedChains(networks, owner.address, newKey)) === 2,
    'the third passkey owns the account on both chains',
  )
  step.check(
    (await ownedChains(networks, owner.address, owner.passkey)) === 0,
    'the second passkey owns it nowhere',
  )
}
