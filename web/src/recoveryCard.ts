// What the account page says about recovery, made of what the networks and the server's labels say.
import type { Policy } from 'sparekey'
import type { Config, GuardianLabel } from 'sparekey/schema'

/** A guardian as its owner knows it. */
export interface NamedGuardian {
  readonly signer: string
  readonly label: string
  readonly kind: GuardianLabel['kind'] | 'unknown'
}

/** The policy's guardians with the labels that the server keeps; the networks decide who is one. */
export function nameGuardians(
  policy: Policy,
  labels: readonly GuardianLabel[],
  { oidc, email }: Pick<Config, 'oidc' | 'email'> = {},
): NamedGuardian[] {
  return policy.guardians.map(({ signer }) => {
    const known = labels.find((label) => label.signer === signer.toLowerCase())
    if (known) return { signer, label: known.label, kind: known.kind }
    if (oidc && signer.toLowerCase().startsWith(oidc.guardian))
      return { signer, label: `${oidc.name} account`, kind: 'oidc' }
    if (email && signer.toLowerCase().startsWith(email.guardian))
      return { signer, label: 'An e-mail address', kind: 'email' }
    return signer.length === 42
      ? { signer, label: 'A wallet or a passphrase', kind: 'unknown' }
      : { signer, label: 'A passkey', kind: 'passkey' }
  })
}

/** How fast help comes, as rows of the timeline picture. */
export function tierRows({ guardians, tiers }: Policy): { who: string; delay: number }[] {
  const light = guardians.map(({ weight }) => weight).toSorted((a, b) => a - b)
  return tiers.map(({ weight, delay }) => ({ who: whoReaches(light, weight), delay }))
}

/** How many guardians it takes even if the lightest come first. */
function whoReaches(ascending: readonly number[], weight: number): string {
  let sum = 0
  let count = 0
  for (const one of ascending) {
    if (sum >= weight) break
    sum += one
    count += 1
  }
  if (count === 1) return ascending.length === 1 ? 'Your guardian' : 'Any one guardian'
  if (count < ascending.length) return `Any ${count} guardians together`
  return count === 2 ? 'Both guardians together' : `All ${count} guardians together`
}

/** What could be better about a set-up, in a sentence each; none if it is healthy. */
export function healthFindings(policy: Policy, isEverywhere: boolean): string[] {
  const findings: string[] = []
  const [slowest] = policy.tiers
  if (policy.guardians.length === 1)
    findings.push('There is only one guardian. If it is lost too, nobody can help: add a second.')
  if (slowest?.delay === 0)
    findings.push('One approval opens the account at once, so you would have no time to object.')
  if (!isEverywhere) findings.push('Not every network has these guardians yet. Look under Networks.')
  return findings
}
