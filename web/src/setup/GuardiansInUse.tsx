import { useQueries, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Config, SessionJson } from 'sparekey/schema'
import type { Hex } from 'viem'
import type { AccountNetworks } from '../accountNetworks.ts'
import { clientsOf } from '../chains.ts'
import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { TextLink } from '../components/TextLink.tsx'
import { readDraft, saveDraft } from '../drafts.ts'
import { Guardians } from '../screens/Guardians.tsx'
import { type InUse, isSame, type SetupDraft, setupDraft, withoutGuardian } from './draft.ts'
import { healthOf } from './health.ts'
import type { MinimumDelay } from './minimumDelay.ts'
import { findingsOf, timelineRows } from './policyOf.ts'
import { SwitchOff } from './SwitchOff.tsx'
import type { SetupSearch } from './search.ts'
import { beginning, ownPasskeysQuery, useInUse } from './useSetup.ts'

/** account/guardians: who guards now, or the way to set it up. */
export function GuardiansInUse({
  session,
  config,
}: {
  readonly session: SessionJson
  readonly config: Config
}) {
  const { inUse, networks, isRead, error, retry } = useInUse(session, config)
  const back = { to: '/account', label: 'Account' } as const
  if (error)
    return (
      <Page title="Guardians" back={back} actions={<Button onClick={retry}>Try again</Button>}>
        <ErrorNotice error={error} />
      </Page>
    )
  if (!isRead || !networks)
    return (
      <Page title="Guardians" back={back}>
        <Skeleton lines={4} label="Reading who guards this account…" />
      </Page>
    )
  if (inUse) return <Current {...{ session, config, networks, inUse }} />
  return (
    <Page
      title="Nobody guards this account yet"
      lead="If you lose your passkey without a guardian, nobody can open this account, not even us."
      back={back}
      actions={
        <TextLink to="/account/setup" look="button">
          Set up recovery
        </TextLink>
      }
    />
  )
}

interface CurrentProps {
  readonly session: SessionJson
  readonly config: Config
  readonly networks: AccountNetworks
  readonly inUse: InUse
}

function Current({ session, config, networks, inUse }: CurrentProps) {
  const navigate = useNavigate()
  const [isSwitchingOff, setIsSwitchingOff] = useState(false)
  const passkeys = useQuery(ownPasskeysQuery)
  const health = useHealth(inUse, networks)
  const own = [session.publicKey, ...(passkeys.data ?? []).map(({ publicKey }) => publicKey)]
  const { policy, guardians, account } = inUse
  const minimum = config.recovery.minimumDelay
  const nameOf = (signer: string) =>
    guardians.find((one) => isSame(one.signer, signer))?.label ?? 'A guardian'
  const change = (search: SetupSearch, edit: (draft: SetupDraft) => SetupDraft = (draft) => draft) => {
    saveDraft(setupDraft, edit(unfinished(inUse, minimum) ?? beginning(account, inUse, minimum)))
    void navigate({ to: '/account/setup', search })
  }
  const isEverywhere = networks.networks.every(({ status }) => status === 'ready')
  return (
    <>
      <Guardians
        guardians={guardians}
        health={health}
        rows={timelineRows(policy, nameOf)}
        windowHours={policy.windowHours}
        findings={findingsOf(policy, guardians, { ...config, ownPasskeys: own, account })}
        notice={!isEverywhere && <ElsewhereNotice />}
        onChange={() => change({ step: 'guardians' })}
        onChangeWay={() => change({ step: 'way' })}
        onReplace={(signer) => change({ step: 'guardians' }, without(signer))}
        onRemove={(signer) => change({ step: 'way' }, without(signer))}
        onSwitchOff={() => setIsSwitchingOff(true)}
      />
      {isSwitchingOff && (
        <SwitchOff {...{ session, config, networks }} onClose={() => setIsSwitchingOff(false)} />
      )}
    </>
  )
}

function ElsewhereNotice() {
  return (
    <Notice
      tone="warning"
      title="Not on all networks"
      actions={<TextLink to="/account/networks">Look at networks</TextLink>}
    >
      These guardians do not guard this account on every network yet, or one did not answer.
    </Notice>
  )
}

const without = (signer: Hex) => (draft: SetupDraft) => withoutGuardian(draft, signer)

/** A change of just these guardians that was begun and not confirmed. */
function unfinished(inUse: InUse, minimum: MinimumDelay): SetupDraft | undefined {
  const draft = readDraft(setupDraft)
  const fresh = beginning(inUse.account, inUse, minimum)
  const isOfThese = draft?.account === fresh.account && draft.base === fresh.base && !draft.sent
  return isOfThese ? draft : undefined
}

function useHealth({ guardians }: InUse, networks: AccountNetworks) {
  const clients = clientsOf(networks.networks.map(({ network }) => network))
  const found = useQueries({
    queries: guardians.map((guardian) => ({
      queryKey: ['guardian-health', guardian.signer, guardian.kind, guardian.isKindKnown],
      queryFn: () => healthOf(guardian, clients),
      staleTime: 60_000,
    })),
  })
  return Object.fromEntries(
    guardians.flatMap(({ signer }, index) => {
      const health = found[index]?.data
      return health ? [[signer, health] as const] : []
    }),
  )
}
