// A guardian turns thief. The owner still has the passkey, no ETH, and stops it on both chains with one prompt.
import { randomBytes } from 'node:crypto'
import {
  type Approval,
  addresses,
  balanced,
  cancelWithSignature,
  executeRecovery,
  getPolicy,
  getRecovery,
  type Request,
  requestHash,
  signAcceptance,
  signCancellation,
  startRecovery,
} from 'sparekey'
import { type Address, toHex } from 'viem'
import { entryPoint08Abi, entryPoint08Address } from 'viem/account-abstraction'
import { writeContract } from 'viem/actions'
import type { Stack } from '../stack.ts'
import {
  approve,
  createOwner,
  DELAY,
  type Network,
  newPasskey,
  type Owner,
  ownedChains,
  receipts,
  requestFor,
  setUp,
  wallet,
} from './cast.ts'
import type { Narrator, Step } from './Narrator.ts'

interface Theft {
  readonly request: Request
  readonly approvals: readonly Approval[]
}

export async function objection(
  narrator: Narrator,
  stack: Stack,
  networks: readonly Network[],
): Promise<void> {
  narrator.chapter('A thief’s request, and the owner’s objection')
  const [thief, honest] = [wallet(), wallet()]
  const thiefsKey = newPasskey()
  const owner = await narrator.step(
    'Carol has two wallets as guardians and not a wei on any chain',
    async (step) => {
      const created = await createOwner(networks, toHex(randomBytes(32)), step)
      await payDeposit(networks, created.address)
      const policy = balanced([thief, honest], { rotator: addresses.passkeyValidator })
      step.spent(...(await setUp(networks, created, policy)))
      step.check((await etherOf(networks, created.address)) === 0n, 'the account has no ETH')
      return created
    },
  )
  const theft = await narrator.step(
    'One guardian starts a recovery for a passkey of his own, on both chains',
    async (step) => {
      const { policy, bytes } = await policyOf(networks, owner)
      const request = await requestFor(networks, owner.address, thiefsKey, step)
      const approvals = await approve(policy, request, [thief])
      step.spent(
        ...(await receipts(networks, ({ relayer }) =>
          startRecovery(relayer, { policy: bytes, request, approvals }),
        )),
      )
      return { request, approvals }
    },
  )
  await narrator.step('Carol objects with one prompt and no gas: it is over on both chains', (step) =>
    object(networks, owner, theft, step),
  )
  await narrator.step(
    'The thief cannot go on, not after 72 hours and not with the same approval',
    async (step) => {
      await stack.skipTime(DELAY)
      const hash = requestHash(addresses.recoveryModule, theft.request)
      const acceptance = await signAcceptance(thiefsKey, hash)
      const { bytes } = await policyOf(networks, owner)
      for (const { relayer } of networks) {
        await step.refused('WrongState', () =>
          executeRecovery(relayer, { request: theft.request, acceptance }),
        )
        await step.refused('WrongEpoch', () => startRecovery(relayer, { policy: bytes, ...theft }))
      }
      step.check(
        (await ownedChains(networks, owner.address, owner.passkey)) === 2,
        'Carol’s passkey owns the account',
      )
      step.check((await ownedChains(networks, owner.address, thiefsKey)) === 0, 'the thief’s owns it nowhere')
    },
  )
}

const policyOf = (networks: readonly Network[], { address }: Owner) =>
  getPolicy((networks[0] as Network).relayer, { account: address })

async function object(
  networks: readonly Network[],
  owner: Owner,
  { request }: Theft,
  step: Step,
): Promise<void> {
  const hash = requestHash(addresses.recoveryModule, request)
  const before = await moneyOf(networks, owner.address)
  const { timestamp } = await (networks[0] as Network).stackChain.client.getBlock()
  const cancellation = {
    account: owner.address,
    requestHash: hash,
    scopes: request.scopes,
    deadline: Number(timestamp) + 3600,
  }
  const stranger = await signCancellation(newPasskey(), cancellation)
  const [{ relayer: first }] = networks as [Network]
  await step.refused('NotCancelled', () =>
    cancelWithSignature(first, { ...cancellation, signature: stranger }),
  )
  const signature = await signCancellation(owner.passkey, cancellation)
  step.spent(
    ...(await receipts(networks, ({ relayer }) =>
      cancelWithSignature(relayer, { ...cancellation, signature }),
    )),
  )
  for (const { relayer } of networks) {
    const { state } = await getRecovery(relayer, { account: owner.address, requestHash: hash })
    step.check(state === 'dead', 'the thief’s request is over')
  }
  step.check((await etherOf(networks, owner.address)) === 0n, 'the account still has no ETH')
  step.check((await moneyOf(networks, owner.address)) === before, 'it has not paid out of its deposit either')
}

/** Pays for the account's set-up out of somebody else's pocket, so that it never has ETH of its own. */
async function payDeposit(networks: readonly Network[], address: Address): Promise<void> {
  await receipts(networks, ({ relayer }) =>
    writeContract(relayer, {
      account: relayer.account,
      chain: relayer.chain,
      abi: entryPoint08Abi,
      address: entryPoint08Address,
      functionName: 'depositTo',
      args: [address],
      value: 10n ** 17n,
    }),
  )
}

async function etherOf(networks: readonly Network[], address: Address): Promise<bigint> {
  const balances = await Promise.all(
    networks.map(({ stackChain }) => stackChain.client.getBalance({ address })),
  )
  return balances.reduce((sum, balance) => sum + balance)
}

/** ETH of the account and in its deposits, on all chains. */
async function moneyOf(networks: readonly Network[], address: Address): Promise<bigint> {
  const deposits = await Promise.all(
    networks.map(({ stackChain }) =>
      stackChain.client.readContract({
        abi: entryPoint08Abi,
        address: entryPoint08Address,
        functionName: 'balanceOf',
        args: [address],
      }),
    ),
  )
  return (await etherOf(networks, address)) + deposits.reduce((sum, deposit) => sum + deposit)
}
