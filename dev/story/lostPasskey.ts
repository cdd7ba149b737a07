// The main job: the passkey is gone, the wallet alone approves, 72 hours pass, the new passkey takes over on both chains.
import { randomBytes } from 'node:crypto'
import type { SoftwarePasskey } from 'sparekey'
import {
  addresses,
  assessPolicy,
  BundlerRefusedError,
  balanced,
  derivePassphraseGuardian,
  executeRecovery,
  findAccountsByGuardian,
  findAccountsByPasskey,
  generatePassphrase,
  getAccountState,
  getPolicy,
  getRecovery,
  policyCommitment,
  protectedNetworks,
  type Request,
  requestHash,
  signAcceptance,
  startRecovery,
} from 'sparekey'
import { type Hex, isAddressEqual, parseEther, toHex } from 'viem'
import type { Stack } from '../stack.ts'
import {
  approve,
  createOwner,
  DELAY,
  type Guardian,
  type Network,
  newPasskey,
  type Owner,
  operate,
  ownedChains,
  receipts,
  requestFor,
  setUp,
  transferUsdc,
  usdcOf,
  wallet,
} from './cast.ts'
import { type Narrator, type Step, StoryError } from './Narrator.ts'

/** What later chapters go on with: the account, its passphrase, its salt. */
export interface Recovered {
  readonly owner: Owner
  readonly wallet: Guardian
  readonly passphrase: string
  readonly salt: Hex
}

const random32 = () => toHex(randomBytes(32))
const USDC = 1_000_000n

export async function lostPasskey(
  narrator: Narrator,
  stack: Stack,
  networks: readonly Network[],
): Promise<Recovered> {
  narrator.chapter('A lost passkey')
  const owner = await narrator.step(
    'Alice creates an account; it has the same address on both chains',
    async (step) => {
      const created = await createOwner(networks, random32(), step)
      await stack.fund(created.address, { eth: parseEther('1'), usdc: 10n * USDC })
      return created
    },
  )
  const friend = wallet()
  const salt = random32()
  const passphrase = generatePassphrase()
  await narrator.step(
    'A wallet and a passphrase become her guardians: one signature for both chains',
    (step) => setUpGuardians(networks, owner, { friend, passphrase, salt }, step),
  )
  const newKey = await narrator.step(
    'Her passkey is thrown away; the wallet finds her account on chain',
    async (step) => {
      for (const { relayer } of networks) {
        const found = await findAccountsByGuardian(relayer, { signer: friend.signer })
        step.check(
          found.length === 1 && isAddressEqual(found[0] ?? '0x', owner.address),
          'the wallet guards one account',
        )
      }
      return newPasskey()
    },
  )
  const request = await narrator.step('The wallet approves once; 72 hours begin on both chains', (step) =>
    startEverywhere(networks, owner, newKey, friend, step),
  )
  await narrator.step('One second before the end of the waiting time nothing can be executed', (step) =>
    tooEarly(stack, networks, request, newKey, step),
  )
  await narrator.step(
    '72 hours have passed: the new passkey accepts and takes over on both chains',
    async (step) => {
      await stack.skipTime(1)
      const acceptance = await signAcceptance(newKey, requestHash(addresses.recoveryModule, request))
      step.spent(
        ...(await receipts(networks, ({ relayer }) => executeRecovery(relayer, { request, acceptance }))),
      )
      step.check(
        (await ownedChains(networks, owner.address, newKey)) === 2,
        'the new passkey owns the account on both chains',
      )
      step.check(
        (await ownedChains(networks, owner.address, owner.passkey)) === 0,
        'the old passkey owns it nowhere',
      )
    },
  )
  const recovered = { address: owner.address, passkey: newKey }
  await narrator.step('The new passkey sends 1 USDC on both chains with one signature', (step) =>
    pay(networks, recovered, step),
  )
  await narrator.step('The old passkey is refused on both chains', (step) =>
    oldKeyRefused(networks, owner, step),
  )
  return { owner: recovered, wallet: friend, passphrase, salt }
}

async function setUpGuardians(
  networks: readonly Network[],
  owner: Owner,
  { friend, passphrase, salt }: { friend: Guardian; passphrase: string; salt: Hex },
  step: Step,
): Promise<void> {
  const { signer } = await derivePassphraseGuardian({ passphrase, account: owner.address, salt })
  const guardians = [friend, { kind: 'passphrase', signer }] as const
  const policy = balanced(guardians, { rotator: addresses.passkeyValidator, salt })
  const verifier = [addresses.passkeyValidator]
  const refused = assessPolicy(policy, {
    descriptors: guardians,
    ownPasskeys: [owner.passkey],
    pinned: { rotators: verifier, verifiers: { passkey: verifier, oidc: [], email: [] } },
  }).filter(({ severity }) => severity === 'refuse')
  step.check(refused.length === 0, 'nothing speaks against this policy')
  step.spent(...(await setUp(networks, owner, policy)))
  for (const { relayer } of networks) {
    const read = await getPolicy(relayer, { account: owner.address })
    step.check(
      policyCommitment(read.policy) === policyCommitment(policy),
      'the policy on chain is the one chosen',
    )
  }
  const clients = networks.map(({ relayer }) => relayer)
  const statuses = await protectedNetworks(clients, {
    account: owner.address,
    publicKey: owner.passkey,
    firstPublicKey: owner.passkey,
    commitment: policyCommitment(policy),
  })
  step.check(
    statuses.every(({ status }) => status === 'protected'),
    'both networks are protected',
  )
}

async function startEverywhere(
  networks: readonly Network[],
  owner: Owner,
  newKey: SoftwarePasskey,
  friend: Guardian,
  step: Step,
): Promise<Request> {
  const [first] = networks as [Network]
  const { policy, bytes } = await getPolicy(first.relayer, { account: owner.address })
  const request = await requestFor(networks, owner.address, newKey, step)
  const approvals = await approve(policy, request, [friend])
  const another = { ...request, deadline: request.deadline - 1 }
  await step.refused('NotApproved', () =>
    startRecovery(first.relayer, { policy: bytes, request: another, approvals }),
  )
  const started = await receipts(networks, ({ relayer }) =>
    startRecovery(relayer, { policy: bytes, request, approvals }),
  )
  step.spent(...started)
  for (const [index, { logs, blockNumber }] of started.entries()) {
    const { client } = (networks[index] as Network).stackChain
    const { timestamp } = await client.getBlock({ blockNumber })
    const { ready } = startRecovery.extractEvent(logs)
    step.check(
      BigInt(ready ?? 0) === timestamp + BigInt(DELAY),
      'the recovery is ready 72 hours after its start',
    )
  }
  return request
}

async function tooEarly(
  stack: Stack,
  networks: readonly Network[],
  request: Request,
  newKey: SoftwarePasskey,
  step: Step,
): Promise<void> {
  const hash = requestHash(addresses.recoveryModule, request)
  const acceptance = await signAcceptance(newKey, hash)
  const before = await Promise.all(
    networks.map(({ relayer }) => getRecovery(relayer, { account: request.account, requestHash: hash })),
  )
  const ready = Math.max(...before.map((recovery) => recovery.ready))
  const clocks = await Promise.all(stack.chains.map(({ client }) => client.getBlock()))
  const now = Math.max(...clocks.map(({ timestamp }) => Number(timestamp)))
  await stack.skipTime(ready - 1 - now)
  // Both were started in the same second or one apart; the later one is the one that must still wait.
  const late = networks.filter((_, index) => before[index]?.ready === ready)
  for (const { relayer } of late) {
    const [, , timestamp] = await step.refused('NotReady', () =>
      executeRecovery(relayer, { request, acceptance }),
    )
    step.check(Number(timestamp) === ready - 1, 'it was tried one second before')
  }
  for (const { relayer } of networks) {
    const { epoch } = await getAccountState(relayer, { account: request.account })
    step.check(epoch === 1, 'the account is unchanged')
  }
}

async function pay(networks: readonly Network[], owner: Owner, step: Step): Promise<void> {
  const { signer: shop } = wallet()
  step.spent(...(await operate(networks, owner, (network) => [transferUsdc(network, shop as Hex, USDC)])))
  for (const network of networks) {
    step.check((await usdcOf(network, shop as Hex)) === USDC, 'the shop has 1 USDC')
    const found = await findAccountsByPasskey(network.relayer, { publicKey: owner.passkey })
    step.check(found.length === 1, 'the account is found by its new passkey alone')
  }
}

async function oldKeyRefused(networks: readonly Network[], owner: Owner, step: Step): Promise<void> {
  for (const network of networks) {
    const before = await usdcOf(network, owner.address)
    const attempt = await operate([network], owner, (one) => [
      transferUsdc(one, one.relayer.account.address, USDC),
    ]).then(
      () => undefined,
      (error: unknown) => error,
    )
    // AA24 is ERC-4337's "signature error".
    const isRefused = attempt instanceof BundlerRefusedError && /AA24|signature/i.test(attempt.reason)
    if (!isRefused) throw new StoryError('Not true: the bundler refuses the old passkey.', { cause: attempt })
    step.check((await usdcOf(network, owner.address)) === before, 'no token has moved')
  }
}
