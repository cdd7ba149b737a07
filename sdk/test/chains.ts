// Two real chains for one test file, with the contracts deployed and no bundlers, and the people of the tests.

import type { Address, TransactionReceipt } from 'viem'
import { createTestClient, createWalletClient, type Hash, type Hex, http, parseEther } from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { waitForTransactionReceipt } from 'viem/actions'
import { afterAll, beforeAll } from 'vitest'
import { type Stack, type StackChain, type StackOptions, startStack } from '../../dev/stack.ts'
import { createAccount } from '../src/actions/createAccount.ts'
import { prepareRequest } from '../src/actions/prepareRequest.ts'
import { setPolicy } from '../src/actions/setPolicy.ts'
import { addresses } from '../src/generated/addresses.ts'
import { encodePolicy, type Policy } from '../src/policy.ts'
import { balanced } from '../src/presets.ts'
import { type Approval, type Request, recoveryTypedData, requestHash } from '../src/request.ts'
import { type SoftwarePasskey, softwarePasskey } from '../src/softwarePasskey.ts'
import type { WriteClient } from '../src/write.ts'
import { origin, rpId } from './samples.ts'

export const module = addresses.recoveryModule
export const validator = addresses.passkeyValidator
export const HOUR = 3600
export const DAY = 24 * HOUR

/** The chains of a test file; filled before its first test. */
export interface Chains {
  stack: Stack
  /** One relayer per chain: it has gas and no right over anybody's account. */
  all: readonly [WriteClient, WriteClient]
  one: WriteClient
  two: WriteClient
}

/** Starts the chains before the first test of a file and stops them after the last. */
export function useChains(options: StackOptions = { bundlers: false }): Chains {
  const chains = {} as Chains
  beforeAll(async () => {
    chains.stack = await startStack(options)
    const account = newWallet().account
    await chains.stack.fund(account.address, { eth: parseEther('100') })
    const [one, two] = chains.stack.chains.map((chain) => clientOf(chain, account))
    Object.assign(chains, { one, two, all: [one, two] })
  })
  afterAll(() => chains.stack?.stop())
  return chains
}

/** A client of one chain for an account, at its own node or at another URL; it repeats nothing. */
export function clientOf(
  { chain, rpcUrl }: Pick<StackChain, 'chain' | 'rpcUrl'>,
  account: PrivateKeyAccount | Address,
  timeout = 10_000,
): WriteClient {
  const transport = http(rpcUrl, { retryCount: 0, timeout })
  return createWalletClient({ account, chain, transport, pollingInterval: 20, cacheTime: 0 })
}

/** anvil's own methods on a client's chain. */
export const anvilOf = ({ chain, transport }: WriteClient) =>
  createTestClient({ mode: 'anvil', chain, transport: http(transport['url'], { retryCount: 0 }) })

/** A client that sends from any address, also from a contract's: what an account does, without a user operation. */
export async function actingAs(client: WriteClient, address: Address): Promise<WriteClient> {
  const anvil = anvilOf(client)
  await anvil.impersonateAccount({ address })
  await anvil.setBalance({ address, value: parseEther('1') })
  return clientOf({ chain: client.chain, rpcUrl: client.transport['url'] }, address)
}

/** The receipt of a transaction that must succeed. */
export async function done(client: WriteClient, hash: Promise<Hash> | Hash): Promise<TransactionReceipt> {
  const receipt = await waitForTransactionReceipt(client, { hash: await hash })
  if (receipt.status !== 'success') throw new Error(`${receipt.transactionHash} was reverted`)
  return receipt
}

export const newPasskey = () => softwarePasskey({ rpId, origin })
export const random32 = (): Hex => generatePrivateKey()

export interface Wallet {
  readonly kind: 'wallet'
  readonly signer: Address
  readonly account: PrivateKeyAccount
}

/** A guardian with a key of its own. */
export function newWallet(): Wallet {
  const account = privateKeyToAccount(generatePrivateKey())
  return { kind: 'wallet', signer: account.address, account }
}

/** An account and the passkey that owns it. */
export interface Owner {
  readonly address: Address
  readonly passkey: SoftwarePasskey
  readonly salt: Hex
}

/** Creates an account on these chains. */
export async function newOwner(clients: readonly WriteClient[]): Promise<Owner> {
  const [passkey, salt] = [newPasskey(), random32()]
  const receipts = await Promise.all(
    clients.map((client) => done(client, createAccount(client, { publicKey: passkey, salt }))),
  )
  const [first] = receipts.map(({ logs }) => createAccount.extractEvent(logs).account)
  return { address: first as Address, passkey, salt }
}

/** Has accounts set a policy on these chains. */
export async function protect(
  clients: readonly WriteClient[],
  { address }: Pick<Owner, 'address'>,
  policy: Policy,
): Promise<void> {
  await Promise.all(
    clients.map(async (client) => done(client, setPolicy(await actingAs(client, address), { policy }))),
  )
}

/** An owner with wallets as guardians (one: 72 hours, all: at once), a new passkey, and a request for it on all chains. */
export async function newScene(
  clients: readonly WriteClient[],
  { guardians = 2, life = 7 * DAY, replace = true } = {},
) {
  const owner = await newOwner(clients)
  const wallets = Array.from({ length: guardians }, newWallet)
  const policy = balanced(wallets, { rotator: validator })
  await protect(clients, owner, policy)
  const newKey = newPasskey()
  const newSigner = newKey.signer(validator)
  const { request } = await prepareRequest(clients, { account: owner.address, newSigner, replace, life })
  return {
    ...{ owner, wallets, policy, bytes: encodePolicy(policy), newKey, newSigner, request },
    account: owner.address,
    hash: requestHash(module, request),
    approvals: (...by: readonly Wallet[]) => approvalsOf(policy, request, by),
  }
}

/** These wallets' approvals of a request, in the order of the policy. */
export async function approvalsOf(
  policy: Policy,
  request: Request,
  wallets: readonly Wallet[],
): Promise<Approval[]> {
  const typedData = recoveryTypedData(module, request)
  const approvals = await Promise.all(
    wallets.map(async ({ signer, account }) => ({
      guardian: indexOf(policy, signer),
      signature: await account.signTypedData(typedData),
    })),
  )
  return approvals.toSorted((a, b) => a.guardian - b.guardian)
}

/** Where a guardian stands in a policy. */
export const indexOf = (policy: Policy, signer: Hex) =>
  policy.guardians.findIndex((guardian) => guardian.signer.toLowerCase() === signer.toLowerCase())

/** What a call was refused with. */
export const errorOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    (value) => {
      throw new Error(`Expected a refusal, but it succeeded with ${String(value)}`)
    },
    (error: unknown) => error,
  )

/** What `toMatchObject` compares with a contract's refusal. */
export const refused = (errorName: string, args?: readonly unknown[]) => ({
  name: 'ContractError',
  code: `contract_${errorName}`,
  ...(args && { args }),
})
