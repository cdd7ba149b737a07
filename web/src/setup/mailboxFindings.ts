// What a mailbox adds to the findings about a policy, where it is chosen (DYN-28, D-16).
import { delayOf, type Finding, type Policy } from 'sparekey'
import { formatDelay } from '../formatTime.ts'
import { type ChosenGuardian, isSame } from './draft.ts'

/** That whoever takes over the mailbox gets that far alone. A choice that is made with open eyes, not an error. */
export function mailboxFindings(policy: Policy, guardians: readonly ChosenGuardian[]): readonly Finding[] {
  return policy.guardians.flatMap(({ signer }, index): Finding[] => {
    const kind = guardians.find((one) => isSame(one.signer, signer))?.kind
    const delay = kind === 'email' ? delayOf(policy, [index]) : undefined
    if (!delay) return []
    const sentence = `Whoever takes over your mailbox can begin a recovery alone. You then have ${formatDelay(delay)} to stop it.`
    return [{ code: 'one-guardian-alone', severity: 'warn', sentence, guardians: [index] }]
  })
}
