// The attester: its key says to EmailGuardian that somebody has read a mailbox. It is used here and nowhere else, and for one
// thing: one request's hash, one mailbox's commitment, for a day at most.
import {
  attestationDigest,
  emailGuardianAbi,
  encodeAttestation,
  MAX_ATTESTATION_LIFE,
  parseEmailSigner,
} from 'sparekey'
import type { Address, Hash, Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { getBlock, readContract } from 'viem/actions'
import { askEach, type Chain, type RelayerClient } from './chains.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import type { Job } from './jobs.ts'

/** Whoever signs attestations: a key in this process, or one in a device that shows it to nobody. */
export interface Attester {
  readonly address: Address
  /** r ‖ s ‖ v over a digest, v 27 or 28. */
  sign(digest: Hash): Promise<Hex>
}

/** The attester of a configuration: the only reader of its key. */
export function attesterOf({ email }: Pick<Config, 'email'>): Attester | undefined {
  if (!email) return undefined
  const account = privateKeyToAccount(email.attesterKey.reveal())
  return { address: account.address, sign: (hash) => account.sign({ hash }) }
}

/** Seconds that a chain's clock may go back, by a block that takes another's place, without an attestation being too long. */
const MARGIN = 60

/**
 * Attests that the guardian with this signer approves a request.
 * @param chainTimes Unix seconds by the chains that it is for: it lasts a day by the slowest of them and this server's clock
 * @returns the guardian's approval, the same on all networks
 */
export async function attest(
  { clock }: Pick<Context, 'clock'>,
  attester: Attester,
  { hash, signer, chainTimes }: { hash: Hash; signer: Hex; chainTimes: readonly number[] },
): Promise<Hex> {
  const now = Math.min(Math.floor(clock.now() / 1000), ...chainTimes)
  const expiry = now + MAX_ATTESTATION_LIFE - MARGIN
  const digest = attestationDigest({ ...parseEmailSigner(signer), hash, expiry })
  return encodeAttestation({ expiry, signature: await attester.sign(digest) })
}

/** What a network's EmailGuardian says of an attester. */
export type AttesterStanding = 'good' | 'unknown' | 'early' | 'revoked' | 'suspended'

const sentences: Record<Exclude<AttesterStanding, 'good'>, string> = {
  unknown: 'the network does not know this attester: nobody can be recovered by e-mail there',
  early: 'the attester’s role does not count yet',
  revoked: 'the attester was revoked: it needs another key',
  suspended: 'e-mail guardians are suspended, because an attester was revoked',
}

/** As `Roles.Role`. */
const ATTESTER_ROLE = 4

/** Asks one network whether it believes this attester. */
export async function attesterStanding(
  client: RelayerClient,
  { guardian, address }: { guardian: Address; address: Address },
): Promise<AttesterStanding> {
  const contract = { abi: emailGuardianAbi, address: guardian } as const
  const [[role, since], isRevoked, isSuspended, { timestamp }] = await Promise.all([
    readContract(client, { ...contract, functionName: 'roleOf', args: [address] }),
    readContract(client, { ...contract, functionName: 'isRevoked', args: [address] }),
    readContract(client, { ...contract, functionName: 'suspended', args: ['0x'] }),
    getBlock(client),
  ])
  if (isRevoked) return 'revoked'
  if (isSuspended) return 'suspended'
  if (role !== ATTESTER_ROLE) return 'unknown'
  return BigInt(since) > timestamp ? 'early' : 'good'
}

const EVERY = 10 * 60_000

/** The job: says at the start, and every ten minutes, where this server's attester is not believed. */
export function attesterCheck(context: Context): Job {
  const { attester, config, log } = context
  if (!attester || !config.email) return { stop: async () => {} }
  const { guardian } = config.email
  const check = () =>
    checkAttester(context.chains, { guardian, address: attester.address }, log).catch((error: unknown) =>
      log.warn({ err: error }, 'the attester was not checked'),
    )
  let running = check()
  const timer = setInterval(() => {
    running = check()
  }, EVERY)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}

/** Looks once, and writes what somebody should look at. */
export async function checkAttester(
  chains: readonly Chain[],
  who: { guardian: Address; address: Address },
  log: Context['log'],
): Promise<void> {
  for (const answer of await askEach(chains, (client) => attesterStanding(client, who))) {
    const about = { chainId: answer.chainId, attester: who.address }
    if ('error' in answer) log.warn({ ...about, err: answer.error }, 'the attester was not checked')
    else if (answer.value !== 'good')
      log.error({ ...about, alert: `attester_${answer.value}` }, sentences[answer.value])
  }
}
