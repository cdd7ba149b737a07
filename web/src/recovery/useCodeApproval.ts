import { checkEmailApproval } from 'sparekey'
import type { ApprovalJson, GatheredRequest } from 'sparekey/schema'
import { api } from '../api.ts'
import { clientsOf, networksOf } from '../chains.ts'
import { WrongCodeAnswerError } from '../email/problems.ts'
import { useCode } from '../email/useCode.ts'
import type { EmailWayProps } from '../screens/EmailWay.tsx'
import { endOfApproval, isSigner, type ReadGuardian } from './guardians.ts'
import { hashOf } from './onChain.ts'
import type { ApprovalSubject } from './useApproval.ts'

/** Approving with a code by mail, where a guardian that is left reads a mailbox. */
export function useCodeApproval(
  { request, config, onApproved }: ApprovalSubject,
  left: readonly ReadGuardian[],
): EmailWayProps | undefined {
  const guardians = left.filter(({ kind }) => kind === 'email')
  const hash = hashOf(request)
  const flow = useCode({
    name: `approve-${hash}`,
    account: request.account,
    subject: hash,
    ask: (address, publicKey) => api.emailCode({ requestHash: hash, address, publicKey }),
    prove: api.proveCode,
    async onProved(gathered) {
      const approval = newestOf(gathered, guardians)
      if (!config || !approval || hashOf(gathered.request) !== hash) throw new WrongCodeAnswerError()
      const ids = new Set(request.scopes.map(({ chainId }) => chainId))
      const networks = networksOf(config).filter(({ chainId }) => ids.has(String(chainId)))
      const { signer, signature } = approval
      await checkEmailApproval(clientsOf(networks), { signer, hash, approval: signature })
      await onApproved([approval])
    },
  })
  const from = config?.email?.from
  if (guardians.length === 0 || !from) return undefined
  return { flow, from, isAlone: guardians.some(({ alone }) => alone !== undefined) }
}

/** What a guardian has approved last; the one from before may still be there. */
function newestOf(
  { approvals }: Pick<GatheredRequest, 'approvals'>,
  guardians: readonly ReadGuardian[],
): ApprovalJson | undefined {
  const theirs = approvals.filter((approval) =>
    guardians.some(({ signer }) => isSigner(signer, approval.signer)),
  )
  return theirs.toSorted((a, b) => (endOfApproval(b) ?? 0) - (endOfApproval(a) ?? 0))[0]
}
