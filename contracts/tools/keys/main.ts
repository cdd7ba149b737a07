// npm run keys -- <list | confirm | revoke> --rpc <url> [--rpc <url> …] --guardian <address> [--issuer <url>]
// [--modulus <hash>] [--keystore <file> | --unlocked <address>]: looks at the keys of an OpenID issuer in OidcGuardian, compares them
// with the issuer's own documents, and confirms or revokes. The issuer is Google unless another one is named; the key of the
// sender is in DEPLOYER_PRIVATE_KEY, or in a keystore that DEPLOYER_PASSWORD opens.
import { parseArgs } from 'node:util'
import { SparekeyError } from 'sparekey'
import { isAddress, isHex, size } from 'viem'
import { ToolError, UsageError } from '../deploy/errors.ts'
import { payerOf } from '../deploy/payer.ts'
import { confirmKeys, type Entry, issuerKeys, listEntries, type Registry, revokeKey } from './keys.ts'

const usage =
  'Usage: npm run keys -- <list | confirm | revoke> --rpc <url> [--rpc <url> …] --guardian <address> [--issuer <url>] [--modulus <hash>] [--keystore <file> | --unlocked <address>]'

async function main(parameters: string[]): Promise<void> {
  const { command, registries, issuer, modulus, payer } = parse(parameters)
  if (command === 'revoke') {
    if (!isHex(modulus) || size(modulus) !== 32)
      throw new UsageError(
        '--modulus names the key by the hash of its modulus, 32 bytes, as `list` shows it.',
      )
    for (const registry of registries) {
      await revokeKey(registry, payerOf(payer), modulus)
      console.log(`${registry.rpcUrl}: ${modulus} is revoked; ${issuer} is suspended for three days`)
    }
    return
  }
  const keys = await issuerKeys(issuer)
  for (const registry of registries) {
    const entries =
      command === 'confirm'
        ? await confirmKeys(registry, payerOf(payer), keys)
        : await listEntries(registry, keys)
    console.log(`${registry.rpcUrl}: ${entries.length} ${command === 'confirm' ? 'confirmed' : 'known'}`)
    for (const entry of entries) console.log(lineOf(entry))
  }
}

function lineOf({ kid, modulusHash, usableFrom, usableUntil, isRevoked, isPublished }: Entry): string {
  const times = isRevoked ? 'revoked' : `counts from ${utc(usableFrom)} to ${utc(usableUntil)}`
  return `  ${kid}  ${times}  ${isPublished ? 'published by the issuer' : 'not what the issuer publishes'}\n    --modulus ${modulusHash}`
}

const utc = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 16)

function parse(parameters: string[]) {
  const text = { type: 'string' } as const
  const options = {
    rpc: { type: 'string', multiple: true },
    ...{ guardian: text, issuer: text, modulus: text, keystore: text, unlocked: text },
  } as const
  const { values, positionals } = parsed(() =>
    parseArgs({ args: parameters, options, allowPositionals: true }),
  )
  const [command, ...rest] = positionals
  const { rpc = [], guardian = '', issuer = 'https://accounts.google.com', modulus, ...payer } = values
  const isKnown = command === 'list' || command === 'confirm' || command === 'revoke'
  if (!isKnown || rest.length > 0 || rpc.length === 0 || !isAddress(guardian)) throw new UsageError(usage)
  const registries = rpc.map((rpcUrl): Registry => ({ rpcUrl, guardian, issuer }))
  return { command, registries, issuer, modulus, payer }
}

function parsed<T>(parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause))
  }
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  const isKnown = error instanceof ToolError || error instanceof SparekeyError
  console.error(isKnown ? error.message : error)
  process.exitCode = 1
})
