import { createWalletClient, custom, type Hex, http } from 'viem'
import { getAddresses, readContract } from 'viem/actions'
import { describe, expect, test } from 'vitest'
import {
  done,
  errorOf,
  indexOf,
  module,
  newOwner,
  newPasskey,
  newWallet,
  protect,
  useChains,
  validator,
} from '../../test/chains.ts'
import { getRecovery } from '../actions/getRecovery.ts'
import { objectToRecovery } from '../actions/objectToRecovery.ts'
import { prepareRequest } from '../actions/prepareRequest.ts'
import { startRecovery } from '../actions/startRecovery.ts'
import { accountAbi } from '../generated/abis.ts'
import { encodePolicy } from '../policy.ts'
import { balanced } from '../presets.ts'
import { requestHash } from '../request.ts'
import { toPasskeyAccount } from '../toPasskeyAccount.ts'
import { approveWithWallet, checkWalletApproval, objectWithWallet, type WalletClient } from './wallet.ts'

const chains = useChains()

/** A request for an account that this address guards, beside somebody who started it alone. */
async function requestGuardedBy(signer: Hex) {
  const owner = await newOwner([chains.one])
  const policy = balanced([{ kind: 'wallet', signer }, newWallet()], { rotator: validator })
  await protect([chains.one], owner, policy)
  const newSigner = newPasskey().signer(validator)
  const { request } = await prepareRequest([chains.one], { account: owner.address, newSigner })
  const start = (signature: Hex) => {
    const approvals = [{ guardian: indexOf(policy, signer), signature }]
    return startRecovery(chains.one, { policy: encodePolicy(policy), request, approvals })
  }
  const hash = requestHash(module, request)
  const state = async () =>
    (await getRecovery(chains.one, { account: request.account, requestHash: hash })).state
  return { request, policy, hash, start, state }
}

/** A wallet behind JSON-RPC, as in a browser: one of those that anvil holds the keys of. */
async function anvilWallet(index: number): Promise<WalletClient> {
  const { client, rpcUrl, chain } = chains.stack.chains[0]
  const account = (await getAddresses(client))[index] as Hex
  return createWalletClient({ account, chain, transport: http(rpcUrl, { retryCount: 0 }) })
}

describe('a wallet behind JSON-RPC', () => {
  test('signs the typed data as the chain wants it, for approval and objection', async () => {
    const client = await anvilWallet(4)
    const guardian = client.account.address
    const { request, policy, hash, start, state } = await requestGuardedBy(guardian)
    await done(chains.one, start(await approveWithWallet(client, { module, request })))
    expect(await state()).toBe('waiting')
    const signature = await objectWithWallet(client, { module, requestHash: hash })
    const objection = {
      ...{ account: request.account, policy: encodePolicy(policy), requestHash: hash },
      objections: [{ guardian: indexOf(policy, guardian), signature }],
    }
    // The chain understands the signature, and finds that one against one is not more.
    expect(await errorOf(objectToRecovery(chains.one, objection))).toMatchObject({
      code: 'contract_ObjectionTooLight',
    })
  })

  test('that has another account selected is told which one to switch to', async () => {
    const [client, other] = [await anvilWallet(4), await anvilWallet(5)]
    const { request } = await requestGuardedBy(other.account.address)
    const attempt = approveWithWallet(client, { module, request, guardian: other.account.address })
    expect(await errorOf(attempt)).toMatchObject({
      code: 'wallet_wrong',
      expected: other.account.address,
      recovered: client.account.address,
    })
  })
})

describe('a wallet whose answer is no signature', () => {
  const request = {
    ...{ account: newWallet().signer, newSigner: newWallet().signer, replace: true, deadline: 1_900_000_000 },
    scopes: [{ chainId: 31337n, epoch: 1 }],
  }
  const walletThat = (answer: () => unknown) =>
    createWalletClient({
      account: newWallet().signer,
      transport: custom({ request: async () => answer() }, { retryCount: 0 }),
    })
  const failing = (thrown: unknown) =>
    walletThat(() => {
      throw thrown
    })

  test.each<[string, unknown]>([
    ['EIP-1193', { code: 4001, message: 'User rejected the request.' }],
    ['an Error with the code', Object.assign(new TypeError('rejected'), { code: 4001 })],
    ['WalletConnect', { code: 5000, message: 'User rejected.' }],
  ])('declined by its owner: %s', async (_, thrown) => {
    const client = failing(thrown)
    for (const attempt of [
      approveWithWallet(client, { module, request }),
      objectWithWallet(client, { module, requestHash: requestHash(module, request) }),
    ])
      expect(await errorOf(attempt)).toMatchObject({
        name: 'WalletRejectedError',
        code: 'wallet_rejected',
        shortMessage: 'The request was declined in the wallet.',
      })
  })

  test.each<[string, unknown, string]>([
    ['locked', { code: 4100, message: 'Unauthorized.' }, 'Unauthorized.'],
    ['without this method', { code: -32601, message: 'Method not found' }, 'Method not found'],
    ['refuses a domain without chainId', { code: -32602, message: 'chainId missing' }, 'chainId missing'],
    ['broken', new TypeError('port closed'), 'port closed'],
    ['broken without a word', 'no', 'no'],
  ])('%s: its words are kept, and the other way to approve is named', async (_, thrown, reason) => {
    const error = await errorOf(approveWithWallet(failing(thrown), { module, request }))
    expect(error).toMatchObject({ code: 'wallet_failed', reason })
    expect((error as Error).message).toContain('approve by a transaction')
  })

  test.each([null, '0x', 'signed', {}, `0x${'00'.repeat(65)}`])('nonsense: %j', async (answer) => {
    const error = await errorOf(
      approveWithWallet(
        walletThat(() => answer),
        { module, request },
      ),
    )
    expect((error as { code: string }).code).toMatch(/^wallet_(wrong|failed)$/)
  })
})

test('a contract wallet (ERC-1271) approves, checked before and by the chain', async () => {
  const guardian = await newOwner([chains.one])
  const account = await toPasskeyAccount({ client: chains.one, ...guardian })
  const { request, hash, start, state } = await requestGuardedBy(guardian.address)
  const signature = (await account.sign?.({ hash })) as Hex
  const verifyContract = async (asked: { address: Hex; hash: Hex; signature: Hex }) => {
    const answer = await readContract(chains.one, {
      ...{ abi: accountAbi, address: asked.address, functionName: 'isValidSignature' },
      args: [asked.hash, asked.signature],
    })
    return answer === '0x1626ba7e'
  }
  const parameters = { module, request, guardian: guardian.address, signature }
  expect(await checkWalletApproval(parameters, verifyContract)).toBe(signature)
  expect(await errorOf(checkWalletApproval(parameters))).toMatchObject({ code: 'wallet_wrong' })
  await done(chains.one, start(signature))
  expect(await state()).toBe('waiting')
})
