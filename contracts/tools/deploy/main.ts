// npm run deploy -- --rpc <url> [--keystore <file> | --unlocked <address>] [--oidc-owner <address> --oidc-publisher <address>]
// [--email-owner <address> --email-attester <address>] [--out <file>]: puts the released contracts onto a chain, with an owner
// OidcGuardian or EmailGuardian as well, and writes contracts/deployments.json. The key is in DEPLOYER_PRIVATE_KEY, or in a
// keystore that DEPLOYER_PASSWORD opens. Safe to run twice.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isAddress } from 'viem'
import { codeHashes } from '../../../sdk/src/generated/addresses.ts'
import { root } from '../forge.ts'
import { ownArtifact } from './artifacts.ts'
import { deployRelease, type OwnContract, recordDeployment } from './deploy.ts'
import { ToolError, UsageError } from './errors.ts'
import { payerOf } from './payer.ts'

const usage =
  'Usage: npm run deploy -- --rpc <url> [--keystore <file> | --unlocked <address>] [--oidc-owner <address> --oidc-publisher <address>] [--email-owner <address> --email-attester <address>]'

async function main(parameters: string[]): Promise<void> {
  const { rpc, out, ...options } = parse(parameters)
  if (!rpc) throw new UsageError(usage)
  const payer = { keystore: options.keystore, unlocked: options.unlocked }
  const own = [
    ...ownVerifier('OidcGuardian', options, ['oidc-owner', 'oidc-publisher']),
    ...ownVerifier('EmailGuardian', options, ['email-owner', 'email-attester']),
  ]
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
    const email = { 'email-owner': text, 'email-attester': text }
    const options = { rpc: text, keystore: text, unlocked: text, out: text, ...oidc, ...email }
    return parseArgs({ args: parameters, options }).values
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause))
  }
}

type Options = ReturnType<typeof parse>

/**
 * A guardian's verifier, if somebody is to own it. Owner and first holder of its role decide its address: the same on every
 * chain for the same two.
 */
function ownVerifier(
  name: 'OidcGuardian' | 'EmailGuardian',
  options: Options,
  [ownerOption, holderOption]: readonly [owner: keyof Options, holder: keyof Options],
): OwnContract[] {
  const [owner, holder] = [options[ownerOption], options[holderOption]]
  if (owner === undefined && holder === undefined) return []
  const isGood = isAddress(owner ?? '') && isAddress(holder ?? '') && owner !== holder
  if (!isGood)
    throw new UsageError(`--${ownerOption} and --${holderOption} go together: two different addresses.`)
  const codeHash = name === 'OidcGuardian' ? codeHashes.oidcGuardian : codeHashes.emailGuardian
  return [{ ...ownArtifact(name, name, [owner, holder]), codeHash }]
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof ToolError ? error.message : error)
  process.exitCode = 1
})
