import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  actingAs,
  clientOf,
  done,
  newOwner,
  newPasskey,
  newScene,
  newWallet,
  type Owner,
  protect,
  useChains,
  validator,
} from '../../test/chains.ts'
import { fails, lies, type NodeProxy, startProxy } from '../../test/proxy.ts'
import type { PublicKey } from '../p256.ts'
import { policyCommitment } from '../policy.ts'
import { balanced } from '../presets.ts'
import type { WriteClient } from '../write.ts'
import { getAccountState } from './getAccountState.ts'
import { protectedNetworks } from './protectedNetworks.ts'
import { replacePasskeys } from './replacePasskeys.ts'

const chains = useChains()
let proxy: NodeProxy
/** Chain two, through a node that can misbehave. */
let viaProxy: WriteClient
beforeEach(async () => {
  const [, { chain, rpcUrl }] = chains.stack.chains
  proxy = await startProxy(rpcUrl)
  viaProxy = clientOf({ chain, rpcUrl: proxy.url }, chains.two.account.address)
})
afterEach(() => proxy.stop())

const newPolicy = () => balanced([newWallet(), newWallet()], { rotator: validator })

/** Where an account stands on both chains. */
async function statuses(
  owner: Owner,
  { policy = newPolicy(), publicKey = owner.passkey as PublicKey, clients = chains.all } = {},
) {
  const networks = await protectedNetworks(clients, {
    ...{ account: owner.address, publicKey, firstPublicKey: owner.passkey },
    commitment: policyCommitment(policy),
  })
  expect(networks.map(({ chainId }) => chainId)).toEqual([31337, 31338])
  return networks.map(({ status }) => status)
}

const replace = async (client: WriteClient, owner: Owner) => {
  const self = await actingAs(client, owner.address)
  const publicKey = newPasskey()
  await done(self, replacePasskeys(self, { publicKey }))
  return publicKey
}

test('protected: created, with this passkey and this policy, and nowhere else', async () => {
  const { owner, policy } = await newScene(chains.all)
  expect(await statuses(owner, { policy })).toEqual(['protected', 'protected'])
})

test('missing: not created; the first passkey is still there to set it up', async () => {
  const { owner, policy } = await newScene([chains.one])
  expect(await statuses(owner, { policy })).toEqual(['protected', 'missing'])
})

test('refused: not created, and the first passkey has lost the account elsewhere', async () => {
  const { owner, policy } = await newScene([chains.one])
  const publicKey = await replace(chains.one, owner)
  expect(await statuses(owner, { policy, publicKey })).toEqual(['protected', 'refused'])
})

test('other-policy: without a policy, or with another than the one that counts', async () => {
  const owner = await newOwner(chains.all)
  const policy = newPolicy()
  await protect([chains.two], owner, newPolicy())
  expect(await statuses(owner, { policy })).toEqual(['other-policy', 'other-policy'])
  await protect([chains.one], owner, policy)
  expect(await statuses(owner, { policy })).toEqual(['protected', 'other-policy'])
})

test('an account without any policy is never protected, not even by the commitment to none', async () => {
  const owner = await newOwner([chains.one])
  const { commitment } = await getAccountState(chains.one, { account: owner.address })
  const parameters = { account: owner.address, publicKey: owner.passkey, firstPublicKey: owner.passkey }
  const [network] = await protectedNetworks([chains.one], { ...parameters, commitment })
  expect(network?.status).toBe('other-policy')
})

test('other-passkeys: recovered on one chain only, the new passkey is told where it does not rule', async () => {
  const { owner, policy } = await newScene(chains.all)
  const publicKey = await replace(chains.one, owner)
  expect(await statuses(owner, { policy, publicKey })).toEqual(['protected', 'other-passkeys'])
  expect(await statuses(owner, { policy })).toEqual(['other-passkeys', 'protected'])
})

test('unknown: a chain that does not answer, with the reason; the others are told', async () => {
  const { owner, policy } = await newScene(chains.all)
  proxy.behaviour = fails
  expect(await statuses(owner, { policy, clients: [chains.one, viaProxy] })).toEqual(['protected', 'unknown'])
})

test('R-03 unknown: a node that serves another chain, however well the account stands there', async () => {
  const { owner, policy } = await newScene(chains.all)
  proxy.behaviour = lies('eth_chainId', () => '0x7a69')
  const [, two] = await protectedNetworks([chains.one, viaProxy], {
    ...{ account: owner.address, publicKey: owner.passkey, firstPublicKey: owner.passkey },
    commitment: policyCommitment(policy),
  })
  expect(two).toMatchObject({ chainId: 31338, status: 'unknown', error: { code: 'chain_wrong' } })
})
