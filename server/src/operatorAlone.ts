import { delayOf, FULL_DELAY, type Policy } from 'sparekey'
import type { Config } from './config.ts'

/**
 * Whether those of a policy's guardians in whose place the operator could approve would open the account by themselves in
 * less than 72 hours (design: "The operator's guardians"). Mailboxes are; sign-ins are, because nothing tells this server
 * who else confirms or revokes their issuer's keys.
 */
export function isOperatorAlone({ email, oidc }: Pick<Config, 'email' | 'oidc'>, policy: Policy): boolean {
  const verifiers = [email?.guardian, oidc?.guardian].flatMap((verifier) => verifier?.toLowerCase() ?? [])
  const operated = policy.guardians.flatMap(({ signer }, index) =>
    verifiers.some((verifier) => signer.toLowerCase().startsWith(verifier)) ? [index] : [],
  )
  const delay = operated.length > 0 ? delayOf(policy, operated) : undefined
  return delay !== undefined && delay < FULL_DELAY
}
