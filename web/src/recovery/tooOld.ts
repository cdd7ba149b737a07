import { oidcApprovalEnd } from 'sparekey'
import type { ApproveWaysProps } from '../screens/ApproveWays.tsx'
import type { TooOldProps } from '../screens/TooOld.tsx'
import { approvedAt, type LoadedRequest } from './GuardianOfRequest.tsx'
import { isSigner } from './guardians.ts'

/** Networks that did not get a sign-in within its hour, by name: somebody has to sign in once more for them. */
export function tooOld(
  { gathered, networks }: Pick<LoadedRequest, 'gathered' | 'networks'>,
  { signIn }: Pick<ApproveWaysProps, 'signIn'>,
): TooOldProps | undefined {
  const signedIn = gathered.approvals.filter(
    ({ signer, signature }) => signer.length === 122 && oidcApprovalEnd(signature) !== undefined,
  )
  const late = networks.flatMap((on) => {
    if (on.state !== 'open') return []
    const counting = approvedAt(on, gathered.approvals)
    const isMissing = on.policy?.guardians.some(
      ({ signer }, index) =>
        !counting.includes(index) && signedIn.some((approval) => isSigner(approval.signer, signer)),
    )
    return isMissing ? [on.network.name] : []
  })
  return signIn && late.length > 0 ? { networks: late, signIn } : undefined
}
