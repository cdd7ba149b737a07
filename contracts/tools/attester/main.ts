// npm run attester -- <show | revoke> --rpc <url> [--rpc <url> …] --guardian <address> [--attester <address>]
// [--keystore <file> | --unlocked <address>]: shows who attests to EmailGuardian, and ends one whose key was stolen. The key of
// the sender is in DEPLOYER_PRIVATE_KEY, or in a keystore that DEPLOYER_PASSWORD opens.
import { parseArgs } from 'node:util'
import { isAddress } from 'viem'
import { ToolError, UsageError } from '../deploy/errors.ts'
import { payerOf } from '../deploy/payer.ts'
import type { Verifier } from '../verifier.ts'
import { type Attesters, revokeAttester, showAttesters } from './attester.ts'

const usage =
  'Usage: npm run attester -- <show | revoke> --rpc <url> [--rpc <url> …] --guardian <address> [--attester <address>] [--keystore <file> | --unlocked <address>]'

async function main(parameters: string[]): Promise<void> {
  const { command, verifiers, attester, payer } = parse(parameters)
  for (const verifier of verifiers) {
    if (command === 'revoke') {
      if (!isAddress(attester ?? ''))
        throw new UsageError('--attester names whom to revoke by its address, as `show` shows it.')
      await revokeAttester(verifier, payerOf(payer), attester as `0x${string}`)
      console.log(`${verifier.rpcUrl}: ${attester} is revoked`)
    }
    for (const line of linesOf(await showAttesters(verifier))) console.log(`${verifier.rpcUrl}: ${line}`)
  }
}

function linesOf({ attesters, isSuspended, suspendedUntil }: Attesters): string[] {
  const lines = attesters.map(({ address, since }) => `${address} attests from ${utc(since)}`)
  if (lines.length === 0) lines.push('there is no attester')
  if (isSuspended)
    lines.push(`suspended until ${utc(suspendedUntil + 1)}, and until there is an attester that counts`)
  return lines
}

const utc = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 16)

function parse(parameters: string[]) {
  const text = { type: 'string' } as const
  const options = {
    rpc: { type: 'string', multiple: true },
    ...{ guardian: text, attester: text, keystore: text, unlocked: text },
  } as const
  const { values, positionals } = parsed(() =>
    parseArgs({ args: parameters, options, allowPositionals: true }),
  )
  const [command, ...rest] = positionals
  const { rpc = [], guardian = '', attester, ...payer } = values
  const isKnown = command === 'show' || command === 'revoke'
  if (!isKnown || rest.length > 0 || rpc.length === 0 || !isAddress(guardian)) throw new UsageError(usage)
  const verifiers = rpc.map((rpcUrl): Verifier => ({ rpcUrl, guardian }))
  return { command, verifiers, attester, payer }
}

function parsed<T>(parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause))
  }
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof ToolError ? error.message : error)
  process.exitCode = 1
})
