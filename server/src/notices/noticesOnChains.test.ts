// Notices of what real networks tell, read by the indexer and delivered to real mailboxes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  clearPolicy,
  executeRecovery,
  recoveryModuleAbi,
  requestToJson,
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
import { recoveryQueue } from '../recoveries.ts'
import { sealField } from '../seal.ts'
import { Secret } from '../secret.ts'
import { accounts } from '../tables/accounts.ts'
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
  mail = await startMail({ folder, limit: FAKES + 100 })
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
/** Each with as many as fit into one by gas. */
const BLOCKS = 20

/** Starts of strangers' recoveries in the latest blocks, as a node would tell of them. */
async function fakeStarts() {
  const event = recoveryModuleAbi.find((entry) => entry.type === 'event' && entry.name === 'RecoveryStarted')
  const types = ['bytes', 'bool', 'uint40', 'uint40', 'uint16'].map((type) => ({ type }))
  await mine(anvilOf(chains.one), { blocks: BLOCKS })
  const latest = await getBlock(chains.one)
  const blocks = await Promise.all(
    Array.from({ length: BLOCKS }, (_, index) =>
      getBlock(chains.one, { blockNumber: latest.number - BigInt(index) }),
    ),
  )
  return Array.from({ length: FAKES }, (_, index) => {
    const hash = keccak256(numberToHex(index))
    const block = blocks[index % BLOCKS] ?? latest
    const args = { account: `0x${hash.slice(2, 42)}`, requestHash: hash }
    return {
      ...{ address: module, transactionHash: keccak256(hash), removed: false, transactionIndex: '0x1' },
      ...{ blockNumber: numberToHex(block.number), blockHash: block.hash, logIndex: numberToHex(index) },
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
  // Read before somebody is told, or the guardians' setup is news as well, in a second notice with the same link.
  const reading = crowded.chains.map((one) => new Follower(crowded, one))
  for (const follower of reading) while (await follower.pass());
  for (const follower of reading) await follower.release()
  await addMailbox(crowded, scene.account.toLowerCase() as Hex, scene.mailbox)
  await crowd(crowded, scene)
  const fakes = await fakeStarts()
  const strangers = new Set<string>(fakes.map(({ transactionHash }) => transactionHash))
  proxy.behaviour = async (request, reply) => {
    const [asked] = request.params ?? []
    if (request.method === 'eth_getTransactionByHash' && strangers.has(String(asked)))
      return reply.result(null)
    if (request.method !== 'eth_getLogs') return honest(request, reply)
    const { fromBlock, toBlock } = asked as { fromBlock: Hex; toBlock: Hex }
    const isIn = ({ blockNumber }: { blockNumber: Hex }) =>
      BigInt(fromBlock) <= BigInt(blockNumber) && BigInt(blockNumber) <= BigInt(toBlock)
    const logs = (await reply.pass()) as object[]
    reply.result([...logs, ...fakes.filter(isIn)])
  }
  await start(scene)
  // By the processor's time, all of which is spent in this process: whatever else the machine does must not decide.
  const before = process.cpuUsage()
  const running = [recoveryQueue, indexer, noticesJob, mailer].map((job) => job(crowded))
  const notices = async () =>
    (await inbox(scene.mailbox)).filter(({ text }) => text.includes(`/object/${scene.hash}`))
  await expect.poll(notices, { timeout: 120_000, interval: 200 }).toHaveLength(1)
  const { user, system } = process.cpuUsage(before)
  await Promise.all(running.map((job) => job.stop()))
  expect((user + system) / 1e6).toBeLessThan(60)
  await crowded.database.close()
  await proxy.stop()
})

/** What strangers have asked for here: recoveries, and codes on their way to guardians. */
async function crowd(crowded: TestContext, { request, newKey }: Scene): Promise<void> {
  const { db, clock } = crowded
  const about = { newPasskeyLabel: 'Call +1 555 0100', credentialId: newKey.credentialId }
  const [now, expiresAt] = [new Date(clock.now()), new Date(clock.now() + 900_000)]
  const content = JSON.stringify({ subject: 'A code', text: 'A code', html: 'A code' })
  const made = Array.from({ length: FAKES }, (_, index) => keccak256(numberToHex(index)))
  const sealed = (id: string, column: string, text: string) =>
    sealField(crowded, { table: 'mails', id, column }, text)
  for (let from = 0; from < FAKES; from += 500) {
    const some = made.slice(from, from + 500)
    const asked = some.map((hash) => {
      const account = `0x${hash.slice(2, 42)}`
      return {
        ...about,
        account,
        hash: keccak256(hash),
        request: { ...requestToJson(request), account } as never,
      }
    })
    await db.insert(requests).values(asked)
    // A fifth have accounts here: of their requests, which came another way, the transactions are read.
    const { x, y } = newKey
    await db.insert(accounts).values(
      asked.slice(0, 100).map(({ account }) => ({
        ...{ address: account, name: account, userHandle: account, salt: account, createdAt: now },
        ...{ firstX: x, firstY: y },
      })),
    )
    const codes = some.map((id) => ({
      ...{ id, account: '', kind: 'code', isSecurity: true, state: 'queued' as const, addressHash: id },
      ...{ notBefore: now, expiresAt, createdAt: now },
      sealedAddress: sealed(id, 'sealed_address', 'stranger@example.org'),
      sealedContent: sealed(id, 'sealed_content', content),
    }))
    await db.insert(mails).values(codes)
  }
}
