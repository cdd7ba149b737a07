import {
  type Address,
  concat,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  pad,
  parseAbi,
  slice,
  toFunctionSelector,
} from 'viem'
import { MeasurementError } from '../MeasurementError.ts'
import type { World } from './world.ts'

/**
 * CALL with the gas before and after it: calldata is the address (32) ‖ what it is called with; returned is the gas
 * (32) ‖ what it answers (32). PUSH1 20 CALLDATASIZE SUB; DUP1 PUSH1 20 PUSH0 CALLDATACOPY; GAS; PUSH1 20 PUSH1 20 DUP4 PUSH0
 * PUSH0 CALLDATALOAD GAS STATICCALL; GAS; SWAP2; SWAP1 POP SUB; PUSH0 MSTORE; PUSH1 40 PUSH0 RETURN.
 */
const meter = '0x602036038060205f375a60206020835f5f355afa5a919050035f5260405ff3'

const abi = parseAbi(['function verify(bytes key, bytes32 hash, bytes signature) view returns (bytes4)'])

/**
 * Gas of a guardian's verifier (ERC-7913) that says yes, as its caller pays it: everything cold, its address included.
 *
 * @throws MeasurementError if it says anything else
 */
export async function gasOfVerify(
  world: World,
  guardian: Address,
  args: readonly [key: Hex, hash: Hex, signature: Hex],
): Promise<number> {
  const { client } = world.chain
  const to = world.beneficiary
  const call = encodeFunctionData({ abi, functionName: 'verify', args })
  const stateOverride = [{ address: to, code: meter } as const]
  const { data } = await client.call({ to, data: concat([pad(guardian), call]), stateOverride })
  if (!data) throw new MeasurementError('the meter answers nothing')
  const answer = decodeFunctionResult({ abi, functionName: 'verify', data: slice(data, 32) })
  if (answer !== toFunctionSelector('verify(bytes,bytes32,bytes)'))
    throw new MeasurementError('a good signature was refused')
  return Number(slice(data, 0, 32))
}
