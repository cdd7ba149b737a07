// Notices of what real networks tell, read by the indexer and delivered to real mailboxes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import {
  clearPolicy,
  executeRecovery,
  recoveryModuleAbi,
  signAcceptance,
  signerFingerprint,
  startRecovery,
} from 'sparekey'
import { encodeAbiParameters, encodeEventTopics, type Hex, keccak256, numberToHex } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { getBlock, mine } from 'viem/actions'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type RunningMail, startMail } from '../../../dev/mail/startMail.ts'
import {
  actingAs,
  anvilOf,
  DAY,
  done,
  HOUR,
  indexOf,
  module,
  newScene,
  useChains,
} from '../../../sdk/test/chains.ts'
import { honest, startProxy } from '../../../sdk/test/proxy.ts'
import { type EmailScene, emailConfig, enrol, newEmailScene, newMailbox } from '../../test/mail.ts'
import { addMailbox, kindsTo, tellAll } from '../../test/notices.ts'
import { configFor, contextFor, type Scene, storeRequest, type TestContext } from '../../test/scene.ts'
import { attest, attesterOf } from '../attester.ts'
import { Follower, indexer } from '../indexer.ts'
import { mailer } from '../mail/mailer.ts'
import { queueMail } from '../mail/outbox.ts'
import { Secret } from '../secret.ts'
import { guardians } from '../tables/guardians.ts'
import { mails } from '../tables/mailboxes.ts'
import { requests } from '../tables/requests.ts'
import { noticesJob } from './noticesJob.ts'

const chains = useChains()
const folder = mkdtempSync(join(tmpdir(), 'sparekey-notices-'))
let mail: RunningMail
let context: TestContext
const followers: Follower[] = []

beforeAll(async () => {
  mail = await startMail({ folder })
  context = await contextWith()
})
afterAll(async () => {
  await context.database.close()
  await mail.stop()
  rmSync(folder, { recursive: true })
})
afterEach(async () => {
  for (const follower of followers.splice(0)) await follower.release()
})

async function contextWith(urls?: Readonly<Record<number, string>>): Promise<TestContext> {
  const config = {
    ...(await configFor(chains.stack, urls)),
    email: emailConfig(chains, `smtp://localhost:${mail.smtpPort}`),
    lookupKey: new Secret(generatePrivateKey()),
  }
  return contextFor(chains.stack, { config })
}

/** Reads both networks to their ends, and tells. */
async function hear(): Promise<void> {
  if (followers.length === 0) followers.push(...context.chains.map((chain) => new Follower(context, chain)))
  for (const follower of followers) while (await follower.pass());
  await tellAll(context, (seconds) => context.clock.skip(seconds * 1000))
}

const later = async (seconds: number) => {
  await chains.stack.skipTime(seconds)
  context.clock.skip(seconds * 1000)
}

/** A scene that the server knows, whose owner is told at a mailbox that is no guardian. */
async function told(): Promise<Scene & { mailbox: string }> {
  const scene = await newScene(chains.all)
  await storeRequest(context.db, scene)
  const mailbox = newMailbox()
  await addMailbox(context, scene.account.toLowerCase() as Hex, mailbox)
  await hear()
  await context.db.delete(mails)
  return { ...scene, mailbox }
}

const start = (scene: Scene, client = chains.one) =>
  scene
    .approvals(...scene.wallets.slice(0, 1))
    .then((approvals) =>
      done(client, startRecovery(client, { policy: scene.bytes, request: scene.request, approvals })),
    )

describe('R-12 on two networks', () => {
  test('a recovery is told from its start to its end, in one notice for both', async () => {
    const scene = await told()
    await Promise.all(chains.all.map((client) => start(scene, client)))
    await hear()
    await later(36 * HOUR)
    await hear()
    await later(12 * HOUR)
    await hear()
    await later(DAY)
    const acceptance = await signAcceptance(scene.newKey, scene.hash)
    for (const client of chains.all)
      await done(client, executeRecovery(client, { request: scene.request, acceptance }))
    await hear()
    expect(await kindsTo(context, scene.mailbox)).toEqual(['started', 'half-way', 'last-day', 'executed'])
  })

  test('C-40 guardians that are cleared while it waits: told at once, with why it is over', async () => {
    const scene = await told()
    await Promise.all(chains.all.map((client) => start(scene, client)))
    await hear()
    for (const client of chains.all) await done(client, clearPolicy(await actingAs(client, scene.account)))
    await hear()
    expect(await kindsTo(context, scene.mailbox)).toEqual(['started', 'stopped'])
  })
})

test.each([1, 12])(
  'R-09 a start that a reorg of %i takes back is withdrawn, and told again when it is mined again',
  async (depth) => {
    const scene = await told()
    await mine(anvilOf(chains.one), { blocks: 12 })
    await hear()
    await start(scene)
    await mine(anvilOf(chains.one), { blocks: depth })
    await hear()
    await anvilOf(chains.one).request({ method: 'anvil_reorg', params: [depth + 1, []] } as never)
    await hear()
    expect(await kindsTo(context, scene.mailbox)).toEqual(['started', 'withdrawn'])
    await start(scene)
    await hear()
    expect(await kindsTo(context, scene.mailbox)).toEqual(['started', 'withdrawn', 'started'])
  },
)

/** Somebody who reads the mailbox that guards an account, and approves with it. */
async function approvedByMail(scene: EmailScene) {
  const attester = attesterOf(context.config) ?? expect.fail()
  const chainTimes = await Promise.all(
    chains.all.map(async (client) => Number((await getBlock(client)).timestamp)),
  )
  const signature = await attest(context, attester, { hash: scene.hash, signer: scene.signer, chainTimes })
  return [{ guardian: indexOf(scene.policy, scene.signer), signature }]
}

test('E-15 C-49 whoever has the mailbox is one guardian: the owner is told elsewhere, and three days are left', async () => {
  const scene = await newEmailScene({ context }, chains)
  await storeRequest(context.db, scene)
  const account = scene.account.toLowerCase() as Hex
  await enrol({ context }, scene)
  await context.db
    .insert(guardians)
    .values({ account, signer: scene.signer, kind: 'email', label: 'Mail', position: 0 })
  const other = newMailbox()
  await addMailbox(context, account, other)
  await hear()
  await context.db.delete(mails)
  const approvals = await approvedByMail(scene)
  for (const client of chains.all)
    await done(client, startRecovery(client, { policy: scene.bytes, request: scene.request, approvals }))
  const sending = mailer(context)
  await hear()
  await expect.poll(() => inbox(other), { timeout: 20_000 }).toHaveLength(1)
  const [notice] = await inbox(other)
  await sending.stop()
  expect(notice?.text).toMatch(/can be finished in 3 days/)
  expect(notice?.text.replaceAll(/\s+/g, ' ')).toContain(
    signerFingerprint(scene.account, scene.newSigner).join(' '),
  )
  expect(notice?.text).toContain(`/object/${scene.hash}`)
  expect(notice?.headers).not.toHaveProperty('list-unsubscribe')
  expect(await inbox(scene.mailbox), 'the thief knows anyway').toHaveLength(1)
})

interface Received {
  readonly subject: string
  readonly text: string
  readonly headers: Record<string, string>
}

async function inbox(to: string): Promise<Received[]> {
  const answer = await fetch(`http://127.0.0.1:${mail.port}/mails?to=${encodeURIComponent(to)}`)
  return ((await answer.json()) as { mails: Received[] }).mails
}

const FAKES = 10_000

/** Starts of strangers' recoveries in one block, as a node would tell of them. */
function fakeStarts(blockNumber: Hex, blockHash: Hex) {
  const event = recoveryModuleAbi.find((entry) => entry.type === 'event' && entry.name === 'RecoveryStarted')
  const types = ['bytes', 'bool', 'uint40', 'uint40', 'uint16'].map((type) => ({ type }))
  return Array.from({ length: FAKES }, (_, index) => {
    const hash = keccak256(numberToHex(index))
    const args = { account: `0x${hash.slice(2, 42)}`, requestHash: hash }
    return {
      ...{ address: module, blockNumber, blockHash, transactionHash: keccak256(hash), removed: false },
      ...{ logIndex: numberToHex(100 + index), transactionIndex: '0x1' },
      topics: encodeEventTopics({ abi: [event], eventName: 'RecoveryStarted', args } as never),
      data: encodeAbiParameters(types, [
        `0x${'ab'.repeat(84)}`,
        true,
        2_000_000_000,
        2_000_600_000,
        1,
      ] as never),
    }
  })
}

test('R-15 10,000 recoveries of strangers, and as many codes, hold up a notice for less than a minute', {
  timeout: 180_000,
}, async () => {
  const scene = await told()
  const [chain] = chains.stack.chains
  const proxy = await startProxy(chain.rpcUrl)
  const crowded = await contextWith({ [chain.chain.id]: proxy.url })
  await storeRequest(crowded.db, scene)
  await addMailbox(crowded, scene.account.toLowerCase() as Hex, scene.mailbox)
  await crowd(crowded, scene)
  const { blockNumber, blockHash } = await start(scene)
  const fakes = fakeStarts(numberToHex(blockNumber), blockHash)
  proxy.behaviour = async (request, reply) => {
    if (request.method !== 'eth_getLogs') return honest(request, reply)
    const [range] = request.params as [{ fromBlock: Hex; toBlock: Hex }]
    const isIn = BigInt(range.fromBlock) <= blockNumber && blockNumber <= BigInt(range.toBlock)
    const logs = (await reply.pass()) as object[]
    reply.result([...(isIn ? fakes : []), ...logs])
  }
  const since = performance.now()
  const running = [indexer(crowded), noticesJob(crowded), mailer(crowded)]
  await expect.poll(() => inbox(scene.mailbox), { timeout: 120_000, interval: 200 }).not.toHaveLength(0)
  const lag = performance.now() - since
  await Promise.all(running.map((job) => job.stop()))
  expect((await inbox(scene.mailbox)).map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^Somebody is recovering /),
  ])
  expect(lag).toBeLessThan(60_000)
  await crowded.database.close()
  await proxy.stop()
})

/** What strangers have asked for here: recoveries, and codes on their way to guardians. */
async function crowd({ db, ...rest }: TestContext, { request, newKey }: Scene): Promise<void> {
  const json = { ...request, account: request.account.toLowerCase() } as never
  const about = { request: json, newPasskeyLabel: 'Call +1 555 0100', credentialId: newKey.credentialId }
  const accounts = Array.from(
    { length: FAKES },
    (_, index) => `0x${keccak256(numberToHex(index)).slice(2, 42)}`,
  )
  const now = new Date(rest.clock.now())
  await queueMail(db, rest, {
    ...{
      account: '',
      kind: 'code',
      isSecurity: true,
      to: 'stranger@example.org',
      expiresAt: new Date(now.getTime() + 900_000),
    },
    content: { subject: 'A code', text: 'A code', html: 'A code' },
  })
  const [code = expect.fail()] = await db.select().from(mails).where(eq(mails.kind, 'code'))
  for (let from = 0; from < FAKES; from += 1_000) {
    const some = accounts.slice(from, from + 1_000)
    await db.insert(requests).values(
      some.map((account) => ({
        ...about,
        account,
        hash: keccak256(account as Hex),
        request: { ...json, scopes: [], deadline: 1 },
      })),
    )
    await db
      .insert(mails)
      .values(some.map((account) => ({ ...code, id: `${code.id}${account}`, sealedContent: 'broken' })))
  }
}
