// A recovery by a code: asked for, opened in the browser that asked, and what comes of it on the chains.
import { eq, sql } from 'drizzle-orm'
import {
  CodeElsewhereError,
  codeProofTypedData,
  emailGuardianAbi,
  generateCodeKeys,
  getRecovery,
  objectionTypedData,
  objectToRecovery,
  openCode,
  prepareRequest,
  requestHash,
  startRecovery,
} from 'sparekey'
import { type Hex, hexToNumber, recoverTypedDataAddress, slice } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { getBlock, readContract } from 'viem/actions'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { attester } from '../../../../dev/accounts.ts'
import {
  DAY,
  done,
  HOUR,
  indexOf,
  module,
  newPasskey,
  protect,
  useChains,
  validator,
  type Wallet,
} from '../../../../sdk/test/chains.ts'
import {
  type AskedCode,
  askCode,
  askForMail,
  codeIn,
  type EmailScene,
  mailTo,
  proofOf,
  queuedMails,
} from '../../../test/mail.ts'
import { type Asked, approve, requestBody } from '../../../test/recovery.ts'
import { refusal, useServer } from '../../../test/server.ts'
import { codes } from '../../tables/mailboxes.ts'
import { accountLocks } from '../../tables/settings.ts'
import { submissions } from '../../tables/submissions.ts'

const chains = useChains()
const server = useServer({ chains, hasMail: true })
const context = () => server.context

let asked: Asked & { readonly scene: EmailScene }
beforeEach(async () => {
  asked = await askForMail(server, chains)
})

/** Asks for a code, and reads it out of the mail. */
async function sent({ browser, scene } = asked): Promise<AskedCode & { text: string }> {
  const code = await askCode(browser, scene, scene.mailbox)
  expect(code.answer.status).toBe(202)
  return { ...code, text: codeIn(await mailTo(context(), scene.mailbox)) }
}

const prove = ({ body: { id } }: AskedCode, proof: object) =>
  asked.browser.post(`/api/email/codes/${id}/proof`, proof)
const rightly = async (code: AskedCode & { text: string }, { scene } = asked) =>
  prove(code, await proofOf(code, scene.account, code.text))
const isGone = refusal(409, 'code_gone')
const isWrong = refusal(400, 'code_wrong')
/** A signature over this code's own context by a key that was not in it. */
const wrongly = async (code: AskedCode) => {
  const { subject, expires } = code.body
  const typedData = codeProofTypedData({ subject, expires, account: asked.scene.account })
  const signature = await privateKeyToAccount(generatePrivateKey()).signTypedData(typedData as never)
  return prove(code, { signature })
}

describe('a code that comes back', () => {
  test('is the approval of the e-mail guardian, which all networks take, and starts the waiting time', async () => {
    const { scene } = asked
    const answer = await rightly(await sent())
    expect(answer).toMatchObject({ status: 200, body: { hash: scene.hash } })
    expect(answer.body.approvals).toMatchObject([{ signer: scene.signer, chainId: null }])
    const { signature } = answer.body.approvals[0]
    const approvals = [{ guardian: indexOf(scene.policy, scene.signer), signature }]
    for (const client of chains.all) {
      await done(client, startRecovery(client, { policy: scene.bytes, request: scene.request, approvals }))
      const { account, hash } = scene
      const { state, ready } = await getRecovery(client, { account, requestHash: hash })
      expect(state).toBe('waiting')
      expect(ready - Number((await getBlock(client)).timestamp)).toBeGreaterThan(72 * HOUR - 60)
    }
  })

  test('is attested by the attester for this request and this mailbox, for a day at most', async () => {
    const { scene } = asked
    const before = Number((await getBlock(chains.one)).timestamp)
    const { body } = await rightly(await sent())
    const { signature } = body.approvals[0] as { signature: Hex }
    const expiry = hexToNumber(slice(signature, 0, 5))
    expect(expiry).toBeGreaterThan(before + DAY - HOUR)
    expect(expiry).toBeLessThanOrEqual(before + DAY)
    const address = await recoverTypedDataAddress({
      domain: { name: 'Sparekey Email', version: '1', verifyingContract: slice(scene.signer, 0, 20) },
      types: {
        Attestation: [
          { name: 'hash', type: 'bytes32' },
          { name: 'commitment', type: 'bytes32' },
          { name: 'expiry', type: 'uint40' },
        ],
      },
      primaryType: 'Attestation',
      message: { hash: scene.hash, commitment: slice(scene.signer, 20), expiry },
      signature: slice(signature, 5),
    })
    expect(address).toBe(attester.address)
  })

  test('shortens a waiting time that runs, as any approval does', async () => {
    const { scene } = asked
    const approvals = await scene.approvals(...scene.wallets.slice(0, 1))
    for (const client of chains.all)
      await done(client, startRecovery(client, { policy: scene.bytes, request: scene.request, approvals }))
    await rightly(await sent())
    const queued = await context()
      .db.select()
      .from(submissions)
      .where(eq(submissions.requestHash, scene.hash))
      .orderBy(submissions.chainId)
    expect(queued.map(({ action, chainId }) => [action, chainId])).toEqual([
      ['start', 31337],
      ['start', 31338],
    ])
  })

  test('counts with white space and line breaks in it', async () => {
    const code = await sent()
    const text = ` ${code.text.match(/.{1,20}/g)?.join(' \r\n ')}\t`
    expect(await rightly({ ...code, text })).toMatchObject({ status: 200 })
  })
})

describe('E-05', () => {
  test('at 14:59 a code counts, at 15:01 it has expired, by the server’s clock alone', async () => {
    const [early, late] = [await sent(), await askForMail(server, chains)]
    const code = await sent(late)
    const now = context().clock.now()
    expect(code.body.expires * 1000 - now).toBeGreaterThan(14 * 60_000 + 50_000)
    expect(code.body.expires * 1000 - now).toBeLessThanOrEqual(15 * 60_000)
    server.skip(14 * 60 + 50)
    expect(await rightly(early)).toMatchObject({ status: 200 })
    server.skip(12)
    expect(await prove(code, await proofOf(code, late.scene.account, code.text))).toMatchObject(isGone)
  })

  test('what the browser believes the time to be is no matter: a proof over another expiry is wrong', async () => {
    const code = await sent()
    for (const shift of [-DAY, -1, 1, DAY]) {
      const about = { subject: code.body.subject, account: asked.scene.account, expires: code.body.expires }
      const credential = await openCode(code.keys, code.text, about)
      const shifted = codeProofTypedData({ ...about, expires: about.expires + shift })
      const [row] = await context().db.select().from(codes).where(eq(codes.id, code.body.id))
      await context().db.update(codes).set({ tries: 0 }).where(eq(codes.id, code.body.id))
      expect(row?.usedAt).toBeNull()
      const signature = await credential.signTypedData(shifted as never)
      expect(await prove(code, { signature })).toMatchObject(isWrong)
    }
  })
})

describe('E-06', () => {
  test('a newer code ends the older one, which answers as one that is over', async () => {
    const [older, newer] = [await sent(), await sent()]
    expect(newer.body.id).not.toBe(older.body.id)
    expect(await rightly(older)).toMatchObject(isGone)
    expect(await rightly(newer)).toMatchObject({ status: 200 })
  })

  test('of codes that are asked for at once, one counts', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, () => askCode(asked.browser, asked.scene, asked.scene.mailbox)),
    )
    expect(all.map(({ answer }) => answer.status)).toEqual(Array(8).fill(202))
    const live = sql`${codes.subject} = ${asked.scene.hash} and ${codes.endedAt} is null`
    expect(await context().db.select().from(codes).where(live)).toHaveLength(1)
  })

  test('a code counts once, also where it is handed in several times at once', async () => {
    const code = await sent()
    const answers = await Promise.all(Array.from({ length: 8 }, () => rightly(code)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(7).fill(409)])
  })

  test('after three wrong proofs the right one comes too late, also where they come at once', async () => {
    const [one, two] = [await sent(), await askForMail(server, chains)]
    for (let time = 0; time < 3; time++) expect(await wrongly(one)).toMatchObject(isWrong)
    expect(await rightly(one)).toMatchObject(isGone)
    expect(await wrongly(one)).toMatchObject(isGone)
    const other = await sent(two)
    const answers = await Promise.all(Array.from({ length: 12 }, () => wrongly(other)))
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(3)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9)
  })

  test('nothing is attested for a code that was used, ended, tried too often or has expired', async () => {
    const sign = vi.spyOn(context().attester ?? expect.fail(), 'sign')
    const [ended, used] = [await sent(), await sent()]
    await rightly(used)
    const [triedBy, lateBy] = [await askForMail(server, chains), await askForMail(server, chains)]
    const [tried, late] = [await sent(triedBy), await sent(lateBy)]
    for (let time = 0; time < 3; time++) await wrongly(tried)
    expect(sign).toHaveBeenCalledTimes(1)
    const isRefused = async (code: AskedCode & { text: string }, { account }: EmailScene) =>
      expect(await prove(code, await proofOf(code, account, code.text))).toMatchObject(isGone)
    await isRefused(used, asked.scene)
    await isRefused(ended, asked.scene)
    await isRefused(tried, triedBy.scene)
    server.skip(15 * 60)
    await isRefused(late, lateBy.scene)
    expect(sign).toHaveBeenCalledTimes(1)
  })

  test('two wrong proofs leave the right one its turn', async () => {
    const code = await sent()
    for (let time = 0; time < 2; time++) expect(await wrongly(code)).toMatchObject(isWrong)
    expect(await rightly(code)).toMatchObject({ status: 200 })
  })
})

describe('E-08', () => {
  test('a code of one request is none for another, of this account or another one', async () => {
    const code = await sent()
    const { scene, browser } = asked
    const newKey = newPasskey()
    const { request } = await prepareRequest(chains.all, {
      ...{ account: scene.account, newSigner: newKey.signer(validator), life: 6 * DAY },
    })
    const second = { ...scene, newKey, request, hash: requestHash(module, request) }
    expect(await browser.post('/api/requests', await requestBody(browser, second))).toMatchObject({
      status: 201,
    })
    const foreign = await askForMail(server, chains)
    for (const { hash, account, mailbox } of [second, foreign.scene]) {
      const other = await askCode(browser, { hash }, mailbox)
      // What was opened for the first request, handed in for this one.
      const mine = await proofOf(code, scene.account, code.text)
      expect(await prove(other, mine)).toMatchObject(isWrong)
      // The first request's credential over this one's context.
      const about = { subject: code.body.subject, account: scene.account, expires: code.body.expires }
      const credential = await openCode(code.keys, code.text, about)
      const theirs = codeProofTypedData({ subject: hash, account, expires: other.body.expires })
      const signature = await credential.signTypedData(theirs as never)
      expect(await prove(other, { signature })).toMatchObject(isWrong)
      expect(await prove({ ...code }, { signature }), 'and back').toMatchObject(isWrong)
    }
    await context().db.update(codes).set({ tries: 0 })
    expect(await rightly(code)).toMatchObject({ status: 200, body: { hash: scene.hash } })
    expect((await browser.get(`/api/requests/${second.hash}`)).body.approvals).toEqual([])
  })

  test('what it approves is the passkey that was made before: nobody can change it afterwards', async () => {
    const { body } = await rightly(await sent())
    const { signature } = body.approvals[0] as { signature: Hex }
    const { scene } = asked
    const other = { ...scene.request, newSigner: newPasskey().signer(validator) }
    const commitment = slice(scene.signer, 20)
    const verified = (hash: Hex) =>
      readContract(chains.one, {
        ...{ abi: emailGuardianAbi, address: slice(scene.signer, 0, 20), functionName: 'verify' },
        args: [commitment, hash, signature],
      })
    expect(await verified(scene.hash)).toBe('0x024ad318')
    expect(await verified(requestHash(module, other))).toBe('0xffffffff')
  })
})

describe('E-09', () => {
  test('who reads the whole database, with the server’s key, holds nothing that can be handed in', async () => {
    const code = await sent()
    const compact = code.text.replaceAll(/\s/g, '')
    const about = { subject: code.body.subject, account: asked.scene.account, expires: code.body.expires }
    const credential = await openCode(code.keys, code.text, about)
    const { rows } = await context().db.execute<{ line: string }>(
      sql`select to_jsonb(c)::text as line from codes c union all select to_jsonb(m)::text from mails m`,
    )
    const database = rows.map(({ line }) => line).join('\n')
    expect(database).toContain(credential.address.toLowerCase())
    expect(database).not.toContain(compact)
    expect(database).not.toContain(compact.slice(0, 40))
    expect(database).not.toContain(asked.scene.mailbox)
    // The mail itself, opened with the server's key, is sealed to the browser that asked.
    const text = codeIn(await mailTo(context(), asked.scene.mailbox))
    await expect(openCode(await generateCodeKeys(), text, about)).rejects.toThrow(CodeElsewhereError)
    // Of the credential its address is known; whatever is signed with anything else is wrong.
    expect(await wrongly(code)).toMatchObject(isWrong)
    expect(await rightly(code)).toMatchObject({ status: 200 })
  })

  test('a signature that others see counts for this request only, once', async () => {
    const code = await sent()
    const proof = await proofOf(code, asked.scene.account, code.text)
    expect(await prove(code, proof)).toMatchObject({ status: 200 })
    expect(await prove(code, proof)).toMatchObject(isGone)
    const newer = await sent()
    expect(await prove(newer, proof)).toMatchObject(isWrong)
  })
})

describe('refused', () => {
  const ask = () => askCode(asked.browser, asked.scene, asked.scene.mailbox)

  test('where the account is locked, or recovery is off, for the code and for its proof', async () => {
    const code = await sent()
    const account = asked.scene.account.toLowerCase()
    const { db, clock } = context()
    const until = new Date(clock.now() + 3_600_000)
    await db.insert(accountLocks).values({
      ...{ account, until, id: 'lock', reason: 'Mailbox taken', lockedBy: 'Olga', lockedAt: new Date(0) },
    })
    expect((await ask()).answer).toMatchObject(refusal(403, 'account_locked'))
    expect(await rightly(code)).toMatchObject(refusal(403, 'account_locked'))
    await db.delete(accountLocks)
    expect(await rightly(code), 'and nothing was used up').toMatchObject({ status: 200 })
  })

  test('for a request that nobody knows, or that is over, and for a policy without the guardian', async () => {
    const code = await sent()
    const nobody = await askCode(asked.browser, { hash: generatePrivateKey() }, asked.scene.mailbox)
    expect(nobody.answer).toMatchObject(refusal(404, 'request_unknown'))
    const { scene } = asked
    await protect(chains.all, { address: scene.account }, { ...scene.policy, salt: generatePrivateKey() })
    expect((await ask()).answer).toMatchObject(refusal(409, 'request_outdated'))
    expect(await rightly(code)).toMatchObject(refusal(409, 'request_outdated'))
  })

  test('for a recovery that guardians have objected to', async () => {
    asked = await askForMail(server, chains, { guardians: 3 })
    const code = await sent()
    const { scene } = asked
    const { account, hash, bytes: policy, request } = scene
    const [thief, ...honest] = scene.wallets as [Wallet, ...Wallet[]]
    const approvals = await scene.approvals(thief)
    const signed = honest.map(async (wallet) => ({
      guardian: indexOf(scene.policy, wallet.signer),
      signature: await wallet.account.signTypedData(objectionTypedData(module, hash)),
    }))
    const objections = (await Promise.all(signed)).toSorted((a, b) => a.guardian - b.guardian)
    for (const client of chains.all) {
      await done(client, startRecovery(client, { policy, request, approvals }))
      await done(client, objectToRecovery(client, { account, policy, requestHash: hash, objections }))
    }
    expect((await ask()).answer).toMatchObject(refusal(409, 'request_outdated'))
    expect(await rightly(code)).toMatchObject(refusal(409, 'request_outdated'))
  })

  test('C-49 where whoever runs the server could open the account alone in less than 72 hours, on any network', async () => {
    const before = await queuedMails(context())
    const tiers = [{ weight: 1, delay: 72 * HOUR - 1 }]
    asked = await askForMail(server, chains, { tiers })
    expect((await ask()).answer).toMatchObject(refusal(403, 'operator_alone'))
    expect(await queuedMails(context())).toEqual(before)
    asked = await askForMail(server, chains, { tiers: [{ weight: 1, delay: 72 * HOUR }] })
    expect((await ask()).answer.status, 'just long enough').toBe(202)
    const { scene, browser } = asked
    await protect([chains.two], { address: scene.account }, { ...scene.policy, tiers })
    const newKey = newPasskey()
    const about = { account: scene.account, newSigner: newKey.signer(validator), life: 6 * DAY }
    const { request } = await prepareRequest(chains.all, about)
    const mixed = { ...scene, request, newKey, hash: requestHash(module, request) }
    expect((await browser.post('/api/requests', await requestBody(browser, mixed))).status).toBe(201)
    const { answer } = await askCode(browser, mixed, scene.mailbox)
    expect(answer).toMatchObject(refusal(403, 'operator_alone'))
  })

  test('without a good key to seal to, before anything is kept', async () => {
    const { browser, scene } = asked
    const offCurve = `0x02${'00'.repeat(31)}07`
    for (const publicKey of [
      offCurve,
      `0x04${'11'.repeat(32)}`,
      `0x02${'11'.repeat(31)}`,
      `0x02${'ff'.repeat(32)}`,
      `0x${'00'.repeat(33)}`,
    ]) {
      const body = { requestHash: scene.hash, address: scene.mailbox, publicKey }
      expect(await browser.post('/api/email/codes', body)).toMatchObject(refusal(400, 'body_invalid'))
    }
    expect((await queuedMails(context())).filter(({ to }) => to === scene.mailbox)).toEqual([])
  })

  test('where the server sends no e-mail', async () => {
    const { config } = context()
    const { email } = config
    Object.assign(config, { email: undefined })
    expect((await ask()).answer).toMatchObject(refusal(404, 'email_off'))
    Object.assign(config, { email })
  })
})

test('one approval of its mailbox is not enough: three wallets’ worth of proof still decides without waiting', async () => {
  const { scene } = asked
  await rightly(await sent())
  await approve(asked, scene.wallets)
  const { body } = await asked.browser.get(asked.path)
  expect(body.approvals).toHaveLength(3)
})
