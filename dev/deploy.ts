import { emailGuardianAbi } from 'sparekey'
import { type Address, encodeFunctionData, type Hex, isAddressEqual, parseAbi, parseEther } from 'viem'
import { type Artifact, ownArtifact, releaseArtifacts } from '../contracts/tools/deploy/artifacts.ts'
import { type Chain, deployArtifact as deployTo } from '../contracts/tools/deploy/deployArtifact.ts'
import { attester, keyConfirmer, keyPublisher, keyRevoker, operator } from './accounts.ts'
import { packagedArtifact } from './artifacts.ts'
import type { ChainClient } from './chains.ts'
import { DeployError } from './errors.ts'
import { sendAsOperator } from './operator.ts'
import { tokenArtifacts } from './tokens.ts'

/** Canonical address of EntryPoint v0.8. */
export const entryPointAddress = '0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108'

const entryPointSalt = '0x0a59dbff790c23c976a548690c27297883cc66b4c67024f9117b0238995e35e9'

/** What is on a chain after {@link deploy}: the same addresses on every chain. */
export type Deployment = {
  entryPoint: Address
  /** The project's contracts by name, as in contracts/release/index.json. */
  contracts: Record<string, Address>
  tokens: { USDC: Address; USDT: Address }
  /** The staked contract that user operations name as their factory; owned by the dev operator. */
  staker: Address
  /**
   * Verifies ID tokens as guardians; owned by the dev operator. {@link keyPublisher} publishes its keys, {@link keyConfirmer}
   * and {@link keyRevoker} hold the other roles a week after it was deployed.
   */
  oidcGuardian: Address
  /**
   * Verifies attestations of who reads a mailbox; owned by the dev operator. {@link attester} signs them, {@link keyRevoker} may
   * revoke it a week after it was deployed.
   */
  emailGuardian: Address
}

const stake = parseEther('1')
const unstakeDelaySeconds = 86_400

/**
 * Puts EntryPoint, the project's contracts and the demo tokens onto a chain and stakes the factory. Safe to run twice:
 * what is there already stays.
 *
 * @throws {@link DeployError} {@link ArtifactError}
 */
export async function deploy(client: ChainClient): Promise<Deployment> {
  await deployEntryPoint(client)
  const contracts: Record<string, Address> = {}
  for (const artifact of releaseArtifacts()) contracts[artifact.name] = await deployArtifact(client, artifact)
  const tokens = {
    USDC: await deployArtifact(client, tokenArtifacts.USDC),
    USDT: await deployArtifact(client, tokenArtifacts.USDT),
  }
  const owned = [operator.address, contracts['AccountFactory']]
  const staker = await deployArtifact(client, ownArtifact('FactoryStaker', 'FactoryStaker', owned))
  await addStake(client, staker)
  const roles = [operator.address, keyPublisher.address]
  const oidcGuardian = await deployArtifact(client, ownArtifact('OidcGuardian', 'OidcGuardian', roles))
  await addRole(client, oidcGuardian, { holder: keyConfirmer.address, role: 2 })
  await addRole(client, oidcGuardian, { holder: keyRevoker.address, role: 3 })
  const attesting = [operator.address, attester.address]
  const emailGuardian = await deployArtifact(client, ownArtifact('EmailGuardian', 'EmailGuardian', attesting))
  await addRole(client, emailGuardian, { holder: keyRevoker.address, role: 3 })
  return { entryPoint: entryPointAddress, contracts, tokens, staker, oidcGuardian, emailGuardian }
}

/**
 * Puts EntryPoint v0.8 at its canonical address, where bundlers look for it.
 *
 * @throws {@link DeployError}
 */
export async function deployEntryPoint(client: ChainClient): Promise<void> {
  const artifact = packagedArtifact('EntryPoint', entryPointSalt)
  if (!isAddressEqual(artifact.address, entryPointAddress))
    throw new DeployError('EntryPoint', entryPointAddress, `its init code belongs at ${artifact.address}`)
  await deployArtifact(client, artifact)
}

/** Deploys one contract unless it is there. */
async function deployArtifact(client: ChainClient, artifact: Artifact): Promise<Address> {
  const target: Chain = {
    getCode: (address) => client.getCode({ address }),
    send: (transaction) => sendAsOperator(client, transaction),
  }
  return (await deployTo(target, artifact)).address
}

const stakerAbi = parseAbi(['function addStake(uint32 unstakeDelaySeconds) payable'])
const stakesAbi = parseAbi([
  'function getDepositInfo(address) view returns ((uint256 deposit, bool staked, uint112 stake, uint32 unstakeDelaySec, uint48 withdrawTime))',
])

async function addStake(client: ChainClient, address: Address): Promise<void> {
  const info = await client.readContract({
    address: entryPointAddress,
    abi: stakesAbi,
    functionName: 'getDepositInfo',
    args: [address],
  })
  if (info.staked) return
  const data = encodeFunctionData({ abi: stakerAbi, functionName: 'addStake', args: [unstakeDelaySeconds] })
  await send(client, { name: 'FactoryStaker', address, to: address, data, value: stake })
}

/** Gives a role of a guardian's verifier, by its number in `Roles.Role`, to somebody who has none. */
async function addRole(
  client: ChainClient,
  guardian: Address,
  { holder, role }: { holder: Address; role: number },
): Promise<void> {
  // Both have the same Roles.
  const contract = { address: guardian, abi: emailGuardianAbi } as const
  const [current] = await client.readContract({ ...contract, functionName: 'roleOf', args: [holder] })
  if (current !== 0) return
  const data = encodeFunctionData({ abi: emailGuardianAbi, functionName: 'addRole', args: [holder, role] })
  await send(client, { name: 'A guardian’s verifier', address: guardian, to: guardian, data })
}

type Call = { name: string; address: Address; to: Address; data: Hex; value?: bigint }

async function send(client: ChainClient, { name, address, to, data, value = 0n }: Call): Promise<void> {
  const receipt = await sendAsOperator(client, { to, data, value }).catch((error: unknown) => {
    throw new DeployError(name, address, 'the chain refused the transaction', error)
  })
  if (receipt.status !== 'success')
    throw new DeployError(name, address, `transaction ${receipt.transactionHash} was reverted`)
}
