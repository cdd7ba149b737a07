import { concat, encodeAbiParameters, type Hex, keccak256, pad, serializeTypedData, stringToHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { account, bytes32, module, newPasskey, otherAccount, validator } from '../test/samples.ts'
import {
  acceptanceDigest,
  acceptanceTypedData,
  cancellationDigest,
  cancellationTypedData,
  objectionDigest,
  objectionTypedData,
  type Request,
  recoveryTypedData,
  requestHash,
} from './request.ts'

const request: Request = {
  account,
  newSigner: newPasskey.signer(validator),
  replace: true,
  deadline: 1_800_000_000,
  scopes: [
    { chainId: 1n, epoch: 3 },
    { chainId: 8453n, epoch: 0 },
  ],
}
const cancellation = {
  account,
  requestHash: bytes32('request'),
  scopes: request.scopes,
  deadline: 1_800_000_000,
}

// docs/protocol.md, computed by hand, without any EIP-712 library.
const SCOPE = 'Scope(uint256 chainId,uint32 epoch)'
const hashString = (text: string) => keccak256(stringToHex(text))
const word = (value: bigint | number | boolean) => pad(`0x${BigInt(value).toString(16)}`)
const domain = keccak256(
  concat([
    hashString('EIP712Domain(string name,string version,address verifyingContract)'),
    hashString('Sparekey Recovery'),
    hashString('1'),
    pad(module),
  ]),
)
const digest = (type: string, ...words: Hex[]) =>
  keccak256(concat(['0x1901', domain, keccak256(concat([hashString(type), ...words]))]))
const scopes = keccak256(
  concat(
    request.scopes.map(({ chainId, epoch }) =>
      keccak256(concat([hashString(SCOPE), word(chainId), word(epoch)])),
    ),
  ),
)

test('the four digests are those of docs/protocol.md', () => {
  expect(requestHash(module, request)).toBe(
    digest(
      `Recovery(address account,bytes newSigner,bool replace,uint40 deadline,Scope[] scopes)${SCOPE}`,
      pad(account),
      keccak256(request.newSigner),
      word(true),
      word(request.deadline),
      scopes,
    ),
  )
  const hash = bytes32('request')
  expect(acceptanceDigest(module, hash)).toBe(digest('Acceptance(bytes32 requestHash)', hash))
  expect(objectionDigest(module, hash)).toBe(digest('Objection(bytes32 requestHash)', hash))
  expect(cancellationDigest(module, cancellation)).toBe(
    digest(
      `Cancellation(address account,bytes32 requestHash,Scope[] scopes,uint40 deadline)${SCOPE}`,
      pad(account),
      hash,
      scopes,
      word(cancellation.deadline),
    ),
  )
})

describe('typed data for wallets', () => {
  const hash = bytes32('request')
  test.each([
    ['Recovery', recoveryTypedData(module, request)],
    ['Acceptance', acceptanceTypedData(module, hash)],
    ['Cancellation', cancellationTypedData(module, cancellation)],
    ['Objection', objectionTypedData(module, hash)],
  ])('%s has an explicit domain type and no chainId key', (primaryType, data) => {
    const sent = JSON.parse(serializeTypedData(data as Parameters<typeof serializeTypedData>[0]))
    expect(sent.primaryType).toBe(primaryType)
    expect(sent.types.EIP712Domain.map(({ name }: { name: string }) => name)).toEqual([
      'name',
      'version',
      'verifyingContract',
    ])
    expect(Object.keys(sent.domain)).toEqual(['name', 'version', 'verifyingContract'])
  })
})

test('every member of a request changes its hash', () => {
  const variants: Request[] = [
    request,
    { ...request, account: otherAccount },
    { ...request, newSigner: `${request.newSigner}00` },
    { ...request, replace: false },
    { ...request, deadline: request.deadline + 1 },
    { ...request, scopes: request.scopes.slice(1) },
    { ...request, scopes: [{ chainId: 1n, epoch: 4 }, ...request.scopes.slice(1)] },
  ]
  const hashes = variants.map((variant) => requestHash(module, variant))
  expect(new Set([...hashes, requestHash(validator, request)]).size).toBe(variants.length + 1)
})

test('encodeAbiParameters agrees about the words above', () => {
  expect(encodeAbiParameters([{ type: 'address' }, { type: 'bool' }], [account, true])).toBe(
    concat([pad(account), word(true)]),
  )
})
