import { useQuery, useQueryClient } from '@tanstack/react-query'
import { SparekeyError } from 'sparekey'
import type { ApprovalJson, GatheredRequest } from 'sparekey/schema'
import { api } from '../api.ts'
import { ApiUnavailableError, isTransient } from '../apiErrors.ts'
import { configQuery } from '../config.ts'
import { readDraft } from '../drafts.ts'
import { hashOf, requestOnChainQuery } from './onChain.ts'
import { copyOf, keepCopy, type RequestCopy } from './recoveryDraft.ts'

/** The server named another request than the one that this link is about. */
class WrongRequestError extends SparekeyError {
  override readonly name = 'WrongRequestError'
  override readonly code = 'request_wrong'

  constructor() {
    super('Our server answered with another recovery than the one of this link.', {
      details: 'Approve nothing. Reload the page, and please tell us.',
    })
  }
}

interface Known {
  readonly gathered: GatheredRequest
  readonly isServerGone: boolean
}

/** A request: what was gathered (or the copy of this browser, if the server is silent), and what the networks say. */
export function useRequest(hash: string) {
  const client = useQueryClient()
  const config = useQuery(configQuery)
  const queryKey = ['request', hash]
  const known = useQuery({ queryKey, queryFn: () => fetchRequest(hash), refetchInterval: 4_000 })
  const gathered = known.data?.gathered
  const onChain = useQuery(requestOnChainQuery(gathered, config.data))
  const set = (next: GatheredRequest) => {
    keepCopy(next)
    client.setQueryData<Known>(queryKey, { gathered: next, isServerGone: false })
    void onChain.refetch()
  }
  return {
    config: config.data,
    gathered,
    isServerGone: known.data?.isServerGone ?? false,
    networks: onChain.data ?? [],
    isLoading: known.isPending || config.isPending || (Boolean(gathered) && onChain.isPending),
    error: known.error ?? config.error ?? onChain.error,
    set,
    refetch: () => Promise.all([known.refetch(), config.refetch(), onChain.refetch()]),
  }
}

async function fetchRequest(hash: string): Promise<Known> {
  try {
    const gathered = await api.request(hash)
    const isSame = hashOf(gathered.request) === hash && gathered.account.address === gathered.request.account
    if (!isSame) throw new WrongRequestError()
    // Only whoever takes part keeps a copy; a page that merely looked leaves nothing behind.
    const copy = readDraft(copyOf(hash))
    if (!copy) return { gathered, isServerGone: false }
    const latest = await catchUp(gathered, copy)
    keepCopy(latest)
    return { gathered: latest, isServerGone: false }
  } catch (error) {
    const copy = isTransient(error) ? readDraft(copyOf(hash)) : undefined
    if (!copy) throw error
    return { gathered: copy.gathered, isServerGone: true }
  }
}

/** The server was away: what was signed here meanwhile is handed in now. A refusal leaves the server's word as it is. */
async function catchUp(gathered: GatheredRequest, copy: RequestCopy): Promise<GatheredRequest> {
  const known = new Set(gathered.approvals.map(({ signer }) => signer))
  const missing = copy.gathered.approvals.filter(({ signer }) => !known.has(signer))
  const { acceptance } = copy
  const latest = missing.length ? await handIn(gathered, missing).catch(() => gathered) : gathered
  if (!acceptance || latest.isAccepted) return latest
  return api.accept(gathered.hash, acceptance).catch(() => latest)
}

/** Hands approvals in; if the server is silent they stay in this browser, which can go on without it. */
export async function handIn(
  gathered: GatheredRequest,
  approvals: readonly ApprovalJson[],
): Promise<GatheredRequest> {
  let latest = gathered
  for (const approval of approvals) {
    try {
      latest = await api.approve(gathered.hash, approval)
    } catch (error) {
      if (!(error instanceof ApiUnavailableError)) throw error
      latest = { ...latest, approvals: [...latest.approvals, approval] }
    }
  }
  return latest
}
