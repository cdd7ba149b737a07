// Golden vectors: what the SDK computes from fixed keys and placeholder addresses. The Solidity tests read the same file,
// so both sides stay byte for byte together. Written by `npx node sdk/test/vectors.ts`.
import { readFileSync, writeFileSync } from 'node:fs'
import { bytesToHex, concat, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import {
  encodeAccountSignature,
  encodeBatchSignature,
  encodeOwnerSignature,
  encodeUserOperationSignature,
  messageDigest,
  userOperationDigest,
  userOperationsDigest,
  verificationDigest,
} from '../src/challenges.ts'
import { effWords } from '../src/data/effWords.ts'
import { fingerprint } from '../src/fingerprint.ts'
import { attestationDigest, emailCommitment, emailSigner, encodeAttestation } from '../src/guardians/email.ts'
import { derivePassphraseGuardian, passphraseSalt } from '../src/guardians/passphrase.ts'
import { merkleProof, merkleRoot } from '../src/merkle.ts'
import { encodePublicKey } from '../src/p256.ts'
import { signWithPasskey } from '../src/passkey.ts'
import { encodePolicy, guardianHash, policyCommitment, policyHash } from '../src/policy.ts'
import { balanced, simple, strict } from '../src/presets.ts'
import {
  acceptanceDigest,
  cancellationDigest,
  objectionDigest,
  type Request,
  requestHash,
} from '../src/request.ts'
import {
  account,
  bytes32,
  email,
  emailVerifier,
  friend,
  google,
  module,
  newPasskey,
  oidcVerifier,
  ownPasskey,
  passphrase,
  salt,
  samplePolicy,
  validator,
  wallet,
} from './samples.ts'

const file = new URL('../../contracts/test/fixtures/vectors.json', import.meta.url)
const deadline = 1_800_000_000
const validUntil = 1_800_604_800
const request: Request = {
  account,
  newSigner: newPasskey.signer(validator),
  replace: true,
  deadline,
  scopes: [
    { chainId: 1n, epoch: 3 },
    { chainId: 8453n, epoch: 0 },
    { chainId: 42161n, epoch: 4_294_967_295 },
  ],
}
const scopes = request.scopes.map(({ chainId, epoch }) => ({ chainId: Number(chainId), epoch }))

function policies() {
  const descriptors = [wallet, passphrase, friend, google, email]
  const options = { salt, rotator: validator }
  const named = {
    sample: samplePolicy(),
    balanced: balanced(descriptors, options),
    simple: simple(descriptors, options),
    strict: strict(descriptors, options),
  }
  return Object.entries(named).map(([name, policy]) => ({
    name,
    policy,
    guardianHashes: policy.guardians.map(({ signer }) => guardianHash(signer)),
    bytes: encodePolicy(policy),
    hash: policyHash(policy),
    commitment: policyCommitment(policy),
  }))
}

function recovery() {
  const hash = requestHash(module, request)
  const cancellation = { account, requestHash: hash, scopes: request.scopes, deadline }
  return {
    request: { ...request, scopes },
    requestHash: hash,
    acceptanceDigest: acceptanceDigest(module, hash),
    cancellation: { ...cancellation, scopes },
    cancellationDigest: cancellationDigest(module, cancellation),
    objectionDigest: objectionDigest(module, hash),
  }
}

function challenges() {
  const [hash, root] = [bytes32('hash'), bytes32('root')]
  return {
    account,
    hash,
    root,
    validUntil,
    userOperationDigest: userOperationDigest(validator, account, hash),
    userOperationsDigest: userOperationsDigest(validator, account, root, validUntil),
    messageDigest: messageDigest(validator, account, hash),
    verificationDigest: verificationDigest(validator, hash),
  }
}

function merkleTrees() {
  return [1, 2, 3, 5, 8, 13].map((count) => {
    const leaves = Array.from({ length: count }, (_, index) => bytes32(`leaf ${index}`))
    return { leaves, root: merkleRoot(leaves), proofs: leaves.map((_, index) => merkleProof(leaves, index)) }
  })
}

/** One assertion in its parts and packed, and the signatures of docs/protocol.md around it. */
async function webAuthn() {
  const { x, y } = ownPasskey
  const challenge = bytes32('challenge')
  const assertion = await ownPasskey.sign(challenge)
  const packed = await signWithPasskey(ownPasskey, challenge)
  const proof = [bytes32('sibling 0'), bytes32('sibling 1')]
  return {
    x,
    y,
    challenge,
    authenticatorData: bytesToHex(assertion.authenticatorData),
    clientDataJSON: new TextDecoder().decode(assertion.clientDataJSON),
    derSignature: bytesToHex(assertion.signature as Uint8Array),
    packed,
    ownerSignature: encodeOwnerSignature(ownPasskey, packed),
    accountSignature: encodeAccountSignature(validator, ownPasskey, packed),
    userOperationSignature: encodeUserOperationSignature(ownPasskey, packed),
    batch: { validUntil, proof, signature: encodeBatchSignature({ validUntil, proof }, ownPasskey, packed) },
  }
}

/** Signatures that the contracts must take, each over the digest of the same name above. */
async function signed() {
  const hash = requestHash(module, request)
  const cancellation = cancellationDigest(module, {
    account,
    requestHash: hash,
    scopes: request.scopes,
    deadline,
  })
  const sign = (digest: Hex) => signWithPasskey(newPasskey, verificationDigest(validator, digest))
  return {
    newPasskey: { x: newPasskey.x, y: newPasskey.y },
    acceptance: await sign(acceptanceDigest(module, hash)),
    cancellationByOwner: encodeOwnerSignature(
      ownPasskey,
      await signWithPasskey(ownPasskey, messageDigest(validator, account, cancellation)),
    ),
  }
}

async function passphrases() {
  const phrase = 'Zürich  abacus zoom'
  const guardian = await derivePassphraseGuardian({ passphrase: phrase, account, salt })
  return {
    version: guardian.version,
    passphrase: phrase,
    account,
    policySalt: salt,
    argon2Salt: passphraseSalt(account, salt),
    address: guardian.signer.toLowerCase(),
    approval: await guardian.approve(module, request),
  }
}

/** A mailbox as a guardian, and an attestation that its contract must take. */
async function attestation() {
  const attester = privateKeyToAccount(bytes32('attester'))
  const mailbox = 'alice@example.org'
  const commitment = emailCommitment({ account, mailbox, salt })
  const hash = requestHash(module, request)
  const digest = attestationDigest({ guardian: emailVerifier, hash, commitment, expiry: deadline })
  const signature = await attester.sign({ hash: digest })
  return {
    ...{ account, mailbox, salt, commitment, signer: emailSigner(emailVerifier, commitment) },
    ...{ attester: attester.address, hash, expiry: deadline, digest },
    attestation: encodeAttestation({ expiry: deadline, signature }),
  }
}

function fingerprints() {
  const keys = { ownPasskey, newPasskey }
  return Object.entries(keys).map(([name, key]) => {
    const bytes = encodePublicKey(key)
    const words = fingerprint(account, bytes)
    return {
      name,
      account,
      key: bytes,
      hashed: concat([account, bytes]),
      // Solidity has no word list: it checks the places in it.
      places: words.map((word) => effWords.indexOf(word)),
      words: words.join(' '),
    }
  })
}

/** The vectors as the text of the committed file. */
export async function buildVectors(): Promise<string> {
  const vectors = {
    contracts: {
      recoveryModule: module,
      passkeyValidator: validator,
      oidcGuardian: oidcVerifier,
      emailGuardian: emailVerifier,
    },
    policies: policies(),
    recovery: recovery(),
    challenges: challenges(),
    merkleTrees: merkleTrees(),
    webAuthn: await webAuthn(),
    signed: await signed(),
    passphrase: await passphrases(),
    email: await attestation(),
    fingerprints: fingerprints(),
  }
  return `${JSON.stringify(vectors, null, 2)}\n`
}

/** The committed file's text. */
export function readVectors(): string {
  return readFileSync(file, 'utf8')
}

if (import.meta.main) writeFileSync(file, await buildVectors())
