// Who takes part: people with wallets, passphrases and passkeys, and a relayer that pays the gas and holds no role.

import type { Call, GuardianDescriptor, Policy, WriteClient } from 'sparekey'
import {
  type Approval,
  addresses,
  checkWalletApproval,
  createAccount,
  isOwner,
  type Passkey,
  passkeySigner,
  prepareRequest,
  type Request,
  recoveryTypedData,
  type SoftwarePasskey,
  sendUserOperations,
  setPolicy,
  softwarePasskey,
  toPasskeyAccount,
  waitForUserOperation,
} from 'sparekey'
import {
  type Address,
  createWalletClient,
  encodeFunctionData,
  erc20Abi,
  type Hash,
  type Hex,
  http,
  parseEther,
  type TransactionReceipt,
} from 'viem'
import { type BundlerClient, createBundlerClient } from 'viem/account-abstraction'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { waitForTransactionReceipt } from 'viem/actions'
import type { Stack, StackChain } from '../stack.ts'
import { type Step, StoryError } from './Narrator.ts'

/** One chain as the story uses it. */
export interface Network {
  readonly stackChain: StackChain
  /** Pays for transactions that anybody may send. */
  readonly relayer: WriteClient
  readonly bundler: BundlerClient & { readonly client: WriteClient }
}

/** An account on all chains, and the passkey that owns it at present. */
export interface Owner {
  readonly address: Address
  readonly passkey: SoftwarePasskey
}

/** A guardian and how it approves. */
export interface Guardian extends GuardianDescriptor {
  approve(request: Request): Promise<Hex>
}

const DAY = 86_400
export const DELAY = 3 * DAY

export const newPasskey = () => softwarePasskey({ rpId: 'localhost', origin: 'http://localhost:4000' })

/** The chains of a running stack, with a relayer that has gas and no tokens, keys or rights. */
export async function networksOf(stack: Stack): Promise<Network[]> {
  const account = privateKeyToAccount(generatePrivateKey())
  await stack.fund(account.address, { eth: parseEther('10') })
  return stack.chains.map((stackChain) => {
    const { chain, rpcUrl, bundlerUrl } = stackChain
    const options = { retryCount: 0 }
    const relayer = createWalletClient({
      account,
      chain,
      transport: http(rpcUrl, options),
      pollingInterval: 50,
    })
    const transport = http(bundlerUrl, options)
    const bundler = createBundlerClient({ client: relayer, chain, transport, pollingInterval: 100 })
    return { stackChain, relayer, bundler: bundler as Network['bundler'] }
  })
}

/** Waits for one transaction per chain; all must succeed. */
export async function receipts(networks: readonly Network[], send: (network: Network) => Promise<Hash>) {
  return Promise.all(
    networks.map(async (network): Promise<TransactionReceipt> => {
      const receipt = await waitForTransactionReceipt(network.relayer, { hash: await send(network) })
      if (receipt.status !== 'success')
        throw new StoryError(`Transaction ${receipt.transactionHash} was reverted.`)
      return receipt
    }),
  )
}

/** Creates an account on all chains: one prompt (the passkey's creation), and the relayer does the rest. */
export async function createOwner(networks: readonly Network[], salt: Hex, step: Step): Promise<Owner> {
  const passkey = newPasskey()
  const publicKey = { x: passkey.x, y: passkey.y }
  const created = await receipts(networks, ({ relayer }) => createAccount(relayer, { publicKey, salt }))
  step.spent(...created)
  const addresses = created.map(({ logs }) => createAccount.extractEvent(logs).account)
  const [address = '0x'] = addresses
  step.check(
    addresses.every((one) => one === address),
    'the account has one address on all chains',
  )
  return { address, passkey }
}

/** Has an account make calls on all chains, signed with one prompt, through the bundlers. */
export async function operate(
  networks: readonly Network[],
  { address, passkey }: Owner,
  callsOn: (network: Network) => readonly Call[],
): Promise<TransactionReceipt[]> {
  const operations = await Promise.all(
    networks.map(async (network) => ({
      account: await toPasskeyAccount({ client: network.relayer, passkey, address }),
      bundler: network.bundler,
      calls: callsOn(network),
    })),
  )
  const sent = await sendUserOperations(operations, { passkey })
  return Promise.all(
    sent.map(async (result, index) => {
      if ('error' in result) throw result.error
      const { bundler } = networks[index] as Network
      return (await waitForUserOperation(bundler, { hash: result.value })).receipt
    }),
  )
}

export const setUp = (networks: readonly Network[], owner: Owner, policy: Policy) =>
  operate(networks, owner, () => [setPolicy.call({ policy })])

/** A wallet that signs typed data, as browser wallets do. */
export function wallet(account: PrivateKeyAccount = privateKeyToAccount(generatePrivateKey())): Guardian & {
  readonly account: PrivateKeyAccount
} {
  const module = addresses.recoveryModule
  return {
    account,
    kind: 'wallet',
    signer: account.address,
    async approve(request) {
      const signature = await account.signTypedData(recoveryTypedData(module, request))
      return checkWalletApproval({ module, request, guardian: account.address, signature })
    },
  }
}

/** These guardians' approvals, in the order that the chain wants. */
export async function approvalsOf(
  policy: Policy,
  guardians: readonly { signer: Hex; sign: () => Promise<Hex> }[],
): Promise<Approval[]> {
  const approvals = await Promise.all(
    guardians.map(async ({ signer, sign }) => ({
      guardian: policy.guardians.findIndex((one) => one.signer.toLowerCase() === signer.toLowerCase()),
      signature: await sign(),
    })),
  )
  return approvals.toSorted((a, b) => a.guardian - b.guardian)
}

export const approve = (policy: Policy, request: Request, guardians: readonly Guardian[]) =>
  approvalsOf(
    policy,
    guardians.map((guardian) => ({ signer: guardian.signer, sign: () => guardian.approve(request) })),
  )

/** The request for all chains, made from what the chains say. */
export async function requestFor(
  networks: readonly Network[],
  account: Address,
  newKey: Passkey,
  step: Step,
): Promise<Request> {
  const newSigner = passkeySigner(addresses.passkeyValidator, newKey)
  const clients = networks.map(({ relayer }) => relayer)
  const { request, missing } = await prepareRequest(clients, { account, newSigner })
  step.check(
    missing.length === 0 && request.scopes.length === networks.length,
    'the request is for all chains',
  )
  return request
}

/** On how many chains a passkey owns an account. */
export async function ownedChains(
  networks: readonly Network[],
  account: Address,
  passkey: Passkey,
): Promise<number> {
  const signer = passkeySigner(addresses.passkeyValidator, passkey)
  const owned = await Promise.all(networks.map(({ relayer }) => isOwner(relayer, { account, signer })))
  return owned.filter(Boolean).length
}

/** A transfer of the chain's demo USDC. */
export function transferUsdc({ stackChain }: Network, to: Address, amount: bigint): Call {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, amount] })
  return { to: stackChain.deployment.tokens.USDC, data }
}

export function usdcOf({ stackChain }: Network, address: Address): Promise<bigint> {
  const { client, deployment } = stackChain
  const { USDC } = deployment.tokens
  return client.readContract({ abi: erc20Abi, address: USDC, functionName: 'balanceOf', args: [address] })
}
