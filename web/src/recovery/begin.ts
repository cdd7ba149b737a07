// Finding an account and asking for it: the new passkey, and the request that guardians approve.
import {
  addresses,
  findAccountsByGuardian,
  getPolicy,
  onEachChain,
  type PasskeyHint,
  type Policy,
  passkeySigner,
  prepareRequest,
  requestToJson,
  SparekeyError,
} from 'sparekey'
import type { AccountJson, GatheredRequest } from 'sparekey/schema'
import type { Address } from 'viem'
import { api } from '../api.ts'
import { ApiError } from '../apiErrors.ts'
import { clientsOf, type Network } from '../chains.ts'
import { dropDraft, saveDraft } from '../drafts.ts'
import { forgetUnknownPasskey } from '../passkeySupport.ts'
import { createPasskey } from '../passkeys.ts'
import { hashOf } from './onChain.ts'
import { keepCopy, type RecoveryDraft, recoveryDraft } from './recoveryDraft.ts'

/** The guardians that an account has, and where. */
export interface AccountGuardians {
  /** Undefined where recovery is set up nowhere. */
  readonly policy: Policy | undefined
  /** Networks with guardians, without them, and those that did not answer. */
  readonly protectedOn: readonly string[]
  readonly unprotectedOn: readonly string[]
  readonly silent: readonly string[]
}

/** Reads the guardians from every network. */
export async function readAccountGuardians(
  account: Address,
  networks: readonly Network[],
): Promise<AccountGuardians> {
  const answers = await onEachChain(clientsOf(networks), (client) => policyOn(client, account))
  const named = answers.map((answer, index) => ({ answer, name: networks[index]?.name ?? '' }))
  const pick = (test: (answer: (typeof answers)[number]) => boolean) =>
    named.filter(({ answer }) => test(answer)).map(({ name }) => name)
  const policies = answers.flatMap((answer) => ('value' in answer && answer.value ? [answer.value] : []))
  return {
    policy: policies[0],
    protectedOn: pick((answer) => 'value' in answer && answer.value !== undefined),
    unprotectedOn: pick((answer) => 'value' in answer && answer.value === undefined),
    silent: pick((answer) => 'error' in answer),
  }
}

async function policyOn(client: Network['client'], account: Address): Promise<Policy | undefined> {
  try {
    return (await getPolicy(client, { account })).policy
  } catch (error) {
    if (error instanceof SparekeyError && error.code === 'policy_not_set') return undefined
    throw error
  }
}

/** The accounts that a wallet guards on any network. @throws the first failure where no network answers */
export async function findGuarded(
  wallet: Address,
  networks: readonly Network[],
): Promise<{ accounts: AccountJson[]; silent: string[] }> {
  const signer = wallet.toLowerCase() as Address
  const answers = await Promise.all(
    networks.map(async ({ client, config, name }) => {
      const fromBlock = BigInt(config.fromBlock)
      return findAccountsByGuardian(client, { signer, fromBlock }).then(
        (found) => ({ found, name, error: undefined }),
        (error: unknown) => ({ found: [], name, error }),
      )
    }),
  )
  const silent = answers.filter(({ error }) => error !== undefined)
  if (silent.length === answers.length && silent[0]) throw silent[0].error
  const found = [...new Set(answers.flatMap((answer) => answer.found.map((one) => one.toLowerCase())))]
  const accounts = await Promise.all(found.map((address) => api.account(address).catch(() => undefined)))
  return {
    accounts: accounts.filter((account) => account !== undefined),
    silent: silent.map(({ name }) => name),
  }
}

/** What the new passkey is for: `recoveryDraft` gets the account back, `additionDraft` leaves the older passkeys. */
type Purpose = typeof recoveryDraft

/** Makes the new passkey, keeps it, and asks for the account. One prompt; none if the passkey is there already. */
export async function askForAccount(
  draft: RecoveryDraft & { readonly account: AccountJson },
  networks: readonly Network[],
  { hint, kind = recoveryDraft }: { readonly hint?: PasskeyHint | undefined; readonly kind?: Purpose } = {},
): Promise<GatheredRequest> {
  const withPasskey = draft.passkey ? draft : { ...draft, passkey: await makePasskey(draft.account, hint) }
  saveDraft(kind, withPasskey)
  const { passkey, account } = withPasskey
  if (!passkey) throw new TypeError('A passkey was just made.')
  const replace = kind === recoveryDraft
  const request = withPasskey.request ?? (await prepare(account, passkey.publicKey, { networks, replace }))
  saveDraft(kind, { ...withPasskey, request })
  const { credential, label } = passkey
  const gathered = await api.makeRequest({ request, credential, label }).catch((error: unknown) => {
    if (isFinal(error)) void giveUp(withPasskey, kind)
    throw error
  })
  saveDraft(kind, { ...withPasskey, request, hash: hashOf(request) as GatheredRequest['hash'] })
  keepCopy(gathered)
  return gathered
}

/** Forgets what was begun; its passkey must not stay in a list where somebody wonders about it. */
export async function giveUp({ passkey }: RecoveryDraft, kind: Purpose = recoveryDraft): Promise<void> {
  dropDraft(kind)
  if (passkey) await forgetUnknownPasskey(passkey.rpId, passkey.credential.id)
}

async function makePasskey({ address }: AccountJson, hint: PasskeyHint | undefined) {
  const { options, label } = await api.requestOptions(address)
  const { passkey, credential } = await createPasskey(options, hint)
  const publicKey = { x: passkey.x, y: passkey.y } as { x: `0x${string}`; y: `0x${string}` }
  return { rpId: options.rp.id, label, publicKey, credential }
}

async function prepare(
  { address }: AccountJson,
  publicKey: { x: `0x${string}`; y: `0x${string}` },
  { networks, replace }: { readonly networks: readonly Network[]; readonly replace: boolean },
) {
  const newSigner = passkeySigner(addresses.passkeyValidator, publicKey)
  const { request } = await prepareRequest(clientsOf(networks), { account: address, newSigner, replace })
  return requestToJson(request)
}

/** The server will never take this passkey. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.status < 500 && error.status !== 429
}
