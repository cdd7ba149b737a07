import { queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { policyCommitment } from 'sparekey'
import type { Config, SessionJson } from 'sparekey/schema'
import { type AccountNetworks, accountNetworksQuery } from '../accountNetworks.ts'
import { api } from '../api.ts'
import { readDraft, useDraft } from '../drafts.ts'
import { draftOf, type InUse, NO_POLICY, nameChosen, newDraft, type SetupDraft, setupDraft } from './draft.ts'
import type { MinimumDelay } from './minimumDelay.ts'
import { wayOf } from './policyOf.ts'
import { GuardiansUnknownError } from './problems.ts'

/** The names of guardians that the server keeps for their owner. */
export const guardianLabelsQuery = queryOptions({ queryKey: ['guardians'], queryFn: api.guardians })

/** The account's own passkeys, which must not guard it. */
export const ownPasskeysQuery = queryOptions({ queryKey: ['passkeys'], queryFn: api.passkeys })

/** What is in use, read from the networks. */
export function useInUse(session: SessionJson, config: Config) {
  const networks = useQuery(accountNetworksQuery(session, config))
  const labels = useQuery(guardianLabelsQuery)
  const { data, error } = networks
  const account = session.account.address
  // Without the server guardians have no names, but they are who they are.
  const inUse = useMemo((): InUse | undefined => {
    const policy = data?.policy
    return policy && { account, policy, guardians: nameChosen(policy, labels.data ?? [], config) }
  }, [account, data, labels.data, config])
  return {
    inUse,
    networks: data,
    isRead: data !== undefined && !labels.isPending,
    error: error ?? (data && isUnknown(data) ? new GuardiansUnknownError() : undefined),
    retry: () => void Promise.all([networks.refetch(), labels.refetch()]),
  }
}

/** Nobody must choose guardians anew because a network was silent. */
function isUnknown({ networks, policy }: AccountNetworks): boolean {
  const isSilent = networks.every(({ status }) => status === 'unknown')
  return policy === undefined && (isSilent || networks.some(({ hasPolicy }) => hasPolicy))
}

/** The set-up of the account that is signed in, as far as it has come; the same in all tabs. */
export function useSetup(session: SessionJson, config: Config) {
  const read = useInUse(session, config)
  const { inUse, isRead, error } = read
  const [kept, keep] = useDraft(setupDraft)
  const account = session.account.address
  const minimum = config.recovery.minimumDelay
  const draft = kept?.account === account ? kept : undefined
  // Kept before anything is derived from its salt.
  useEffect(() => {
    if (!draft && isRead && !error) keep(beginning(account, inUse, minimum))
  }, [draft, isRead, error, account, inUse, keep, minimum])
  useEffect(() => {
    const follow = (event: StorageEvent) => {
      if (event.key?.endsWith(setupDraft.name)) keep(readDraft(setupDraft))
    }
    window.addEventListener('storage', follow)
    return () => window.removeEventListener('storage', follow)
  }, [keep])
  const current = inUse ? policyCommitment(inUse.policy) : NO_POLICY
  return {
    ...read,
    draft,
    keep,
    /** Guardians were changed elsewhere since this began. */
    isStale: draft !== undefined && isRead && !draft.sent && draft.base !== current,
    startAgain: () => keep(beginning(account, inUse, minimum)),
  }
}

/** A draft of what is in use, or an empty one. */
export function beginning(
  account: SessionJson['account']['address'],
  inUse: InUse | undefined,
  minimum: MinimumDelay,
): SetupDraft {
  return inUse ? draftOf(inUse, wayOf(inUse.policy, inUse.guardians, minimum)) : newDraft(account)
}
