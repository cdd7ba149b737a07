import { createDecipheriv, scryptSync, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Address, concat, type Hex, hexToBytes, isAddress, isHex, keccak256, size } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { UsageError } from './errors.ts'

/** Where keys come from; never the command line, which other users of a machine can read. */
export interface PayerOptions {
  /** An address whose key the node holds. */
  readonly unlocked?: string | undefined
  /** A keystore file (Web3 Secret Storage, version 3, scrypt), as wallets and `cast` write them. */
  readonly keystore?: string | undefined
}

/**
 * Who pays for a deployment: an unlocked account of the node, a keystore with DEPLOYER_PASSWORD, or DEPLOYER_PRIVATE_KEY.
 *
 * @throws {@link UsageError}
 */
export function payerOf(
  { unlocked, keystore }: PayerOptions,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): PrivateKeyAccount | Address {
  if (unlocked !== undefined) {
    if (!isAddress(unlocked)) throw new UsageError(`--unlocked is ${unlocked}, expected an address.`)
    return unlocked
  }
  if (keystore !== undefined) return fromKeystore(keystore, environment['DEPLOYER_PASSWORD'] ?? '')
  const key = environment['DEPLOYER_PRIVATE_KEY']
  if (!key || !isHex(key) || size(key) !== 32)
    throw new UsageError(
      'There is nobody to pay: expected 32 bytes of hex in DEPLOYER_PRIVATE_KEY, or --keystore with DEPLOYER_PASSWORD, or --unlocked.',
    )
  return privateKeyToAccount(key)
}

interface Keystore {
  readonly crypto: {
    readonly cipher: string
    readonly cipherparams: { readonly iv: string }
    readonly ciphertext: string
    readonly kdf: string
    readonly kdfparams: Readonly<Record<'dklen' | 'n' | 'p' | 'r', number> & { salt: string }>
    readonly mac: string
  }
}

function fromKeystore(file: string, password: string): PrivateKeyAccount {
  const { crypto } = readKeystore(file)
  const { kdf, kdfparams, cipher } = crypto
  if (kdf !== 'scrypt' || cipher !== 'aes-128-ctr')
    throw new UsageError(`${file} uses ${kdf} and ${cipher}, expected scrypt and aes-128-ctr.`)
  const { n: N, r, p, dklen } = kdfparams
  const salt = Buffer.from(kdfparams.salt, 'hex')
  const derived = scryptSync(password, salt, dklen, { N, r, p, maxmem: 256 * N * r })
  const ciphertext: Hex = `0x${crypto.ciphertext}`
  const mac = keccak256(concat([derived.subarray(16, 32), hexToBytes(ciphertext)]), 'bytes')
  if (!timingSafeEqual(mac, hexToBytes(`0x${crypto.mac}`)))
    throw new UsageError(`The password does not open ${file}. Set it in DEPLOYER_PASSWORD.`)
  const iv = Buffer.from(crypto.cipherparams.iv, 'hex')
  const decipher = createDecipheriv('aes-128-ctr', derived.subarray(0, 16), iv)
  const key = Buffer.concat([decipher.update(hexToBytes(ciphertext)), decipher.final()])
  return privateKeyToAccount(`0x${key.toString('hex')}`)
}

function readKeystore(file: string): Keystore {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new UsageError(`${file} is no keystore that can be read.`, { cause })
  }
}
