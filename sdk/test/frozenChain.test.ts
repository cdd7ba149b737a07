// One of two chains stops answering in the middle of a recovery. The other one goes on, and later the first is finished
// from what was signed at the beginning.
import { afterEach, describe, expect, test } from 'vitest'
import { executeRecovery } from '../src/actions/executeRecovery.ts'
import { getChainTime } from '../src/actions/getChainTime.ts'
import { getRecovery } from '../src/actions/getRecovery.ts'
import { prepareRequest } from '../src/actions/prepareRequest.ts'
import { protectedNetworks } from '../src/actions/protectedNetworks.ts'
import { recover } from '../src/actions/recover.ts'
import { startRecovery } from '../src/actions/startRecovery.ts'
import { policyCommitment } from '../src/policy.ts'
import { signAcceptance } from '../src/signAcceptance.ts'
import type { WriteClient } from '../src/write.ts'
import {
  anvilOf,
  clientOf,
  done,
  errorOf,
  HOUR,
  newScene,
  newWallet,
  useChains,
  type Wallet,
} from './chains.ts'

const chains = useChains()
type Scene = Awaited<ReturnType<typeof newScene>>

const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
  const part = chains.stack.parts.find((one) => one.name === 'chain 31338')
  if (!part) throw new Error('no such part')
  process.kill(part.pid, name)
}

/** Stops chain two's process without ending it; a moment passes until it no longer answers. */
async function freeze(): Promise<void> {
  signal('SIGSTOP')
  const probe = clientOf(chains.stack.chains[1], newWallet().account, 200)
  const answers = () =>
    getChainTime(probe).then(
      () => true,
      () => false,
    )
  while (await answers());
}

const thaw = () => signal('SIGCONT')
afterEach(thaw)

/** Chain two, by somebody who does not wait long for an answer. */
const impatient = () => clientOf(chains.stack.chains[1], newWallet().account, 500)

const skip = async (client: WriteClient, seconds: number) => {
  const timestamp = (await getChainTime(client)) + seconds
  await anvilOf(client).request({ method: 'evm_mine', params: [{ timestamp }] } as never)
}

const statuses = async (clients: readonly WriteClient[], { account, owner, newKey, policy }: Scene) =>
  (
    await protectedNetworks(clients, {
      ...{ account, publicKey: newKey, firstPublicKey: owner.passkey },
      commitment: policyCommitment(policy),
    })
  ).map(({ status }) => status)

describe('a chain that freezes', () => {
  test('after the guardians have approved: the other recovers, the first later by the same approvals', async () => {
    const [one, two] = chains.all
    const scene = await newScene([one, two])
    const { bytes: policy, request, hash, newKey, wallets, account } = scene
    const approvals = await scene.approvals(wallets[0] as Wallet)
    const acceptance = await signAcceptance(newKey, hash)
    const start = (client: WriteClient) => startRecovery(client, { policy, request, approvals })

    await freeze()
    await done(one, start(one))
    expect(await errorOf(start(impatient()))).toMatchObject({ code: 'chain_unavailable', chainId: 31338 })
    await skip(one, 72 * HOUR)
    await done(one, executeRecovery(one, { request, acceptance }))
    expect(await statuses([one, impatient()], scene)).toEqual(['protected', 'unknown'])

    thaw()
    expect(await statuses([one, two], scene)).toEqual(['protected', 'other-passkeys'])
    expect((await getRecovery(two, { account, requestHash: hash })).state).toBe('none')
    await done(two, start(two))
    await skip(two, 72 * HOUR)
    await done(two, executeRecovery(two, { request, acceptance }))
    expect(await statuses([one, two], scene)).toEqual(['protected', 'protected'])
  })

  test('before it is executed: the approvals and the acceptance of then still count', async () => {
    const [one, two] = chains.all
    const scene = await newScene([one, two])
    const { bytes: policy, request, hash, newKey, wallets } = scene
    const approvals = await scene.approvals(...wallets)
    const acceptance = await signAcceptance(newKey, hash)
    const finish = (client: WriteClient) => recover(client, { policy, request, approvals, acceptance })

    await freeze()
    await done(one, finish(one))
    expect(await errorOf(finish(impatient()))).toMatchObject({ code: 'chain_unavailable', chainId: 31338 })
    thaw()
    await done(two, finish(two))
    expect(await statuses([one, two], scene)).toEqual(['protected', 'protected'])
    // Sent once more by somebody who did not see it, it changes nothing.
    expect(await errorOf(finish(two))).toMatchObject({ code: 'contract_WrongEpoch' })
  })

  test('before the guardians are asked: they are asked for the others, and the missing one is named', async () => {
    const [one, two] = chains.all
    const { account, newSigner } = await newScene([one, two])
    await freeze()
    const { request, missing } = await prepareRequest([one, impatient()], { account, newSigner })
    expect(request.scopes.map(({ chainId }) => chainId)).toEqual([31337n])
    expect(missing).toMatchObject([{ chainId: 31338, error: { code: 'chain_unavailable' } }])
  })
})
