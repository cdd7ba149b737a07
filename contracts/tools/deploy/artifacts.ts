import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Abi,
  type Address,
  encodeDeployData,
  getContractAddress,
  type Hex,
  isAddressEqual,
  zeroHash,
} from 'viem'
import { root } from '../forge.ts'
import { ArtifactError } from './errors.ts'

/** The Arachnid deployer: there on anvil and on most public chains; gives one address on all of them. */
export const create2Deployer = '0x4e59b44847b379578588920cA78FbF26c0B4956C'

/** A contract that is deployed by CREATE2; `initCode` contains its constructor's arguments. */
export type Artifact = { name: string; abi: Abi; initCode: Hex; salt: Hex; address: Address }

/** Where the release build is. */
const releaseDirectory = join(root, 'contracts', 'release')

/**
 * The project's contracts with fixed addresses, in the order in which they are deployed.
 *
 * @throws {@link ArtifactError} if a file is missing or its address does not follow from its code.
 */
export function releaseArtifacts(directory = releaseDirectory): Artifact[] {
  const names = readJson(join(directory, 'index.json')) as string[]
  return names.map((name) => {
    const file = join(directory, `${name}.json`)
    const { abi, initCode, salt, address } = readJson(file) as Partial<Artifact>
    if (!abi || !initCode || !salt || !address) throw new ArtifactError(file, 'a member is missing')
    const computed = create2Address(initCode, salt)
    if (!isAddressEqual(computed, address))
      throw new ArtifactError(file, `the address is ${address}, but code and salt give ${computed}`)
    return { name, abi, initCode, salt, address }
  })
}

/**
 * A contract that belongs to whoever deploys it, with these constructor arguments: demo tokens, the factory's staker,
 * OidcGuardian. The same arguments give the same address everywhere.
 *
 * @throws {@link ArtifactError}
 */
export function ownArtifact(name: string, contract: string, args: unknown[]): Artifact {
  return constructedArtifact(name, join(releaseDirectory, `${contract}.json`), zeroHash, args)
}

/**
 * A contract of a compiler's file, with these constructor arguments.
 *
 * @throws {@link ArtifactError}
 */
export function constructedArtifact(name: string, file: string, salt: Hex, args: unknown[]): Artifact {
  const { abi, bytecode } = readJson(file) as Partial<{ abi: Abi; bytecode: Hex }>
  if (!abi || !bytecode) throw new ArtifactError(file, 'abi or bytecode is missing')
  const initCode = encodeDeployData({ abi, bytecode, args })
  return { name, abi, initCode, salt, address: create2Address(initCode, salt) }
}

/** Where the deployer puts a contract. */
function create2Address(initCode: Hex, salt: Hex): Address {
  return getContractAddress({ opcode: 'CREATE2', from: create2Deployer, salt, bytecode: initCode })
}

/** @throws {@link ArtifactError} */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new ArtifactError(file, error instanceof Error ? error.message : String(error))
  }
}
