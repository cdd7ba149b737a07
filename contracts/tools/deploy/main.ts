// npm run deploy -- --rpc <url> [--keystore <file> | --unlocked <address>] [--out <file>]: puts the released contracts onto
// a chain and writes contracts/deployments.json. The key is in DEPLOYER_PRIVATE_KEY, or in a keystore that
// DEPLOYER_PASSWORD opens. Safe to run twice.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../forge.ts'
import { deployRelease, recordDeployment } from './deploy.ts'
import { ToolError, UsageError } from './errors.ts'
import { payerOf } from './payer.ts'

async function main(parameters: string[]): Promise<void> {
  const { rpc, out, ...payer } = parse(parameters)
  if (!rpc)
    throw new UsageError('Usage: npm run deploy -- --rpc <url> [--keystore <file> | --unlocked <address>]')
  const report = await deployRelease(rpc, payerOf(payer))
  recordDeployment(out ?? join(root, 'contracts/deployments.json'), report)
  for (const { name, address, transaction } of report.deployed)
    console.log(`${name.padEnd(17)} ${address}  ${transaction ?? 'was there already'}`)
  for (const warning of report.warnings) console.warn(`Warning: ${warning}`)
}

function parse(parameters: string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({ args: parameters, options: { rpc: text, keystore: text, unlocked: text, out: text } })
      .values
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause))
  }
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof ToolError ? error.message : error)
  process.exitCode = 1
})
