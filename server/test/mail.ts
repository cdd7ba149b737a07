// E-mail in tests: accounts that a mailbox guards, the mails that are queued, and a browser's half of a code.
import {
  balanced,
  type CodeContext,
  codeProofTypedData,
  codePublicKey,
  encodePolicy,
  generateCodeKeys,
  openCode,
  type Policy,
  prepareRequest,
  requestHash,
} from 'sparekey'
import type { CodeJson } from 'sparekey/schema'
import type { Address, Hex } from 'viem'
import { attesterKey } from '../../dev/accounts.ts'
import {
  approvalsOf,
  type Chains,
  DAY,
  module,
  newOwner,
  newPasskey,
  newWallet,
  protect,
  random32,
  validator,
  type Wallet,
} from '../../sdk/test/chains.ts'
import type { EmailConfig } from '../src/config.ts'
import type { Context } from '../src/context.ts'
import { saveMailbox, signerOf } from '../src/mail/emailLinks.ts'
import type { MailContent } from '../src/mail/layout.ts'
import { mailboxHash, openMail } from '../src/mail/outbox.ts'
import { Secret } from '../src/secret.ts'
import { mails } from '../src/tables/mailboxes.ts'
import type { Browser } from './Browser.ts'
import { type Asked, askFor } from './recovery.ts'
import type { Scene } from './scene.ts'
import type { TestServer } from './server.ts'

/** The local stack's e-mail; nobody listens to what is sent unless a URL is given. */
export const emailConfig = (chains?: Chains, smtpUrl = 'smtp://localhost:1'): EmailConfig => ({
  smtpUrl: new Secret(smtpUrl),
  from: 'Sparekey <recovery@sparekey.example>',
  guardian: (chains?.stack.chains[0].deployment.emailGuardian.toLowerCase() ??
    '0x5a0000000000000000000000000000000000000b') as Address,
  attesterKey: new Secret(attesterKey),
})

let mailboxes = 0
/** A mailbox that nobody has. */
export const newMailbox = () => `owner${++mailboxes}.${Math.random().toString(36).slice(2, 8)}@example.org`

/** A scene with an e-mail guardian beside its wallets. */
export type EmailScene = Scene & { readonly mailbox: string; readonly signer: Hex }

/** An owner with wallets and a mailbox as guardians, a new passkey, and a request for it. */
export async function newEmailScene(
  server: Pick<TestServer, 'context'>,
  { all }: Chains,
  {
    mailbox = newMailbox(),
    guardians = 2,
    tiers,
  }: { mailbox?: string; guardians?: number; tiers?: Policy['tiers'] } = {},
): Promise<EmailScene> {
  const { email } = server.context.config
  if (!email) throw new Error('the server sends no e-mail')
  const owner = await newOwner(all)
  const wallets: Wallet[] = Array.from({ length: guardians }, newWallet)
  const account = owner.address.toLowerCase()
  const salt = random32()
  const signer = signerOf(email.guardian, { account, address: mailbox, salt })
  const usual = balanced([...wallets, { kind: 'email', signer, mailbox } as never], { rotator: validator })
  const policy = { ...usual, ...(tiers && { tiers }) }
  await protect(all, owner, policy)
  const newKey = newPasskey()
  const newSigner = newKey.signer(validator)
  const { request } = await prepareRequest(all, { account: owner.address, newSigner, life: 7 * DAY })
  return {
    ...{ owner, wallets, policy, bytes: encodePolicy(policy), newKey, newSigner, request, mailbox, signer },
    account: owner.address,
    hash: requestHash(module, request),
    approvals: (...by: readonly Wallet[]) => approvalsOf(policy, request, by),
  }
}

/** A recovery of such an account that the server knows, with its mailbox. */
export async function askForMail(
  server: TestServer,
  chains: Chains,
  options?: Parameters<typeof newEmailScene>[2],
): Promise<Asked & { readonly scene: EmailScene }> {
  const scene = await newEmailScene(server, chains, options)
  const asked = await askFor({ db: server.context.db, browser: server.browser }, scene)
  await enrol(server, scene)
  return { ...asked, scene }
}

/** Tells the database which mailbox the guardian is. The salt is lost: nobody asks for it. */
export async function enrol(
  { context }: Pick<TestServer, 'context'>,
  { account, mailbox, signer }: Pick<EmailScene, 'account' | 'mailbox' | 'signer'>,
): Promise<void> {
  const about = { account: account.toLowerCase(), address: mailbox, salt: random32(), signer }
  await saveMailbox(context.db, context, { ...about, addressHash: mailboxHash(context, mailbox) })
}

/** A mail that is on its way. */
export interface QueuedMail extends MailContent {
  readonly to: string
  readonly kind: string
  readonly isSecurity: boolean
}

/** All mails that can still be sent, oldest first. */
export async function queuedMails(context: Pick<Context, 'config' | 'db'>): Promise<QueuedMail[]> {
  const rows = await context.db.select().from(mails).orderBy(mails.createdAt)
  return rows.flatMap((row) => {
    const opened = openMail(context, row)
    return opened ? [{ ...opened.content, to: opened.to, kind: row.kind, isSecurity: row.isSecurity }] : []
  })
}

/** The code in a mail's text. */
export function codeIn({ text }: Pick<MailContent, 'text'>): string {
  const block = text.split('\n\n').find((part) => /^[1-9A-HJ-NP-Za-km-z\n]{115,120}$/.test(part))
  if (!block) throw new Error(`no code in ${text}`)
  return block
}

/** What a browser keeps of a code that it has asked for. */
export interface AskedCode {
  readonly keys: CryptoKeyPair
  readonly answer: Awaited<ReturnType<Browser['post']>>
  readonly body: CodeJson
}

/** Asks for a code for a recovery, with a new key. */
export async function askCode(
  browser: Browser,
  scene: Pick<Scene, 'hash'>,
  address: unknown,
  options?: Parameters<Browser['post']>[2],
): Promise<AskedCode> {
  const keys = await generateCodeKeys()
  const body = { requestHash: scene.hash, address, publicKey: await codePublicKey(keys) }
  const answer = await browser.post('/api/email/codes', body, options)
  return { keys, answer, body: answer.body }
}

/** Opens a code and signs what it is for. */
export async function proofOf(
  { keys, body }: Pick<AskedCode, 'keys' | 'body'>,
  account: Address,
  text: string,
): Promise<{ signature: Hex }> {
  const about: CodeContext = { subject: body.subject, account, expires: body.expires }
  const credential = await openCode(keys, text, about)
  return { signature: await credential.signTypedData(codeProofTypedData(about) as never) }
}

/** The latest mail to an address. */
export async function mailTo(context: Pick<Context, 'config' | 'db'>, address: string): Promise<QueuedMail> {
  const found = (await queuedMails(context)).filter(({ to }) => to === address).at(-1)
  if (!found) throw new Error(`no mail to ${address}`)
  return found
}
