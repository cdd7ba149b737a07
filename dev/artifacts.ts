import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Abi, encodeDeployData, type Hex, zeroHash } from 'viem'
import {
  type Artifact,
  create2Address,
  readJson,
  releaseDirectory,
} from '../contracts/tools/deploy/artifacts.ts'
import { ArtifactError } from './errors.ts'

/**
 * A contract that belongs to whoever deploys it, with these constructor arguments: demo tokens, the factory's staker,
 * OidcGuardian.
 *
 * @throws {@link ArtifactError}
 */
export function ownArtifact(name: string, contract: string, args: unknown[]): Artifact {
  return constructed(name, join(releaseDirectory, `${contract}.json`), zeroHash, args)
}

/**
 * A contract out of the npm package @account-abstraction/contracts.
 *
 * @throws {@link ArtifactError}
 */
export function packagedArtifact(name: string, salt: Hex, args: unknown[] = []): Artifact {
  const file = `@account-abstraction/contracts/artifacts/${name}.json`
  return constructed(name, createRequire(import.meta.url).resolve(file), salt, args)
}

function constructed(name: string, file: string, salt: Hex, args: unknown[]): Artifact {
  const { abi, bytecode } = readJson(file) as Partial<{ abi: Abi; bytecode: Hex }>
  if (!abi || !bytecode) throw new ArtifactError(file, 'abi or bytecode is missing')
  const initCode = encodeDeployData({ abi, bytecode, args })
  return { name, abi, initCode, salt, address: create2Address(initCode, salt) }
}
