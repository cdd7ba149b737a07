import {
  addresses,
  balanced,
  type CodeContext,
  codeProofTypedData,
  codePublicKey,
  generateCodeKeys,
  isWholeCode,
  openCode,
  prepareRequest,
  requestHash,
  requestToJson,
} from 'sparekey'
import type { CodeJson } from 'sparekey/schema'
import type { Address, Hex } from 'viem'
import { getCode } from 'viem/actions'
import { sleep } from '../../dev/clock.ts'
import type { Stack } from '../../dev/stack.ts'
import { type Network, setUp, wallet } from '../../dev/story/cast.ts'
import { created } from '../../server/test/authenticator.ts'
import type { Figure } from '../Figure.ts'
import { MeasurementError } from '../MeasurementError.ts'
import { Person } from './person.ts'
import { until } from './recovery.ts'

const asked = 1000
const warmUp = 100
const patience = 30_000
const mailbox = 'bench@example.org'

/**
 * `code.request.p99`: from asking for a code over HTTP to the answer, the tenth slowest of 1,000, one after the other, for the
 * mailbox of a guardian and for addresses that are nobody's by turns. The request is looked up on both chains each time. The mail
 * is queued within it, and sent after it by the job `mailer`.
 */
export async function measureCodes(stack: Stack, networks: readonly Network[]): Promise<Figure> {
  const person = new Person(stack.app?.url ?? '')
  const hash = await recoveryWithMailbox(stack, networks, person)
  const publicKey = await codePublicKey(await generateCodeKeys())
  const times: number[] = []
  for (let count = 0; count < warmUp + asked; count++) {
    const address = count % 2 ? mailbox : `nobody${count}@example.org`
    const begun = performance.now()
    await person.post('/email/codes', { requestHash: hash, address, publicKey })
    if (count >= warmUp) times.push(performance.now() - begun)
  }
  const p99 = times.toSorted((a, b) => a - b)[Math.ceil(asked * 0.99) - 1] ?? Number.NaN
  return { name: 'code.request.p99', value: Math.round(p99 * 10) / 10, unit: 'ms', limit: 50 }
}

/** An account that a wallet and a mailbox guard, and a request to recover it. */
async function recoveryWithMailbox(stack: Stack, networks: readonly Network[], person: Person): Promise<Hex> {
  const owner = await person.register('bench-mail')
  const account = owner.address
  const clients = networks.map(({ relayer }) => relayer)
  await until('the account is on both chains', networks, async ({ relayer }) =>
    Boolean(await getCode(relayer, { address: account })),
  )
  await stack.fund(account, { eth: 10n ** 18n })
  const email = { kind: 'email' as const, signer: await linkMailbox(stack, person, account), mailbox }
  await setUp(networks, owner, balanced([wallet(), email], { rotator: addresses.passkeyValidator }))
  const passkey = person.newPasskey()
  const newSigner = passkey.signer(addresses.passkeyValidator)
  const { request } = await prepareRequest(clients, { account, newSigner })
  const { options } = await person.post('/requests/options', { account: account.toLowerCase() })
  const credential = created(passkey, options)
  await person.post('/requests', { request: requestToJson(request), credential, label: 'Bench' })
  return requestHash(addresses.recoveryModule, request)
}

/** Has the mailbox proved, with the code that was sent there. */
async function linkMailbox(stack: Stack, person: Person, account: Address): Promise<Hex> {
  const keys = await generateCodeKeys()
  const link = { purpose: 'guardian', address: mailbox, publicKey: await codePublicKey(keys) }
  const { id, subject, expires }: CodeJson = await person.post('/email/links', link)
  const about: CodeContext = { subject, account, expires }
  const credential = await openCode(keys, await codeInMail(stack), about)
  const signature = await credential.signTypedData(codeProofTypedData(about) as never)
  const { signer } = await person.post(`/email/links/${id}/proof`, { signature })
  return signer
}

async function codeInMail(stack: Stack): Promise<string> {
  const port = stack.parts.find(({ name }) => name === 'mail')?.port
  for (const end = performance.now() + patience; performance.now() < end; await sleep(100)) {
    const answer = await fetch(`http://127.0.0.1:${port}/mails?to=${mailbox}`)
    const { mails } = (await answer.json()) as { mails: { text: string }[] }
    const code = mails[0]?.text.split('\n\n').find(isWholeCode)
    if (code) return code
  }
  throw new MeasurementError('the mail with the code never came')
}
