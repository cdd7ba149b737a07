import {
  addresses,
  attestationDigest,
  emailCommitment,
  emailSigner,
  encodeAttestation,
  requestHash,
} from 'sparekey'
import type { Hex } from 'viem'
import { attester } from '../../dev/accounts.ts'
import type { Figure } from '../Figure.ts'
import { gas } from './gas.ts'
import { gasOfVerify } from './gasOfVerify.ts'
import { delayed } from './measureRecoveries.ts'
import { DAY, type People, type Person, wallet } from './recoveries.ts'
import { random32, type World } from './world.ts'

/** A recovery that whoever reads a mailbox approves, and what verifying the attestation alone costs. */
export async function measureEmail(world: World): Promise<Figure[]> {
  const { emailGuardian } = world.chain.deployment
  const attest = async (commitment: Hex, hash: Hex) => {
    const { timestamp } = await world.chain.client.getBlock()
    const expiry = Number(timestamp) + DAY / 2
    const digest = attestationDigest({ guardian: emailGuardian, hash, commitment, expiry })
    return encodeAttestation({ expiry, signature: await attester.sign({ hash: digest }) })
  }
  const people: People = async (account) => {
    const mailbox = `${random32().slice(2, 12)}@example.org`
    const commitment = emailCommitment({ account, mailbox, salt: random32() })
    const signer = emailSigner(emailGuardian, commitment)
    const approve: Person['approve'] = (request) =>
      attest(commitment, requestHash(addresses.recoveryModule, request))
    return [{ signer, weight: 1, approve }, wallet(1)]
  }
  const recovered = await delayed(world, people)
  const [commitment, hash] = [random32(), random32()]
  const attestation = await attest(commitment, hash)
  return [
    gas('recover.email.delayed', recovered, 176_000),
    gas('email.verify', await gasOfVerify(world, emailGuardian, [commitment, hash, attestation]), 9_500),
  ]
}
