import { type Abi, type AbiParameter, encodeErrorResult, type Hex, toFunctionSelector } from 'viem'
import { call } from 'viem/actions'
import { describe, expect, test } from 'vitest'
import { module, newScene, useChains } from '../test/chains.ts'
import { approveByTransaction } from './actions/approveByTransaction.ts'
import { clearPolicy } from './actions/clearPolicy.ts'
import { createAccount } from './actions/createAccount.ts'
import { executeRecovery } from './actions/executeRecovery.ts'
import { removePasskey } from './actions/removePasskey.ts'
import { republishPolicy } from './actions/republishPolicy.ts'
import { ContractError, decodeContractError, revertData, UnknownRevertError } from './contractErrors.ts'
import {
  accountAbi,
  accountFactoryAbi,
  emailGuardianAbi,
  factoryStakerAbi,
  oidcGuardianAbi,
  passkeyValidatorAbi,
  recoveryModuleAbi,
} from './generated/abis.ts'
import { requestHash } from './request.ts'
import type { Call } from './write.ts'

type AbiError = Extract<Abi[number], { type: 'error' }>
const abis = [
  ...[recoveryModuleAbi, passkeyValidatorAbi, accountAbi, accountFactoryAbi, factoryStakerAbi],
  ...[oidcGuardianAbi, emailGuardianAbi],
]
const errors = new Map<string, AbiError>(
  abis
    .flatMap((abi): AbiError[] => abi.filter((item) => item.type === 'error'))
    .map((item) => [item.name, item]),
)

/** A value that is easy to find in a sentence, another for each place. */
function sample({ type }: AbiParameter, place: number): unknown {
  if (type === 'address') return `0x${String(place + 1).repeat(40)}`
  if (type === 'bytes') return `0x${'ab'.repeat(24)}`
  if (type === 'bytes32') return `0x${'c'.repeat(63)}${place}`
  const fixed = /^bytes(\d+)$/.exec(type)?.[1]
  if (fixed) return `0x${'d'.repeat(Number(fixed) * 2)}`
  const bits = Number(/^uint(\d+)$/.exec(type)?.[1])
  if (bits === 8) return place + 1
  return bits <= 48 ? place + 41 : BigInt(place + 41)
}

const samples = [...errors.values()].map((item) => {
  const args = item.inputs.map(sample)
  const data = encodeErrorResult({ abi: [item], errorName: item.name, args })
  return [item.name, { data, args, error: decodeContractError(data) }] as const
})

test('the ABIs have errors, and no two share a selector', () => {
  expect(errors.size).toBeGreaterThan(60)
  const selectors = [...errors.values()].map(({ name, inputs }) =>
    toFunctionSelector(`${name}(${inputs.map(({ type }) => type).join(',')})`),
  )
  expect(new Set(selectors).size).toBe(errors.size)
})

describe.each(samples)('%s', (name, { args, error }) => {
  test('has a sentence, what to do, its values and its code', () => {
    expect(error).toBeInstanceOf(ContractError)
    expect(error).toMatchObject({ code: `contract_${name}`, errorName: name, args })
    for (const sentence of [error.shortMessage, error.details ?? '']) {
      expect(sentence).toMatch(/^\S.*[.]$/)
      expect(sentence).not.toMatch(/undefined|NaN|\[object|Invalid Date/)
    }
  })

  test('is said without our jargon', () => {
    expect(error.shortMessage).not.toMatch(
      /signer|module|epoch|calldata|threshold|user ?operation|rotator|validator|selector|ERC-?\d/i,
    )
  })
})

test('the sentences', () => {
  const lines = samples.map(([name, { error }]) => `${name}: ${error.message}`)
  expect(lines.toSorted().join('\n')).toMatchSnapshot()
})

test('the states that a recovery can be in have names', () => {
  const item = errors.get('WrongState') as AbiError
  const sentences = [0, 1, 2, 3, 4].map((state) => {
    const args = [`0x${'00'.repeat(32)}`, state, 2]
    return decodeContractError(encodeErrorResult({ abi: [item], errorName: 'WrongState', args })).shortMessage
  })
  expect(sentences).toEqual(
    ['not started', 'waiting', 'ready', 'expired', 'over'].map(
      (state) => `This recovery is ${state}, not ready.`,
    ),
  )
})

describe('what a chain really answers', () => {
  const chains = useChains()
  const nobody = `0x${'aa'.repeat(20)}` as const
  const key = { x: `0x${'11'.repeat(32)}`, y: `0x${'22'.repeat(32)}` } as const
  const request = {
    ...{ account: nobody, newSigner: nobody, replace: true, deadline: 1_900_000_000 },
    scopes: [{ chainId: 31337n, epoch: 1 }],
  } as const
  const padded = (hex: string) => hex.slice(2).padStart(64, '0')

  test.each<[string, Call, string]>([
    ['PolicyNotSet', clearPolicy.call(), `0x0a8d6c80${padded(nobody)}`],
    ['PolicyNotSet', republishPolicy.call({ account: nobody, policy: '0x' }), `0x0a8d6c80${padded(nobody)}`],
    [
      'PasskeyUnknown',
      removePasskey.call({ publicKey: key }),
      `0xede2ad28${padded(nobody)}3e92e0db88d6afea9edc4eedf62fffa4d92bcdfc310dccbe943747fe8302e871`,
    ],
    [
      'InvalidPublicKey',
      createAccount.call({ publicKey: key, salt: key.x }),
      `0x3c5e3fbe${key.x.slice(2)}${key.y.slice(2)}`,
    ],
    [
      'WrongState',
      executeRecovery.call({ request, acceptance: '0x' }),
      `0x986f4620${requestHash(module, request).slice(2)}${padded('0x0')}${padded('0x2')}`,
    ],
  ])('%s', async (name, attempt, golden) => {
    const error = await call(chains.one, { account: nobody, ...attempt }).catch((thrown: unknown) => thrown)
    const data = revertData(error)
    expect(data).toBe(golden)
    expect(decodeContractError(data as Hex)).toMatchObject({ errorName: name })
  })

  test('what succeeds has no revert data', async () => {
    const { hash } = await newScene([chains.one])
    await call(chains.one, { account: nobody, ...approveByTransaction.call({ digest: hash }) })
    expect(revertData(undefined)).toBeUndefined()
    expect(revertData(new TypeError('fetch failed'))).toBeUndefined()
  })
})

test.each<[string, Hex]>([
  ['no reason', '0x'],
  ['a contract’s that is none of ours', '0xdeadbeef'],
  ['a string', encodeErrorResult({ abi: stringError(), errorName: 'Error', args: ['no'] })],
  ['one of ours that is cut off', '0x0a8d6c80aaaa'],
  ['the name of an object’s method', toFunctionSelector('toString()')],
])('%s is an UnknownRevertError with the data', (_, data) => {
  const error = decodeContractError(data)
  expect(error).toBeInstanceOf(UnknownRevertError)
  expect(error).toMatchObject({ code: 'contract_unknown_revert', data })
  expect(error.message).toContain(data)
})

function stringError() {
  return [{ type: 'error', name: 'Error', inputs: [{ name: 'message', type: 'string' }] }] as const
}
