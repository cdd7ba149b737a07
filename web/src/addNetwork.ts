// Bringing a network in line: creating the account there, or giving it the guardians that count.
import { type Passkey, type Policy, type PublicKey, setPolicy } from 'sparekey'
import type { Config, SessionJson } from 'sparekey/schema'
import type { AccountNetwork } from './accountNetworks.ts'
import type { Plan } from './operations.ts'

/** Whether the passkey that is signed in is the one that the account's address commits to. */
export function isFirstPasskey({ publicKey, account }: SessionJson): boolean {
  const same = (a: PublicKey, b: PublicKey) => a.x === b.x && a.y === b.y
  return same(publicKey, account.firstPublicKey)
}

/** What is to be done on a network that is not `ready`; undefined where nothing can be. */
export function planNetwork(
  { network, status }: AccountNetwork,
  { session, config, policy, passkey }: Owner,
): Plan | undefined {
  const { account } = session
  if (status === 'other-policy' && policy) {
    const calls = [setPolicy.call({ policy })]
    return { passkey, networks: [{ network, account: { address: account.address }, calls }] }
  }
  if (status !== 'missing' || !isFirstPasskey(session)) return undefined
  const created = { salt: account.salt, factory: config.factoryStaker }
  // Without guardians anywhere, being created is all that there is to do.
  const calls = policy ? [setPolicy.call({ policy })] : []
  return { passkey, networks: [{ network, account: created, calls }] }
}

interface Owner {
  readonly session: SessionJson
  readonly config: Config
  readonly policy: Policy | undefined
  readonly passkey: Passkey
}
