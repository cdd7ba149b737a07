import { useQuery } from '@tanstack/react-query'
import type { RecoverySettings } from 'sparekey/admin-schema'
import { api } from '../api.ts'
import { settingsQuery } from '../queries.ts'
import { readOf } from '../readOf.ts'
import { SignedIn } from '../SignedIn.tsx'
import { Settings } from '../screens/Settings.tsx'
import { useAct } from '../useAct.ts'
import { useMode } from '../useMode.ts'

/** What holds for all customers. */
export default function SettingsRoute() {
  return <SignedIn title="Settings">{() => <Content />}</SignedIn>
}

function Content() {
  const settings = useQuery(settingsQuery)
  const setMode = useMode()
  const save = useAct(
    (recovery: RecoverySettings) => api.saveSettings({ version: settings.data?.version ?? 0, recovery }),
    [settingsQuery.queryKey],
  )
  return (
    <Settings
      settings={readOf(settings)}
      onMode={setMode}
      onSave={(recovery) => save.mutate(recovery)}
      isBusy={save.isPending}
      isSaved={save.isSuccess}
      error={save.error}
    />
  )
}
