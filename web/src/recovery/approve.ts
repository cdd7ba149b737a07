// How a guardian approves: with a wallet, a passphrase or a passkey of this browser.
import {
  addresses,
  approveWithIdToken,
  approveWithPasskey,
  browserPasskey,
  checkWalletApproval,
  derivePassphraseGuardian,
  getBrowserAssertion,
  IdTokenError,
  type Passkey,
  type PasskeyContracts,
  type Policy,
  type Request,
  recoveryTypedData,
  requestHash,
  type SignIn,
  SparekeyError,
  WrongPasskeyError,
  WrongWalletError,
} from 'sparekey'
import type { ApprovalJson } from 'sparekey/schema'
import { type Address, getAddress, type Hex } from 'viem'
import { signTypedData, verifyHash } from 'viem/actions'
import type { Network } from '../chains.ts'
import type { Secret } from '../setup/Secret.ts'
import { toWalletProblem } from '../walletProblems.ts'
import { connectWallet, toWalletClient } from '../walletPrompts.ts'
import type { BrowserWallet } from '../wallets.ts'
import { isSigner, keyOf } from './guardians.ts'

const contracts: PasskeyContracts = {
  module: addresses.recoveryModule,
  validator: addresses.passkeyValidator,
}

/** What is approved, and by whom it can be. */
export interface Approvable {
  readonly request: Request
  readonly policy: Policy
  readonly networks: readonly Network[]
}

/** The wallet's address guards nothing here. */
class NotAGuardianError extends SparekeyError {
  override readonly name = 'NotAGuardianError'
  override readonly code = 'wallet_not_guardian'

  constructor(wallet: string, address: Address) {
    super(`${wallet} is connected with ${short(address)}, which is no guardian of this account.`, {
      details: 'Nothing was signed. Choose the right address in the wallet, and try again.',
    })
  }
}

/** No passkey that answered guards this account. */
class NoGuardianPasskeyError extends SparekeyError {
  override readonly name = 'NoGuardianPasskeyError'
  override readonly code = 'passkey_not_guardian'

  constructor() {
    super('This passkey is no guardian of this account.', {
      details: 'Nothing was sent. Choose the one that is called “Guardian for …”, and try again.',
    })
  }
}

/** A wallet of this browser approves: one prompt, and one more if it was not connected. */
export async function approveHere(
  wallet: BrowserWallet,
  { request, policy, networks }: Approvable,
  signal: AbortSignal,
): Promise<ApprovalJson[]> {
  const connected = await connectWallet(wallet, { signal })
  const guardian = guardianAmong(connected, policy) ?? (await chooseAgain(wallet, policy, signal))
  const client = toWalletClient(wallet, guardian)
  const typed = recoveryTypedData(contracts.module, request)
  const signature = await signTypedData(client, typed).catch((error: unknown) => {
    throw toWalletProblem(error, wallet.name)
  })
  signal.throwIfAborted()
  return approvalsFrom({ request, guardian, signature, networks })
}

function guardianAmong(connected: readonly Address[], policy: Policy): Address | undefined {
  return connected.find((address) => policy.guardians.some(({ signer }) => isSigner(signer, address)))
}

async function chooseAgain(wallet: BrowserWallet, policy: Policy, signal: AbortSignal): Promise<Address> {
  const connected = await connectWallet(wallet, { signal, again: true })
  const [first] = connected
  const guardian = guardianAmong(connected, policy)
  if (!guardian && first) throw new NotAGuardianError(wallet.name, getAddress(first))
  return guardian as Address
}

interface Signed {
  readonly request: Request
  readonly guardian: Address
  readonly signature: Hex
  readonly networks: readonly Network[]
}

/** A key's signature counts everywhere; a contract is asked on each network whether it takes this one. */
async function approvalsFrom({ request, guardian, signature, networks }: Signed): Promise<ApprovalJson[]> {
  const module = contracts.module
  const signer = guardian.toLowerCase() as ApprovalJson['signer']
  try {
    const checked = await checkWalletApproval({ module, request, guardian, signature })
    return [{ signer, signature: checked as ApprovalJson['signature'], chainId: null }]
  } catch (error) {
    if (!(error instanceof WrongWalletError)) throw error
    const hash = requestHash(module, request)
    const takes = await Promise.all(
      networks.map(({ client }) =>
        verifyHash(client, { address: guardian, hash, signature }).catch(() => false),
      ),
    )
    const taken = networks.filter((_, index) => takes[index])
    if (taken.length === 0) throw error
    return taken.map(({ chainId }) => ({
      signer,
      signature: signature.toLowerCase() as ApprovalJson['signature'],
      chainId,
    }))
  }
}

/** A passphrase approves; its key exists for as long as this takes. @throws WrongPassphraseError: nothing was sent */
export async function approveWithPassphrase(
  secret: Secret,
  { request, policy }: Approvable,
  watch: { readonly onProgress: (fraction: number) => void; readonly signal: AbortSignal },
): Promise<ApprovalJson[]> {
  const guardian = await secret.lend((passphrase) =>
    derivePassphraseGuardian({
      passphrase,
      account: request.account,
      salt: policy.salt,
      guardians: policy.guardians,
      ...watch,
    }),
  )
  const signature = await guardian.approve(contracts.module, request)
  return [toJson(guardian.signer, signature)]
}

/**
 * Whoever signed in elsewhere approves, on every network that takes the token now.
 * @param guardians those that sign in
 */
export async function approveWithSignIn(
  signIn: SignIn,
  { request, policy, networks }: Approvable,
  guardians: readonly Hex[],
): Promise<ApprovalJson[]> {
  const hash = requestHash(contracts.module, request)
  const clients = networks.map(({ client }) => client)
  let refusal: unknown
  for (const signer of guardians) {
    const answers = await approveWithIdToken(clients, signIn, { signer, salt: policy.salt, hash })
    const taken = answers.flatMap((answer) => ('value' in answer ? [answer] : []))
    const [first] = taken
    if (first && taken.length === networks.length) return [toJson(signer, first.value)]
    if (first) return taken.map(({ chainId, value }) => ({ ...toJson(signer, value), chainId }))
    const errors = answers.flatMap((answer) => ('error' in answer ? [answer.error] : []))
    refusal = errors.find((error) => error.code !== 'chain_unavailable') ?? errors[0]
    const isOther = refusal instanceof IdTokenError && refusal.problem === 'other-person'
    if (!isOther) break
  }
  throw refusal
}

/** A passkey of this browser, or one that it can reach, approves. One prompt. */
export async function approveWithPasskeyHere(
  { request, policy }: Approvable,
  rpId: string,
): Promise<ApprovalJson[]> {
  const keys = policy.guardians.flatMap(({ signer }) => {
    const key = keyOf(signer)
    return key ? [{ signer, key }] : []
  })
  const sign = askOnce(rpId)
  for (const { signer, key } of keys) {
    const known = browserPasskey({ ...key, credentialId: '' }, { rpId })
    const passkey: Passkey = { ...known, sign }
    try {
      return [toJson(signer, await approveWithPasskey(passkey, contracts, request))]
    } catch (error) {
      if (!(error instanceof WrongPasskeyError)) throw error
    }
  }
  throw new NoGuardianPasskeyError()
}

/** Which of the guardians' passkeys is here is not known before it answers: one prompt, tried for each of them. */
function askOnce(rpId: string): Passkey['sign'] {
  let answer: ReturnType<Passkey['sign']> | undefined
  return (challenge) => {
    answer ??= getBrowserAssertion({ rpId, challenge })
    return answer
  }
}

function toJson(signer: Hex, signature: Hex): ApprovalJson {
  return {
    signer: signer.toLowerCase() as ApprovalJson['signer'],
    signature: signature.toLowerCase() as ApprovalJson['signature'],
    chainId: null,
  }
}

function short(address: Address): string {
  return `${address.slice(0, 6)}…${address.slice(-4)}`
}
