import {
  addresses,
  balanced,
  isOwner,
  prepareRequest,
  requestHash,
  requestToJson,
  signAcceptance,
} from 'sparekey'
import { getCode } from 'viem/actions'
import { sleep } from '../../dev/clock.ts'
import type { Stack } from '../../dev/stack.ts'
import { type Network, setUp, wallet } from '../../dev/story/cast.ts'
import { created } from '../../server/test/authenticator.ts'
import type { Figure } from '../Figure.ts'
import { MeasurementError } from '../MeasurementError.ts'
import type { Person, Registered } from './person.ts'

const runs = 5
const patience = 60_000

interface Scene {
  readonly stack: Stack
  readonly networks: readonly Network[]
  readonly person: Person
  readonly owner: Registered
  /** Seconds between blocks. */
  readonly blockTime: number
}

/**
 * `recover.latency.2chains`: from sending the last HTTP call, the new passkey's acceptance after both guardians' approvals,
 * until both chains name the new owner. The median of five recoveries, one after the other.
 */
export async function measureRecovery(scene: Scene): Promise<{ figure: Figure; owner: Registered }> {
  const { stack, networks, owner, blockTime } = scene
  const guardians = [wallet(), wallet()]
  await until('the account is on both chains', networks, async ({ relayer }) =>
    Boolean(await getCode(relayer, { address: owner.address })),
  )
  await stack.fund(owner.address, { eth: 10n ** 18n })
  await setUp(networks, owner, balanced(guardians, { rotator: addresses.passkeyValidator }))
  const times: number[] = []
  let passkey = owner.passkey
  for (let run = 0; run < runs; run++) {
    const recovered = await recoverOnce(scene, guardians)
    times.push(recovered.seconds)
    passkey = recovered.passkey
  }
  const value = times.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN
  const limit = 2 * blockTime + 0.5
  return {
    figure: { name: 'recover.latency.2chains', value: Math.round(value * 100) / 100, unit: 's', limit },
    owner: { ...owner, passkey },
  }
}

async function recoverOnce({ networks, person, owner }: Scene, guardians: readonly Guardian[]) {
  const account = owner.address
  const passkey = person.newPasskey()
  const newSigner = passkey.signer(addresses.passkeyValidator)
  const clients = networks.map(({ relayer }) => relayer)
  const { request } = await prepareRequest(clients, { account, newSigner })
  const hash = requestHash(addresses.recoveryModule, request)
  const { options } = await person.post('/requests/options', { account: account.toLowerCase() })
  const credential = created(passkey, options)
  await person.post('/requests', { request: requestToJson(request), credential, label: 'Bench' })
  for (const { signer, approve } of guardians) {
    const signature = await approve(request)
    await person.post(`/requests/${hash}/approvals`, {
      ...{ signer: signer.toLowerCase(), signature, chainId: null },
    })
  }
  const acceptance = await signAcceptance(passkey, hash)
  const begun = performance.now()
  await person.post(`/requests/${hash}/acceptance`, { acceptance })
  await until('the new passkey owns the account', networks, ({ relayer }) =>
    isOwner(relayer, { account, signer: newSigner }),
  )
  return { seconds: (performance.now() - begun) / 1000, passkey }
}

type Guardian = ReturnType<typeof wallet>

/** Asks all chains until each says yes. */
export async function until(
  what: string,
  networks: readonly Network[],
  ask: (network: Network) => Promise<boolean>,
): Promise<void> {
  const end = performance.now() + patience
  while (!(await Promise.all(networks.map(ask))).every(Boolean)) {
    if (performance.now() > end) throw new MeasurementError(`it never came true that ${what}`)
    await sleep(20)
  }
}
