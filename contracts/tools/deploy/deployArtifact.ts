import { type Address, concat, type Hash, type Hex, keccak256, type TransactionReceipt } from 'viem'
import { type Artifact, create2Deployer } from './artifacts.ts'
import { DeployError } from './errors.ts'

/** What a deployment needs of a chain. */
export interface Chain {
  getCode(address: Address): Promise<Hex | undefined>
  /** Sends a transaction and waits until it is mined, successful or not. */
  send(transaction: {
    to: Address
    data: Hex
  }): Promise<Pick<TransactionReceipt, 'status' | 'transactionHash'>>
}

/** A chain that can also say what a constructor would return. */
export interface Target extends Chain {
  /** What a call would answer if there were this code at the called address. */
  callAs(address: Address, code: Hex): Promise<Hex | undefined>
}

/** A contract on a chain; `transaction` only if it was not there before. */
export interface Deployed {
  readonly name: string
  readonly address: Address
  readonly codeHash: Hash
  readonly transaction?: Hash
}

/**
 * Deploys one contract through the deterministic deployer unless it is there, and checks that it is afterwards.
 *
 * @throws {@link DeployError}
 */
export async function deployArtifact(target: Chain, artifact: Artifact): Promise<Deployed> {
  const { name, address, salt, initCode } = artifact
  const there = await target.getCode(address)
  if (there) return { name, address, codeHash: keccak256(there) }
  const { status, transactionHash } = await target
    .send({ to: create2Deployer, data: concat([salt, initCode]) })
    .catch((error: unknown) => {
      throw new DeployError(name, address, 'the chain refused the transaction', error)
    })
  if (status !== 'success')
    throw new DeployError(name, address, `transaction ${transactionHash} was reverted`)
  const code = await target.getCode(address)
  if (!code) throw new DeployError(name, address, 'no code there afterwards')
  return { name, address, codeHash: keccak256(code), transaction: transactionHash }
}

/**
 * Compares the code at a contract's address with what its constructor returns on this chain today. They differ where the
 * chain has changed since, for example where it has gained the P-256 precompile.
 *
 * @throws {@link DeployError}
 */
export async function checkCode(target: Target, { name, address, initCode }: Artifact): Promise<void> {
  const [there, expected] = await Promise.all([target.getCode(address), target.callAs(address, initCode)])
  if (there && expected && keccak256(there) === keccak256(expected)) return
  const what = there ? `its code's hash is ${keccak256(there)}` : 'there is no code'
  throw new DeployError(
    name,
    address,
    `${what}, and its constructor gives ${expected ? keccak256(expected) : 'nothing'} today`,
  )
}
