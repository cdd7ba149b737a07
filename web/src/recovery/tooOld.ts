import type { ApproveWaysProps } from '../screens/ApproveWays.tsx'
import type { TooOldProps } from '../screens/TooOld.tsx'
import { approvedAt, type LoadedRequest } from './GuardianOfRequest.tsx'
import { agingSigners, endOfApproval, isSigner } from './guardians.ts'

type Gathered = Pick<LoadedRequest, 'gathered' | 'networks'>

/** Networks that did not get a sign-in within its hour, or a code's approval within its day: it is needed once more for them. */
export function tooOld(
  request: Gathered,
  { signIn, email }: Pick<ApproveWaysProps, 'signIn' | 'email'>,
): TooOldProps | undefined {
  const late = { signIn: lateOn(request, 'signIn'), email: lateOn(request, 'email') }
  const again: TooOldProps = {
    ...(signIn && late.signIn.length > 0 && { signIn: { networks: late.signIn, way: signIn } }),
    ...(email && late.email.length > 0 && { email: { networks: late.email, way: email } }),
  }
  return again.signIn || again.email ? again : undefined
}

function lateOn({ gathered, networks }: Gathered, kind: keyof typeof agingSigners): string[] {
  const aging = gathered.approvals.filter(
    (approval) => approval.signer.length === agingSigners[kind] && endOfApproval(approval) !== undefined,
  )
  return networks.flatMap((on) => {
    if (on.state !== 'open') return []
    const counting = approvedAt(on, gathered.approvals)
    const isMissing = on.policy?.guardians.some(
      ({ signer }, index) =>
        !counting.includes(index) && aging.some((approval) => isSigner(approval.signer, signer)),
    )
    return isMissing ? [on.network.name] : []
  })
}
