// What the measurements need: a fresh chain, accounts with software passkeys, guardians, and operations that go through
// EntryPoint as a bundler would send them. Method of the figures: whole transactions (gasUsed of the receipt), random
// keys, salts and addresses, deposits at EntryPoint prefunded, one operation per bundle.
import { randomBytes } from 'node:crypto'
import type { Call, WriteClient } from 'sparekey'
import {
  accountFactoryAbi,
  createAccount,
  type PasskeyAccount,
  type SoftwarePasskey,
  softwarePasskey,
  toPasskeyAccount,
} from 'sparekey'
import { type Address, concat, createWalletClient, type Hex, http, pad, parseEther, slice, toHex } from 'viem'
import {
  entryPoint08Abi,
  entryPoint08Address,
  toPackedUserOperation,
  type UserOperation,
} from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { sendTransaction, simulateContract, writeContract } from 'viem/actions'
import { releaseArtifacts } from '../../contracts/tools/deploy/artifacts.ts'
import type { StackChain } from '../../dev/stack.ts'
import { MeasurementError } from '../MeasurementError.ts'

const entryPoint = { abi: entryPoint08Abi, address: entryPoint08Address } as const

export const random32 = (): Hex => toHex(randomBytes(32))

/** A passkey whose clientDataJSON has 139 bytes, as in the figures of other systems. */
export function newPasskey(): SoftwarePasskey {
  return softwarePasskey({ rpId: 'a.sparekey.example', origin: 'https://a.sparekey.example' })
}

/** AccountFactory's init code with a module that does not exist; its last word is the module's address. */
function otherFactoryCode(): Hex {
  const released = releaseArtifacts().find(({ name }) => name === 'AccountFactory')
  if (!released) throw new MeasurementError('AccountFactory is not released')
  return concat([slice(released.initCode, 0, -32), pad(`0x${random32().slice(-40)}`)])
}

export class World {
  readonly chain: StackChain
  /** Pays for everything; holds no role. */
  readonly relayer: WriteClient
  readonly beneficiary = privateKeyToAccount(generatePrivateKey()).address

  private constructor(chain: StackChain) {
    this.chain = chain
    this.relayer = createWalletClient({
      account: privateKeyToAccount(generatePrivateKey()),
      chain: chain.chain,
      transport: http(chain.rpcUrl),
    })
  }

  static async make(chain: StackChain): Promise<World> {
    const world = new World(chain)
    const funded = [world.relayer.account.address, world.beneficiary]
    await Promise.all(
      funded.map((address) => chain.client.setBalance({ address, value: parseEther('1000') })),
    )
    return world
  }

  /** An account with a deposit at EntryPoint; created already unless `born` is false. */
  async account(born = true): Promise<PasskeyAccount> {
    const passkey = newPasskey()
    const salt = random32()
    const factory = this.chain.deployment.staker
    const account = await toPasskeyAccount({ client: this.relayer, passkey, salt, factory })
    await this.deposit(account.address)
    if (born)
      await this.gasOf(createAccount(this.relayer, { publicKey: { x: passkey.x, y: passkey.y }, salt }))
    return account
  }

  /** An account with the same code, by a factory that knows of another module: RecoveryModule was never installed. */
  async accountWithoutModule(): Promise<PasskeyAccount> {
    const { relayer } = this
    const passkey = newPasskey()
    const hash = await sendTransaction(relayer, { data: otherFactoryCode() })
    const { contractAddress } = await this.chain.client.waitForTransactionReceipt({ hash })
    if (!contractAddress) throw new MeasurementError('the other factory was not deployed')
    const { request, result: address } = await simulateContract(relayer, {
      abi: accountFactoryAbi,
      address: contractAddress,
      account: relayer.account,
      functionName: 'createAccount',
      args: [{ x: passkey.x, y: passkey.y }, random32()],
    })
    await this.gasOf(writeContract(relayer, request))
    await this.deposit(address)
    return toPasskeyAccount({ client: relayer, passkey, address })
  }

  private async deposit(account: Address): Promise<void> {
    await this.gasOf(
      writeContract(this.relayer, {
        ...entryPoint,
        account: this.relayer.account,
        chain: this.chain.chain,
        functionName: 'depositTo',
        args: [account],
        value: parseEther('1'),
      }),
    )
  }

  /** gasUsed of a transaction that must succeed. */
  async gasOf(sent: Promise<Hex>): Promise<number> {
    const receipt = await this.chain.client.waitForTransactionReceipt({ hash: await sent })
    if (receipt.status !== 'success')
      throw new MeasurementError(`transaction ${receipt.transactionHash} was reverted`)
    return Number(receipt.gasUsed)
  }

  /** An operation of an account, not signed. */
  async operation(account: PasskeyAccount, calls: readonly Call[]): Promise<UserOperation<'0.8'>> {
    return {
      sender: account.address,
      nonce: await account.getNonce(),
      callData: await account.encodeCalls(calls),
      callGasLimit: 2_000_000n,
      verificationGasLimit: 2_000_000n,
      preVerificationGas: 100_000n,
      maxFeePerGas: 1_000_000_000n,
      maxPriorityFeePerGas: 1_000_000_000n,
      signature: '0x',
      ...((await account.isDeployed()) ? {} : await account.getFactoryArgs()),
    }
  }

  /** Signs and sends an operation in a bundle of its own. */
  async operate(account: PasskeyAccount, calls: readonly Call[]): Promise<number> {
    const operation = await this.operation(account, calls)
    const signature = await account.signUserOperation({ ...operation, chainId: this.chain.chain.id })
    return this.bundle({ ...operation, signature })
  }

  /** Sends one signed operation through EntryPoint; its calls must succeed. */
  async bundle(operation: UserOperation<'0.8'>): Promise<number> {
    const { request } = await simulateContract(this.relayer, {
      ...entryPoint,
      account: this.relayer.account,
      functionName: 'handleOps',
      args: [[toPackedUserOperation(operation)], this.beneficiary],
      gas: 8_000_000n,
    })
    const hash = await writeContract(this.relayer, request)
    const { blockHash } = await this.chain.client.waitForTransactionReceipt({ hash })
    const events = await this.chain.client.getContractEvents({
      ...entryPoint,
      eventName: 'UserOperationEvent',
      args: { sender: operation.sender },
      blockHash,
    })
    if (events.length !== 1 || !events[0]?.args.success)
      throw new MeasurementError('the calls of an operation failed')
    return this.gasOf(Promise.resolve(hash))
  }
}
