// The relayer's key pays and decides nothing: every function of every contract, called from it without a valid proof,
// leaves an account as it was.
import {
  accountAbi,
  accountFactoryAbi,
  addresses,
  factoryStakerAbi,
  getAccountState,
  getPolicy,
  getRecovery,
  isOwner,
  passkeyValidatorAbi,
  recover,
  recoveryModuleAbi,
  signAcceptance,
} from 'sparekey'
import {
  type Abi,
  type AbiParameter,
  type Address,
  encodeFunctionData,
  type Hex,
  parseAbi,
  parseEther,
} from 'viem'
import { entryPoint08Address } from 'viem/account-abstraction'
import { getBalance, getCode, readContract, sendTransaction, waitForTransactionReceipt } from 'viem/actions'
import { beforeAll, expect, test } from 'vitest'
import { anvilOf, done, newScene, useChains } from '../../sdk/test/chains.ts'
import { type Scene, useContext } from '../test/scene.ts'

const chains = useChains()
const context = useContext(chains)
let scene: Scene
beforeAll(async () => {
  scene = await newScene([chains.one])
  await anvilOf(chains.one).setBalance({ address: scene.account, value: parseEther('3') })
})

/** The key that the server's relayer signs with. */
const relayer = () => {
  const [chain] = context.current.chains
  if (!chain) throw new Error('no chain')
  return chain.client
}

const staker = () => chains.stack.chains[0].deployment.staker

/** Arguments that would do the most harm, were nothing checked. */
function argument({ type, ...parameter }: AbiParameter): unknown {
  const { account, hash, bytes, request, newSigner } = scene
  if (type.endsWith('[]')) {
    if (parameter.name === 'scopes') return request.scopes
    return [argument({ ...parameter, type: type.slice(0, -2) } as AbiParameter)]
  }
  if (type === 'tuple') {
    const { components } = parameter as { components: readonly AbiParameter[] }
    return Object.fromEntries(components.map((part) => [part.name, argument(part)]))
  }
  if (type === 'address')
    return parameter.name === 'account' || parameter.name === 'sender' ? account : relayer().account.address
  if (type === 'bool') return true
  if (type === 'bytes')
    return parameter.name === 'policy' ? bytes : parameter.name === 'newSigner' ? newSigner : '0x'
  if (type === 'bytes32') return hash
  if (type.startsWith('bytes')) return `0x${'00'.repeat(Number(type.slice(5)))}`
  if (parameter.name === 'deadline') return request.deadline
  return type === 'uint256' ? 1n : type.startsWith('uint') && Number(type.slice(4)) > 48 ? 1n : 1
}

interface Target {
  readonly name: string
  readonly address: Address
  readonly abi: Abi
}

const targets = (): Target[] => [
  { name: 'RecoveryModule', address: addresses.recoveryModule, abi: recoveryModuleAbi },
  { name: 'PasskeyValidator', address: addresses.passkeyValidator, abi: passkeyValidatorAbi },
  { name: 'AccountFactory', address: addresses.accountFactory, abi: accountFactoryAbi },
  { name: 'FactoryStaker', address: staker(), abi: factoryStakerAbi },
  { name: 'Account', address: scene.account, abi: accountAbi },
]

/** Everything that an account is. */
async function whole() {
  const { account, owner, newSigner, hash } = scene
  // Anybody may have the policy's event written again, in a later block.
  const { blockNumber: _, ...state } = await getAccountState(chains.one, { account })
  return {
    state,
    policy: await getPolicy(chains.one, { account }),
    recovery: await getRecovery(chains.one, { account, requestHash: hash }),
    isOwner: await isOwner(chains.one, { account, signer: owner.passkey.signer(addresses.passkeyValidator) }),
    isNewOwner: await isOwner(chains.one, { account, signer: newSigner }),
    isRelayerOwner: await isOwner(chains.one, { account, signer: relayer().account.address }),
    balance: await getBalance(chains.one, { address: account }),
    code: await getCode(chains.one, { address: account }),
    stake: await readContract(chains.one, {
      address: entryPoint08Address,
      abi: parseAbi([
        'function getDepositInfo(address) view returns ((uint256 deposit, bool staked, uint112 stake, uint32 unstakeDelaySec, uint48 withdrawTime))',
      ]),
      functionName: 'getDepositInfo',
      args: [staker()],
    }),
  }
}

test('R-01 no call from the relayer’s key changes an account without proofs; with them, anybody’s would', async () => {
  const client = relayer()
  const before = await whole()
  expect(before).toMatchObject({
    isOwner: true,
    isNewOwner: false,
    isRelayerOwner: false,
    stake: { staked: true },
  })
  const called: string[] = []
  const went: string[] = []
  for (const { name, address, abi } of targets()) {
    for (const entry of abi) {
      if (entry.type !== 'function' || /view|pure/.test(entry.stateMutability)) continue
      const data = encodeFunctionData({ abi: [entry], args: entry.inputs.map(argument) } as never) as Hex
      const hash = await sendTransaction(client, { to: address, data, gas: 3_000_000n })
      const { status } = await waitForTransactionReceipt(chains.one, { hash })
      called.push(`${name}.${entry.name}`)
      if (status === 'success') went.push(`${name}.${entry.name}`)
    }
  }
  expect(await whole()).toEqual(before)
  expect(called.length).toBeGreaterThan(30)
  expect(went.sort()).toMatchInlineSnapshot(`
    [
      "Account.onERC1155BatchReceived",
      "Account.onERC1155Received",
      "Account.onERC721Received",
      "PasskeyValidator.onUninstall",
      "RecoveryModule.approve",
      "RecoveryModule.onInstall",
      "RecoveryModule.onUninstall",
      "RecoveryModule.republish",
      "RecoveryModule.setPolicy",
    ]
  `)
  const { bytes, request, wallets, newKey, hash } = scene
  const approvals = await scene.approvals(...wallets)
  const acceptance = await signAcceptance(newKey, hash)
  await done(chains.one, recover(client, { policy: bytes, request, approvals, acceptance }))
  expect(await whole()).toMatchObject({ isOwner: false, isNewOwner: true })
}, 120_000)
