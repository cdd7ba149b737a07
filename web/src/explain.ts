import { type OidcKeyError, SparekeyError } from 'sparekey'
import { isProblem } from './apiErrors.ts'
import { now } from './clock.ts'
import { formatDuration, formatMoment } from './formatTime.ts'
import { networkName } from './networkNames.ts'

/** A failure for people. */
export interface Explanation {
  /** Stable code, for tests and support. */
  readonly code: string
  readonly what: string
  readonly todo: string
}

/** Where the SDK speaks to developers, people get these words. `{network}` is replaced by the network's name. */
const plain: Record<string, readonly [what: string, todo: string]> = {
  bundler_unavailable: [
    '{network} does not take anything at the moment.',
    'What was sent may still be carried out: look at your account before you try again.',
  ],
  bundler_refused: ['{network} did not accept this.', 'Nothing has changed there. Try again in a moment.'],
  user_operation_reverted: [
    '{network} took this, but it could not be carried out.',
    'Nothing has changed but the network fee that was paid. Try again.',
  ],
  user_operation_timeout: [
    '{network} has not confirmed this yet.',
    'It may still happen. Look at your account again in a minute before you repeat it.',
  ],
  contracts_missing: [
    '{network} is not ready for this app yet.',
    'Leave it out for now, or ask us to set it up.',
  ],
  chain_unavailable: [
    '{network} does not answer.',
    'Nothing is lost: what was signed stays valid. Try again in a minute.',
  ],
  chain_refused: ['{network} refused this.', 'Nothing has changed there. Try again in a moment.'],
  wallet_failed: [
    'Your wallet could not sign.',
    'Nothing has changed. Unlock it and connect it again, or use another guardian.',
  ],
  code_elsewhere: [
    'This code belongs to another browser, or to an older request.',
    'Go back to where you started, or send a new code to this browser.',
  ],
  verifier_unknown: [
    'On {network}, what checks this guardian is not what this page knows.',
    'Nothing was linked. Use another guardian, and tell whoever runs this service.',
  ],
  contract_LastPasskey: ['This is the account’s last passkey.', 'Add another one before you remove it.'],
}

/** AA21 and AA31 of ERC-4337: whoever pays has too little. */
const unaffordable = /AA21|AA31|AA50/

/** Any failure in words: what happened, what it means and what to do. Never throws. */
export function explain(error: unknown): Explanation {
  if (!(error instanceof SparekeyError)) return explainOther(error)
  const name = networkOf(error)
  // Its class comes with what it takes to ask chains, which is no part of the first load.
  const { wait } = error as Partial<Pick<OidcKeyError, 'wait'>>
  if (wait && error.code.startsWith('oidc_key_')) return explainWait(error, wait)
  if (error.code === 'nothing_to_sign' && error.cause) return explain(error.cause)
  if (
    error.code === 'gas_unaffordable' ||
    (error.code === 'bundler_refused' && unaffordable.test(error.message))
  )
    return {
      code: error.code,
      what: `There is too little ETH on ${name} to pay the network fee.`,
      todo: `Nothing has changed. Send some ETH to this account on ${name}, then try again.`,
    }
  const [what, todo] = plain[error.code] ?? [error.shortMessage, error.details ?? 'Try again.']
  const fill = (sentence: string) =>
    capital(
      sentence
        .replaceAll('{network}', name)
        .replace(/(?:the )?network (\d+)/gi, (_, id) => networkName(Number(id))),
    )
  return { code: error.code, what: fill(what), todo: fill(todo) }
}

/** A key that counts later: when, by this person's clock. */
function explainWait({ code }: SparekeyError, wait: NonNullable<OidcKeyError['wait']>): Explanation {
  const seconds = wait.until - wait.now
  const then = `in ${formatDuration(seconds)} (${formatMoment(now() + seconds * 1000, now())})`
  const what =
    code === 'oidc_key_new'
      ? `The sign-in was signed with a new key, which counts ${then}.`
      : `One of the keys for sign-ins has been withdrawn. They count again ${then}.`
  return { code, what, todo: 'Use another guardian now, or sign in again after that. Nothing was sent.' }
}

function explainOther(error: unknown): Explanation {
  if (isProblem(error)) return { code: error.code, what: error.title, todo: error.detail }
  return {
    code: 'unexpected',
    what: 'Something went wrong that we did not foresee.',
    todo: 'What you entered is still here. Try again, or reload the page.',
  }
}

function networkOf(error: SparekeyError): string {
  const { chainId } = error as { chainId?: unknown }
  if (typeof chainId === 'number') return networkName(chainId)
  const named = /network (\d+)/.exec(error.message)
  return named ? networkName(Number(named[1])) : 'The network'
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
