// Policies and requests as the figures need them, and the proof after each recovery: the new key works, the old does not.

import type { SoftwarePasskey } from 'sparekey'
import {
  type Approval,
  addresses,
  derivePassphraseGuardian,
  encodePolicy,
  generatePassphrase,
  isOwner,
  type Passkey,
  type PasskeyAccount,
  type Policy,
  passkeySigner,
  type Request,
  recoveryTypedData,
  requestHash,
  setPolicy,
  signAcceptance,
  signWithPasskey,
  sortGuardians,
  type Tier,
  toPasskeyAccount,
  verificationDigest,
} from 'sparekey'
import type { Address, Hex } from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { MeasurementError } from '../MeasurementError.ts'
import { newPasskey, random32, type World } from './world.ts'

export const DAY = 86_400
/** One guardian waits three days, more weight nothing: the policy of the main rows. */
const mainTiers: readonly Tier[] = [
  { weight: 1, delay: 3 * DAY },
  { weight: 2, delay: 0 },
]

/** A guardian who can be asked in this process. */
export interface Person {
  readonly signer: Hex
  readonly weight: number
  approve(request: Request): Promise<Hex>
}

/** An account's guardians, or how they are made for this account and policy salt. */
export type People = readonly Person[] | ((account: Address, salt: Hex) => Promise<readonly Person[]>)

export function wallet(
  weight: number,
  account: PrivateKeyAccount = privateKeyToAccount(generatePrivateKey()),
): Person {
  const approve = (request: Request) =>
    account.signTypedData(recoveryTypedData(addresses.recoveryModule, request))
  return { signer: account.address.toLowerCase() as Hex, weight, approve }
}

export function passkeyGuardian(weight: number, passkey: Passkey = newPasskey()): Person {
  const digest = (request: Request) =>
    verificationDigest(addresses.passkeyValidator, requestHash(addresses.recoveryModule, request))
  return {
    signer: passkeySigner(addresses.passkeyValidator, passkey),
    weight,
    approve: (request) => signWithPasskey(passkey, digest(request)),
  }
}

/** Made like a person's: generated words, stretched at full cost with the policy's salt. */
async function passphrase(weight: number, account: Address, salt: Hex): Promise<Person> {
  const { signer, approve } = await derivePassphraseGuardian({
    passphrase: generatePassphrase(),
    account,
    salt,
  })
  return {
    signer: signer.toLowerCase() as Hex,
    weight,
    approve: (request) => approve(addresses.recoveryModule, request),
  }
}

/** A passphrase, which depends on account and salt, beside a wallet. */
export const passphraseAndWallet: People = async (account, salt) => [
  await passphrase(2, account, salt),
  wallet(1),
]

export function policyOf(
  people: readonly Person[],
  tiers: readonly Tier[] = mainTiers,
  salt = random32(),
): Policy {
  const guardians = sortGuardians(people.map(({ signer, weight }) => ({ signer, weight })))
  return { salt, guardians, tiers, windowHours: 168, rotator: addresses.passkeyValidator }
}

/** An account in use with a policy, a new passkey, and a request for it that these guardians have approved. */
export interface Case {
  readonly account: PasskeyAccount
  readonly policy: Hex
  readonly newKey: SoftwarePasskey
  readonly request: Request
  readonly hash: Hex
  readonly approvals: readonly Approval[]
  readonly acceptance: Hex
}

/** Prepares a recovery up to the moment at which it is submitted. */
export async function prepareCase(
  world: World,
  {
    people,
    approving,
    tiers = mainTiers,
    chains = 1,
  }: {
    people: People
    /** How many of them approve, the first first. */
    approving: number
    tiers?: readonly Tier[]
    /** How many chains the request lists; this one and made-up others. */
    chains?: number
  },
): Promise<Case> {
  const account = await world.account()
  const salt = random32()
  const guardians = typeof people === 'function' ? await people(account.address, salt) : people
  const policy = policyOf(guardians, tiers, salt)
  await world.operate(account, [setPolicy.call({ policy })])
  const newKey = newPasskey()
  const { timestamp } = await world.chain.client.getBlock()
  const request: Request = {
    account: account.address,
    newSigner: passkeySigner(addresses.passkeyValidator, newKey),
    replace: true,
    deadline: Number(timestamp) + 7 * DAY,
    scopes: Array.from({ length: chains }, (_, i) => ({
      chainId: BigInt(world.chain.chain.id + i),
      epoch: 1,
    })),
  }
  const hash = requestHash(addresses.recoveryModule, request)
  const approvals = await approve(policy, request, guardians.slice(0, approving))
  return {
    account,
    policy: encodePolicy(policy),
    newKey,
    request,
    hash,
    approvals,
    acceptance: await signAcceptance(newKey, hash),
  }
}

async function approve(policy: Policy, request: Request, approving: readonly Person[]): Promise<Approval[]> {
  const approvals = await Promise.all(
    approving.map(async (person) => ({
      guardian: policy.guardians.findIndex(({ signer }) => signer === person.signer),
      signature: await person.approve(request),
    })),
  )
  return approvals.toSorted((a, b) => a.guardian - b.guardian)
}

/** Throws unless the new key operates the account and the old key cannot. */
export async function assertRecovered(world: World, { account, newKey }: Case): Promise<void> {
  const owns = (passkey: Passkey) =>
    isOwner(world.relayer, {
      account: account.address,
      signer: passkeySigner(addresses.passkeyValidator, passkey),
    })
  if (!(await owns(newKey)) || (await owns(account.passkey)))
    throw new MeasurementError('the recovery did not replace the key')
  const recovered = await toPasskeyAccount({
    client: world.relayer,
    passkey: newKey,
    address: account.address,
  })
  await world.operate(recovered, [{ to: world.beneficiary, data: '0x' }])
  const refused = await world.operate(account, [{ to: world.beneficiary, data: '0x' }]).catch(() => 'refused')
  if (refused !== 'refused') throw new MeasurementError('the old key still operates the account')
}
