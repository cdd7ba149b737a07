// Accounts and operations of every kind, on a chain with the P-256 precompile and on one without.
import { type Address, encodeFunctionData, type Hex } from 'viem'
import {
  entryPoint08Abi,
  entryPoint08Address,
  getUserOperationHash,
  type UserOperation,
} from 'viem/account-abstraction'
import { getCode, readContract, sendTransaction, writeContract } from 'viem/actions'
import { createAccount } from '../../src/actions/createAccount.ts'
import { getChainTime } from '../../src/actions/getChainTime.ts'
import { encodeBatchSignature, userOperationsDigest } from '../../src/challenges.ts'
import { accountAbi } from '../../src/generated/abis.ts'
import { merkleProof, merkleRoot } from '../../src/merkle.ts'
import { signWithPasskey } from '../../src/passkey.ts'
import { type PasskeyAccount, toPasskeyAccount } from '../../src/toPasskeyAccount.ts'
import type { Call } from '../../src/write.ts'
import { actingAs, type Chains, done, newPasskey, random32, validator } from '../chains.ts'
import { violations } from './rules.ts'
import { traceValidation, type Validation } from './trace.ts'

const entryPoint = { abi: entryPoint08Abi, address: entryPoint08Address } as const

export class Scene {
  readonly #chains: Chains
  readonly #hasPrecompile: boolean

  constructor(chains: Chains, hasPrecompile: boolean) {
    this.#chains = chains
    this.#hasPrecompile = hasPrecompile
  }

  get client() {
    return this.#chains.one
  }

  /** The staked contract in front of the factory. */
  get staker(): Address {
    return this.#chains.stack.chains[0].deployment.staker
  }

  /** An account with a deposit; created already unless `born` is false. */
  async account({ born = true, factory = this.staker, deposit = 10n ** 17n } = {}): Promise<PasskeyAccount> {
    const { client } = this
    const [passkey, salt] = [newPasskey(), random32()]
    const account = await toPasskeyAccount({ client, passkey, salt, factory })
    if (deposit > 0n)
      await done(
        client,
        writeContract(client, {
          ...{ ...entryPoint, functionName: 'depositTo', args: [account.address] },
          ...{ account: client.account, chain: client.chain, value: deposit },
        }),
      )
    if (born) await done(client, createAccount(client, { publicKey: passkey, salt }))
    return account
  }

  /** Has an account make a call, without a user operation. */
  async act({ address }: PasskeyAccount, { to, data }: Call): Promise<void> {
    const acting = await actingAs(this.client, address)
    await done(acting, sendTransaction(acting, { to, ...(data && { data }) }))
  }

  /** The operation as one leaf of four that were signed at once. */
  async asLeaf({ passkey, address }: PasskeyAccount, operation: UserOperation<'0.8'>) {
    const leaf = getUserOperationHash({
      chainId: this.client.chain.id,
      entryPointAddress: entryPoint08Address,
      entryPointVersion: '0.8',
      userOperation: operation,
    })
    const leaves = [leaf, random32(), random32(), random32()]
    const validUntil = Number(await getChainTime(this.client)) + 3600
    const challenge = userOperationsDigest(validator, address, merkleRoot(leaves), validUntil)
    const proof = merkleProof(leaves, 0)
    const signature = await signWithPasskey(passkey, challenge)
    return { ...operation, signature: encodeBatchSignature({ validUntil, proof }, passkey, signature) }
  }

  /** The rules that the validation of an operation breaks. */
  async violations(operation: UserOperation<'0.8'>): Promise<string[]> {
    const validation = await traceValidation(this.client, operation)
    return violations(validation, await this.#facts(validation))
  }

  async #facts({ steps, factory }: Validation) {
    const { client } = this
    const words = steps.flatMap(({ op, stack }) => (/CALL|EXTCODE/.test(op) ? stack.slice(0, 2) : []))
    const asked = [...new Set(words.map((word): Address => `0x${word.slice(-40)}`))]
    const codes = await Promise.all(asked.map((address) => getCode(client, { address })))
    const withCode = new Set(asked.filter((_, index) => codes[index]))
    const info =
      factory &&
      (await readContract(client, { ...entryPoint, functionName: 'getDepositInfo', args: [factory] }))
    return {
      hasCode: (address: Address) => withCode.has(address),
      hasPrecompile: this.#hasPrecompile,
      isStaked: () => info?.staked === true && info.unstakeDelaySec >= 86_400,
    }
  }
}

/** An account's call of itself that installs or uninstalls a module. */
export const ofModule = (
  { address }: PasskeyAccount,
  functionName: 'installModule' | 'uninstallModule',
  args: readonly [type: bigint, module: Address, data: Hex],
): Call => ({ to: address, data: encodeFunctionData({ abi: accountAbi, functionName, args }) })
