// npm run deploy -- --rpc <url> [--keystore <file> | --unlocked <address>] [--oidc-owner <address> --oidc-publisher <address>]
// [--out <file>]: puts the released contracts onto a chain, with the last two OidcGuardian as well, and writes
// contracts/deployments.json. The key is in DEPLOYER_PRIVATE_KEY, or in a keystore that DEPLOYER_PASSWORD opens. Safe to run
// twice.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isAddress } from 'viem'
import { codeHashes } from '../../../sdk/src/generated/addresses.ts'
import { root } from '../forge.ts'
import { ownArtifact } from './artifacts.ts'
import { deployRelease, type OwnContract, recordDeployment } from './deploy.ts'
import { ToolError, UsageError } from './errors.ts'
import { payerOf } from './payer.ts'

async function main(parameters: string[]): Promise<void> {
  const { rpc, out, 'oidc-owner': owner, 'oidc-publisher': publisher, ...payer } = parse(parameters)
  if (!rpc)
    throw new UsageError(
      'Usage: npm run deploy -- --rpc <url> [--keystore <file> | --unlocked <address>] [--oidc-owner <address> --oidc-publisher <address>]',
    )
  const own = oidcGuardian(owner, publisher)
  const report = await deployRelease(rpc, payerOf(payer), own)
  recordDeployment(out ?? join(root, 'contracts/deployments.json'), report)
  for (const { name, address, transaction } of report.deployed)
    console.log(`${name.padEnd(17)} ${address}  ${transaction ?? 'was there already'}`)
  for (const warning of report.warnings) console.warn(`Warning: ${warning}`)
}

function parse(parameters: string[]) {
  const text = { type: 'string' } as const
  try {
    const oidc = { 'oidc-owner': text, 'oidc-publisher': text }
    const options = { rpc: text, keystore: text, unlocked: text, out: text, ...oidc }
    return parseArgs({ args: parameters, options }).values
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause))
  }
}

/** OidcGuardian, if somebody is to own it. Owner and publisher decide its address: the same on every chain for the same two. */
function oidcGuardian(owner: string | undefined, publisher: string | undefined): OwnContract[] {
  if (owner === undefined && publisher === undefined) return []
  const isGood = isAddress(owner ?? '') && isAddress(publisher ?? '') && owner !== publisher
  if (!isGood) throw new UsageError('--oidc-owner and --oidc-publisher go together: two different addresses.')
  const artifact = ownArtifact('OidcGuardian', 'OidcGuardian', [owner, publisher])
  return [{ ...artifact, codeHash: codeHashes.oidcGuardian }]
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof ToolError ? error.message : error)
  process.exitCode = 1
})
