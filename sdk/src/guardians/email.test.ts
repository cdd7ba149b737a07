import { concatHex, type Hex, keccak256, size, slice, stringToHex } from 'viem'
import { readContract } from 'viem/actions'
import { describe, expect, test } from 'vitest'
import { attester } from '../../../dev/accounts.ts'
import { clientOf, newWallet, random32, useChains } from '../../test/chains.ts'
import { account, emailVerifier, friend, oidcVerifier } from '../../test/samples.ts'
import { getChainTime } from '../actions/getChainTime.ts'
import { emailGuardianAbi } from '../generated/abis.ts'
import {
  attestationDigest,
  attestationEnd,
  checkEmailApproval,
  emailCommitment,
  emailSigner,
  encodeAttestation,
  MAX_ATTESTATION_LIFE,
  parseEmailSigner,
  requireEmailGuardian,
} from './email.ts'

const salt: Hex = `0x${'5a'.repeat(32)}`
const mailbox = 'alice@example.org'
const commitment = emailCommitment({ account, mailbox, salt })

describe('who it is', () => {
  test('a commitment is keccak256(account ‖ keccak256(mailbox) ‖ salt)', () => {
    expect(commitment).toBe(keccak256(concatHex([account, keccak256(stringToHex(mailbox)), salt])))
    expect(commitment).toBe('0xce2f745ab129b73b69ddd96727074968efdd8ad8d35bca0931239879176104d1')
  })

  test('each of the three makes another one, and a mailbox is hashed as it is given', () => {
    const others = [
      { account: emailVerifier, mailbox, salt },
      { account, mailbox: 'Alice@example.org', salt },
      { account, mailbox: `${mailbox} `, salt },
      { account, mailbox: 'älice@example.org', salt },
      { account, mailbox, salt: `0x${'5b'.repeat(32)}` as const },
    ].map(emailCommitment)
    expect(new Set([commitment, ...others]).size).toBe(6)
  })

  test('a signer is the contract and the commitment, in lower case, and comes apart again', () => {
    const signer = emailSigner('0xABcdEFABcdEFabcdEfAbCdefabcdeFABcDEFabCD', commitment)
    expect(signer).toBe(`0xabcdefabcdefabcdefabcdefabcdefabcdefabcd${commitment.slice(2)}`)
    expect(parseEmailSigner(signer)).toEqual({
      guardian: '0xABcdEFABcdEFabcdEfAbCdefabcdeFABcDEFabCD',
      commitment,
    })
  })

  test.each([
    ['an address', account],
    ['a sign-in', `${oidcVerifier}${'00'.repeat(40)}` as Hex],
    ['a passkey', friend.signer],
    ['one byte less', slice(emailSigner(emailVerifier, commitment), 0, 51)],
    ['one byte more', `${emailSigner(emailVerifier, commitment)}00` as Hex],
    ['no hex', `0x${'zz'.repeat(52)}` as Hex],
  ])('%s is no e-mail guardian', (_, signer) => {
    expect(() => parseEmailSigner(signer)).toThrow(
      expect.objectContaining({ code: 'email_signer_invalid', message: expect.stringContaining(signer) }),
    )
  })
})

describe('what is signed', () => {
  test('a digest of hash, commitment and expiry, for one contract and no chain', () => {
    const attestation = { guardian: emailVerifier, hash: salt, commitment, expiry: 1_800_000_000 }
    const digest = attestationDigest(attestation)
    expect(digest).toBe('0xfce68f270a45c517bdca67cffa3aed0f0a075f710de3659352362922165e3196')
    const others = [
      { ...attestation, guardian: oidcVerifier },
      { ...attestation, hash: commitment },
      { ...attestation, commitment: salt },
      { ...attestation, expiry: 1_800_000_001 },
    ].map(attestationDigest)
    expect(new Set([digest, ...others]).size).toBe(5)
  })

  test('an approval is the expiry in 5 bytes and the signature', () => {
    const signature: Hex = `0x${'11'.repeat(32)}${'22'.repeat(32)}1b`
    expect(encodeAttestation({ expiry: 1, signature })).toBe(`0x0000000001${signature.slice(2)}`)
    expect(size(encodeAttestation({ expiry: 2 ** 40 - 1, signature }))).toBe(70)
  })

  test('when an approval ends can be read from it; from nothing else', () => {
    const signature: Hex = `0x${'11'.repeat(65)}`
    const approval = encodeAttestation({ expiry: 1_800_000_000, signature })
    expect(attestationEnd(approval)).toBe(1_800_000_000)
    for (const other of ['0x', signature, slice(approval, 0, 69), `${approval}00`] as Hex[])
      expect(attestationEnd(other)).toBeUndefined()
  })

  test.each([-1, 2 ** 40, 1.5, Number.NaN])('it cannot expire at %d', (expiry) => {
    const signature: Hex = `0x${'11'.repeat(65)}`
    expect(() => encodeAttestation({ expiry, signature })).toThrow(
      expect.objectContaining({ code: 'attestation_invalid' }),
    )
  })

  test.each([0, 64, 66])('a signature of %d bytes is none', (length) => {
    const signature: Hex = `0x${'11'.repeat(length)}`
    expect(() => encodeAttestation({ expiry: 1, signature })).toThrow(
      expect.objectContaining({ code: 'attestation_invalid', message: expect.stringContaining(`${length}`) }),
    )
  })
})

describe('on the networks', () => {
  const chains = useChains()
  const contractOf = () => chains.stack.chains[0].deployment.emailGuardian

  test('both take one attestation until it expires, for its hash and mailbox', async () => {
    const [guardian, hash] = [contractOf(), random32()]
    const times = await Promise.all(chains.all.map((client) => getChainTime(client)))
    const expiry = Math.min(...times) + MAX_ATTESTATION_LIFE
    const digest = attestationDigest({ guardian, hash, commitment, expiry })
    const approval = encodeAttestation({ expiry, signature: await attester.sign({ hash: digest }) })
    const answers = (...args: readonly [Hex, Hex, Hex]) =>
      Promise.all(
        chains.all.map((client) =>
          readContract(client, { address: guardian, abi: emailGuardianAbi, functionName: 'verify', args }),
        ),
      )
    expect(await answers(commitment, hash, approval)).toEqual(['0x024ad318', '0x024ad318'])
    expect(await answers(hash, hash, approval)).toEqual(['0xffffffff', '0xffffffff'])
    expect(await answers(commitment, commitment, approval)).toEqual(['0xffffffff', '0xffffffff'])
    await chains.stack.skipTime(MAX_ATTESTATION_LIFE + 60)
    expect(await answers(commitment, hash, approval)).toEqual(['0xffffffff', '0xffffffff'])
  })

  test('E-08 an approval is believed because the networks take it, for its own request and guardian', async () => {
    const [guardian, hash] = [contractOf(), random32()]
    const expiry = Math.min(...(await Promise.all(chains.all.map((client) => getChainTime(client))))) + 3600
    const digest = attestationDigest({ guardian, hash, commitment, expiry })
    const approval = encodeAttestation({ expiry, signature: await attester.sign({ hash: digest }) })
    const own = { signer: emailSigner(guardian, commitment), hash, approval }
    await checkEmailApproval(chains.all, own)
    for (const other of [
      { ...own, hash: random32() },
      { ...own, signer: emailSigner(guardian, random32()) },
      { ...own, approval: encodeAttestation({ expiry: expiry + 1, signature: slice(approval, 5) }) },
    ])
      await expect(checkEmailApproval(chains.all, other)).rejects.toMatchObject({
        code: 'email_approval_invalid',
      })
    const { oidcGuardian } = chains.stack.chains[0].deployment
    const elsewhere = { ...own, signer: emailSigner(oidcGuardian, commitment) }
    await expect(checkEmailApproval(chains.all, elsewhere)).rejects.toMatchObject({
      code: 'verifier_unknown',
    })
  })

  test('the contract is known by its code; another one is refused on whatever network it is', async () => {
    await requireEmailGuardian(chains.all, contractOf())
    const { oidcGuardian } = chains.stack.chains[0].deployment
    await expect(requireEmailGuardian(chains.all, oidcGuardian)).rejects.toMatchObject({
      code: 'verifier_unknown',
      message: expect.stringContaining('e-mail codes'),
    })
    await expect(requireEmailGuardian(chains.all, newWallet().signer)).rejects.toMatchObject({
      code: 'verifier_unknown',
    })
  })

  test('a network that is down is no obstacle, all that are down are', async () => {
    const [one] = chains.stack.chains
    const down = clientOf({ chain: one.chain, rpcUrl: 'http://127.0.0.1:9' }, newWallet().account)
    await requireEmailGuardian([down, chains.two], contractOf())
    await expect(requireEmailGuardian([down, down], contractOf())).rejects.toMatchObject({
      code: 'chain_unavailable',
    })
  })
})
