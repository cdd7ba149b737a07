// `node contracts/tools/nistVectors.ts <folder>` writes contracts/test/fixtures/nist-rsa.json: those of NIST's vectors for
// RSASSA-PKCS1-v1_5 that OidcGuardian's keys can have, which is SHA-256, e = 65,537 and 2,048, 3,072 or 4,096 bits. The folder is
// the one of the vectors for RSA in Debian's package python3-cryptography-vectors.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './forge.ts'

/** A file of vectors, and the line that completes one: files about signing have no results, all in them is valid. */
const files = [
  { path: 'FIPS_186-2/SigVer15_186-3.rsp', last: 'Result' },
  { path: 'SigVer15EMTest.txt', last: 'Result' },
  { path: 'FIPS_186-2/SigGen15_186-2.rsp', last: 'S' },
] as const

interface Vector {
  readonly modulus: string
  readonly message: string
  readonly signature: string
  readonly valid: boolean
}

function vectorsOf(text: string, last: string): Vector[] {
  const vectors: Vector[] = []
  let fields: Record<string, string> = {}
  for (const line of text.split(/\r?\n/)) {
    const [, name = '', value = ''] = /^\[?(mod|n|e|SHAAlg|Msg|S|Result) = ([^\]]*?)\]?\s*$/.exec(line) ?? []
    if (name === 'mod') fields = {}
    fields[name] = value
    if (name !== last || !isOurs(fields)) continue
    const { n = '', Msg = '', S = '', Result = 'P' } = fields
    vectors.push({ modulus: n, message: Msg, signature: S, valid: Result.startsWith('P') })
  }
  return vectors
}

function isOurs({ mod = '', e = '', SHAAlg }: Record<string, string>): boolean {
  return ['2048', '3072', '4096'].includes(mod) && BigInt(`0x${e}`) === 65_537n && SHAAlg === 'SHA256'
}

const [folder = ''] = process.argv.slice(2)
const vectors = files.flatMap(({ path, last }) => vectorsOf(readFileSync(join(folder, path), 'latin1'), last))
const moduli = [...new Set(vectors.map(({ modulus }) => modulus))]
const hex = (text: string) => `0x${text.toLowerCase()}`
const fixture = {
  source: `NIST Cryptographic Algorithm Validation Program, RSA vectors (${files.map(({ path }) => path).join(', ')}), as in Debian's package python3-cryptography-vectors; works of the United States government, in the public domain. All with SHA-256, e = 65,537 and 2,048, 3,072 or 4,096 bits, written by contracts/tools/nistVectors.ts. In columns: \`key\` is a place in \`moduli\`, \`valid\` has a byte for each row. SigGen15 has no results: its signatures are NIST's own, hence valid.`,
  moduli: moduli.map(hex),
  key: vectors.map(({ modulus }) => moduli.indexOf(modulus)),
  message: vectors.map(({ message }) => hex(message)),
  signature: vectors.map(({ signature }) => hex(signature)),
  valid: hex(vectors.map(({ valid }) => (valid ? '01' : '00')).join('')),
}
writeFileSync(join(root, 'contracts/test/fixtures/nist-rsa.json'), `${JSON.stringify(fixture, null, 1)}\n`)
console.log(`${vectors.length} vectors, ${vectors.filter(({ valid }) => valid).length} of them valid`)
