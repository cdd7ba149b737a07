import { createRequire } from 'node:module'
import type { Hex } from 'viem'
import { type Artifact, constructedArtifact } from '../contracts/tools/deploy/artifacts.ts'

/**
 * A contract out of the npm package @account-abstraction/contracts.
 *
 * @throws {@link ArtifactError}
 */
export function packagedArtifact(name: string, salt: Hex, args: unknown[] = []): Artifact {
  const file = `@account-abstraction/contracts/artifacts/${name}.json`
  return constructedArtifact(name, createRequire(import.meta.url).resolve(file), salt, args)
}
