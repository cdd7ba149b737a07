// What the chains say, asked without the app: every assertion reads both.
import {
  addresses,
  approveWithWallet,
  getAccountState,
  getPolicy,
  getRecovery,
  isOwner,
  passkeySigner,
  prepareRequest,
  type Request,
  requestHash,
  softwarePasskey,
  startRecovery,
} from 'sparekey'
import {
  type Address,
  concat,
  createPublicClient,
  createWalletClient,
  erc20Abi,
  type Hex,
  http,
  parseEther,
} from 'viem'
import { sendTransaction, waitForTransactionReceipt } from 'viem/actions'
import { expect, inject } from 'vitest'
import { chainClient, localChain } from '../dev/chains.ts'
import { walletAccounts } from '../dev/front/walletKeys.ts'
import { tokenArtifacts } from '../dev/tokens.ts'

export const chains = inject('chains').map(({ chainId, rpcUrl }) => {
  const chain = localChain(chainId, rpcUrl)
  return Object.assign(createPublicClient({ chain, transport: http(rpcUrl), cacheTime: 0 }), { chain })
})

const onAll = <T>(ask: (client: (typeof chains)[number]) => Promise<T>): Promise<T[]> =>
  Promise.all(chains.map(ask))

/** Whether a passkey owns an account, chain by chain. */
export const owned = (account: Address, signer: Hex): Promise<boolean[]> =>
  onAll((client) => isOwner(client, { account, signer }))

/** How many times the owners of an account were replaced, and what else stands in its record. */
export const states = (account: Address) => onAll((client) => getAccountState(client, { account }))

/** What has become of a recovery, chain by chain. */
export const recoveries = (account: Address, requestHash: Hex) =>
  onAll((client) => getRecovery(client, { account, requestHash }).then(({ state }) => state))

/** Seconds until a recovery is ready, chain by chain. */
export const waits = (account: Address, requestHash: Hex) =>
  onAll(async (client) => {
    const [{ ready }, { timestamp }] = await Promise.all([
      getRecovery(client, { account, requestHash }),
      client.getBlock(),
    ])
    return ready - Number(timestamp)
  })

/** Units of demo USDC, chain by chain. */
export const usdc = (account: Address) =>
  onAll((client) =>
    client.readContract({
      abi: erc20Abi,
      address: tokenArtifacts.USDC.address,
      functionName: 'balanceOf',
      args: [account],
    }),
  )

/** Wei of an account, chain by chain. */
export const balances = (account: Address) => onAll((client) => client.getBalance({ address: account }))

/** Takes all ETH away from an account. */
export async function takeEther(account: Address): Promise<void> {
  for (const { chainId, rpcUrl } of inject('chains'))
    await chainClient(localChain(chainId, rpcUrl)).setBalance({ address: account, value: 0n })
}

/** Waits until both chains say so. */
export async function eventually<T>(ask: () => Promise<T>, expected: T, timeout = 20_000): Promise<void> {
  await expect.poll(ask, { timeout, interval: 250 }).toEqual(expected)
}

/** The address of a name. */
export async function addressOf(name: string): Promise<Address> {
  const response = await fetch(`${inject('url')}/api/accounts/${name}`)
  expect(response.status, `account ${name}`).toBe(200)
  return ((await response.json()) as { address: Address }).address
}

/** A gathered request, as the server has it. */
export async function gathered(hash: Hex): Promise<{ request: Request }> {
  return (await fetch(`${inject('url')}/api/requests/${hash}`)).json() as Promise<{ request: Request }>
}

/** The dev bar, without a browser: moves time on both chains, freezes one, stops the server. */
export async function dev(what: 'skip' | 'freeze' | 'server', body: object): Promise<void> {
  const response = await fetch(`${inject('url')}/dev/api/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status, what).toBe(200)
}

/**
 * A thief with a guardian's dev wallet starts a recovery on the first network past our server, and from a contract's
 * constructor, so that the transaction does not show the request.
 */
export async function startPastServer(account: Address, seed: string): Promise<Hex> {
  const [thief] = walletAccounts(seed)
  const [network] = inject('chains')
  if (!thief || !network) expect.fail('no wallet, no network')
  const chain = localChain(network.chainId, network.rpcUrl)
  await chainClient(chain).setBalance({ address: thief.address, value: parseEther('1') })
  const client = createWalletClient({ account: thief, chain, transport: http(network.rpcUrl) })
  const passkey = softwarePasskey({ rpId: 'localhost', origin: inject('url') })
  const newSigner = passkeySigner(addresses.passkeyValidator, passkey)
  const { request } = await prepareRequest(chains, { account, newSigner })
  const { policy, bytes } = await getPolicy(client, { account })
  const guardian = policy.guardians.findIndex(({ signer }) => signer === thief.address.toLowerCase())
  const signature = await approveWithWallet(client, { module: addresses.recoveryModule, request })
  const { to, data } = startRecovery.call({ policy: bytes, request, approvals: [{ guardian, signature }] })
  const hash = await sendTransaction(client, { data: concat([constructorThatCalls(to), data]) })
  const { status } = await waitForTransactionReceipt(client, { hash })
  expect(status).toBe('success')
  return requestHash(addresses.recoveryModule, request)
}

/** Calls a contract with what follows it; reverts if that reverts. */
function constructorThatCalls(to: Address): Hex {
  const copyWhatFollows = '0x60343803806034600039'
  const call = concat(['0x600060008260006000', '0x73', to, '0x5af1'])
  return concat([copyWhatFollows, call, '0x15602f57', '0x00', '0x5b600080fd'])
}
