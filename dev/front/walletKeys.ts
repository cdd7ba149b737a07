// The dev wallet's keys and signatures. They are made here, not in the page, so that the page needs no library.
import {
  type Address,
  concat,
  type Hex,
  isAddressEqual,
  keccak256,
  numberToHex,
  parseEther,
  stringToHex,
} from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import type { ChainClient } from '../chains.ts'
import { DevRequestError } from '../errors.ts'

/** What the wallet's window asks for after the person approved. */
export interface WalletCall {
  seed: string
  address: Address
  method: string
  params: readonly unknown[]
}

const count = 3
const enoughForGas = parseEther('0.1')

/** The addresses of a seed: whoever has the seed has the same ones on any device. */
export function walletAccounts(seed: string): PrivateKeyAccount[] {
  return Array.from({ length: count }, (_, index) =>
    privateKeyToAccount(keccak256(concat([stringToHex(`dev wallet ${seed}`), numberToHex(index)]))),
  )
}

/**
 * Signs or sends with the address that the person chose, which need not be the one that the page meant.
 *
 * @throws {@link DevRequestError}
 */
export async function answerWallet(client: ChainClient, call: WalletCall): Promise<Hex> {
  const { seed, address, method, params } = call
  const account = walletAccounts(seed).find((one) => isAddressEqual(one.address, address))
  if (!account) throw new DevRequestError(404, `${address} is no address of this wallet.`)
  if (method === 'personal_sign') return account.signMessage({ message: { raw: params[0] as Hex } })
  if (method === 'eth_signTypedData_v4') return account.signTypedData(typedData(params[1]))
  if (method === 'eth_sendTransaction') return send(client, account, params[0] as Transaction)
  throw new DevRequestError(400, `The Dev Wallet does not know ${method}.`)
}

type Transaction = { to?: Address; data?: Hex; value?: Hex }

async function send(
  client: ChainClient,
  account: PrivateKeyAccount,
  { to, data, value }: Transaction,
): Promise<Hex> {
  const { address } = account
  // Nobody should have to look for gas here.
  if ((await client.getBalance({ address })) < enoughForGas)
    await client.setBalance({ address, value: parseEther('1') })
  return client.sendTransaction({ account, to: to ?? null, data: data ?? '0x', value: BigInt(value ?? 0) })
}

function typedData(given: unknown): Parameters<PrivateKeyAccount['signTypedData']>[0] {
  const parsed: unknown = typeof given === 'string' ? JSON.parse(given) : given
  return parsed as Parameters<PrivateKeyAccount['signTypedData']>[0]
}
