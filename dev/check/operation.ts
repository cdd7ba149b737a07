import { createAccount, type PasskeyAccount, softwarePasskey, toPasskeyAccount } from 'sparekey'
import { type Address, encodeFunctionData, erc20Abi, type Hash, http, parseEther } from 'viem'
import { createBundlerClient } from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { OperationError } from '../errors.ts'
import { fund } from '../faucet.ts'
import { sendAsOperator } from '../operator.ts'
import type { StackChain } from '../stack.ts'

/** What one user operation did. */
export type Operation = { account: Address; userOpHash: Hash; transactionHash: Hash; gasUsed: bigint }

const amount = 2_000_000n

/**
 * Sends a real user operation through a chain's bundler: a new account pays 2 USDC to a new address, which must have
 * them afterwards.
 *
 * @throws {@link OperationError}
 */
export async function sendOperation(stackChain: StackChain): Promise<Operation> {
  const { chain, client, bundlerUrl, deployment } = stackChain
  const account = await newAccount(stackChain)
  await fund(client, account.address, { eth: parseEther('1'), usdc: amount })
  const recipient = privateKeyToAccount(generatePrivateKey()).address
  const token = { address: deployment.tokens.USDC, abi: erc20Abi }
  const data = encodeFunctionData({ ...token, functionName: 'transfer', args: [recipient, amount] })
  const bundler = createBundlerClient({
    account,
    client,
    chain,
    transport: http(bundlerUrl, { retryCount: 0 }),
    pollingInterval: 100,
  })
  try {
    const userOpHash = await bundler.sendUserOperation({ calls: [{ to: token.address, data }] })
    const receipt = await bundler.waitForUserOperationReceipt({ hash: userOpHash, timeout: 20_000 })
    if (!receipt.success)
      throw new OperationError(chain.name, `it was reverted: ${receipt.reason ?? 'no reason'}`)
    const balance = await client.readContract({ ...token, functionName: 'balanceOf', args: [recipient] })
    if (balance !== amount)
      throw new OperationError(chain.name, `the recipient has ${balance} units of USDC, expected ${amount}`)
    const { transactionHash } = receipt.receipt
    return { account: account.address, userOpHash, transactionHash, gasUsed: receipt.actualGasUsed }
  } catch (error) {
    if (error instanceof OperationError) throw error
    throw new OperationError(chain.name, error instanceof Error ? error.message : String(error), error)
  }
}

/** The one place that says which kind of account sends it: one of ours, owned by a new passkey. */
async function newAccount({ client }: StackChain): Promise<PasskeyAccount> {
  const passkey = softwarePasskey({ rpId: 'localhost', origin: 'http://localhost:4000' })
  const salt = generatePrivateKey() // 32 random bytes
  const receipt = await sendAsOperator(client, createAccount.call({ publicKey: passkey, salt }))
  const { account: address } = createAccount.extractEvent(receipt.logs)
  return toPasskeyAccount({ client, passkey, address })
}
