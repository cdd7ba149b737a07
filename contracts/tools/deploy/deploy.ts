import { readFileSync, writeFileSync } from 'node:fs'
import {
  type Account,
  type Address,
  createPublicClient,
  createWalletClient,
  getContractAddress,
  type Hash,
  http,
  type PublicClient,
} from 'viem'
import { type Artifact, releaseArtifacts } from './artifacts.ts'
import { checkCode, type Deployed, deployArtifact, type Target } from './deployArtifact.ts'
import { DeployError, NoAnswerError, NoFundsError } from './errors.ts'
import { requireFit } from './requirements.ts'

/** What is deployed where: contracts by name, by chain id. */
type Deployments = Record<string, Record<string, { address: Address; codeHash: Hash; transaction?: Hash }>>

/** What belongs to whoever deploys it; its constructor writes, so its code is compared with a known hash. */
export interface OwnContract extends Artifact {
  readonly codeHash: Hash
}

/** What {@link deployRelease} did. */
export interface Report {
  readonly chainId: number
  readonly deployed: readonly Deployed[]
  /** A sentence each. */
  readonly warnings: readonly string[]
}

/**
 * Puts the released contracts onto a chain: everywhere the same addresses. Safe to run twice: what is there stays, and
 * all code is checked. Nothing is sent to a chain that lacks what the contracts need.
 *
 * @param account Whoever pays; an address alone is one that the node itself signs for.
 * @param own What the operator deploys beside them.
 * @throws {@link NoAnswerError} {@link UnfitChainError} {@link NoFundsError} {@link DeployError} {@link ArtifactError}
 */
export async function deployRelease(
  rpcUrl: string,
  account: Account | Address,
  own: readonly OwnContract[] = [],
): Promise<Report> {
  const client = createPublicClient({ transport: http(rpcUrl), pollingInterval: 1_000, cacheTime: 0 })
  const chainId = await client.getChainId().catch((cause: unknown) => {
    throw new NoAnswerError(rpcUrl, cause)
  })
  const warnings = await requireFit(client, chainId)
  const released = releaseArtifacts()
  const artifacts = [...released, ...own]
  const target = targetOf(client, rpcUrl, account)
  const codes = await Promise.all(artifacts.map(({ address }) => client.getCode({ address })))
  const payer = typeof account === 'string' ? account : account.address
  if (codes.includes(undefined) && (await client.getBalance({ address: payer })) === 0n)
    throw new NoFundsError(chainId, payer)
  const deployed: Deployed[] = []
  for (const artifact of artifacts) deployed.push(await deployArtifact(target, artifact))
  for (const artifact of released) await checkCode(target, artifact)
  for (const { name, address, codeHash } of own)
    if (deployed.find((one) => one.address === address)?.codeHash !== codeHash)
      throw new DeployError(name, address, `its code's hash is not ${codeHash}`)
  return { chainId, deployed, warnings }
}

function targetOf(client: PublicClient, rpcUrl: string, account: Account | Address): Target {
  const wallet = createWalletClient({ account, transport: http(rpcUrl) })
  return {
    getCode: (address) => client.getCode({ address }),
    async send(transaction) {
      const hash = await wallet.sendTransaction({ ...transaction, chain: null })
      return client.waitForTransactionReceipt({ hash })
    },
    async callAs(address, code) {
      // What the constructor creates must not be there yet: a contract's first creation has nonce 1.
      const created = getContractAddress({ from: address, nonce: 1n })
      const stateOverride = [
        { address, code, nonce: 1 },
        { address: created, code: '0x', nonce: 0 },
      ] as const
      return (await client.call({ to: address, stateOverride: [...stateOverride] })).data
    },
  }
}

/** Adds a chain to the committed list; keeps the transactions of an earlier run. */
export function recordDeployment(file: string, { chainId, deployed }: Report): void {
  const known = readDeployments(file)
  const before = known[chainId]
  known[chainId] = Object.fromEntries(
    deployed.map(({ name, address, codeHash, transaction = before?.[name]?.transaction }) => [
      name,
      { address, codeHash, ...(transaction && { transaction }) },
    ]),
  )
  writeFileSync(file, `${JSON.stringify(known, null, 2)}\n`)
}

function readDeployments(file: string): Deployments {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}
