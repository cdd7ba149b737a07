import { oidcGuardianAbi } from 'sparekey'
import {
  concat,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  pad,
  slice,
  toFunctionSelector,
} from 'viem'
import type { Figure } from '../Figure.ts'
import { MeasurementError } from '../MeasurementError.ts'
import { gas } from './gas.ts'
import {
  approval,
  google,
  type Issuer,
  keyOfPerson,
  newIssuer,
  type PayloadLength,
  payloadOf,
} from './issuer.ts'
import { instantly } from './measureRecoveries.ts'
import { type People, wallet } from './recoveries.ts'
import { random32, type World } from './world.ts'

/** Recoveries that an OpenID account approves, and what verifying its token alone costs. */
export async function measureOidc(world: World): Promise<Figure[]> {
  const issuer = await newIssuer(world)
  const beside =
    (length: PayloadLength, weight: number): People =>
    async (_, salt) => [google(world, issuer, { weight, salt, length }), wallet(1)]
  const verifying = (length: PayloadLength) =>
    verification(world, issuer, (hash, time) => payloadOf({ hash, time, length }))
  return [
    gas('recover.google.instant', await instantly(world, beside(383, 2), 1), 170_000),
    gas('recover.google.instant.633', await instantly(world, beside(633, 2), 1), 183_000),
    gas('recover.google+wallet.instant', await instantly(world, beside(383, 1), 2), 178_000),
    gas('oidc.verify', await verifying(383), 59_000),
    gas('oidc.verify.633', await verifying(633), 68_500),
    gas('oidc.verify.worst2048', await worst(world, issuer), 800_000),
    gas('oidc.addKey', issuer.published, 160_000),
  ]
}

const longest = 2048
/** Short things that fill an array, one behind the other; `0` ends it. */
const elements = ['0,', '-1,', '[],', '{},', '"",', '"\\n",', '{"":0},', '[[0]],', '-0.0e-0,', 'null,']

/** The dearest of payloads that are as long as may be: short elements, or short members, again and again. */
async function worst(world: World, issuer: Issuer): Promise<number> {
  const good = (hash: Hex, time: number) => payloadOf({ hash, time, length: 383 }).slice(0, -1)
  const fillings = [
    ...elements.map((element) => ({ start: ',"x":[', element, end: '0]}' })),
    ...['"":0,', '"":"",', '"abc":0,'].map((element) => ({ start: ',', element, end: '"x":0}' })),
  ]
  const costs: number[] = []
  for (const filling of fillings)
    costs.push(await verification(world, issuer, (hash, time) => filled(good(hash, time), filling)))
  return Math.max(...costs)
}

function filled(text: string, { start, element, end }: { start: string; element: string; end: string }) {
  const room = longest - text.length - start.length - end.length
  return text + start + element.repeat(Math.floor(room / element.length)) + end
}

/**
 * CALL with the gas before and after it: calldata is the address (32) ‖ what it is called with; returned is the gas
 * (32) ‖ what it answers (32). PUSH1 20 CALLDATASIZE SUB; DUP1 PUSH1 20 PUSH0 CALLDATACOPY; GAS; PUSH1 20 PUSH1 20 DUP4 PUSH0
 * PUSH0 CALLDATALOAD GAS STATICCALL; GAS; SWAP2; SWAP1 POP SUB; PUSH0 MSTORE; PUSH1 40 PUSH0 RETURN.
 */
const meter = '0x602036038060205f375a60206020835f5f355afa5a919050035f5260405ff3'

/** Gas of one `verify` that says yes, as its caller pays it: everything cold, its address included. */
async function verification(
  world: World,
  issuer: Issuer,
  payload: (hash: Hex, time: number) => string,
): Promise<number> {
  const [hash, salt, to] = [random32(), random32(), world.beneficiary]
  const { client, deployment } = world.chain
  const { timestamp } = await client.getBlock()
  const signature = approval(issuer, salt, payload(hash, Number(timestamp)))
  const abi = oidcGuardianAbi
  const call = encodeFunctionData({ abi, functionName: 'verify', args: [keyOfPerson(salt), hash, signature] })
  const stateOverride = [{ address: to, code: meter } as const]
  const { data } = await client.call({
    to,
    data: concat([pad(deployment.oidcGuardian), call]),
    stateOverride,
  })
  if (!data) throw new MeasurementError('the meter answers nothing')
  const answer = decodeFunctionResult({ abi, functionName: 'verify', data: slice(data, 32) })
  if (answer !== toFunctionSelector('verify(bytes,bytes32,bytes)'))
    throw new MeasurementError('a good token was refused')
  return Number(slice(data, 0, 32))
}
