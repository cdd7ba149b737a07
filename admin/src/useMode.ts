import { useQueryClient } from '@tanstack/react-query'
import { api } from './api.ts'
import { settingsQuery } from './queries.ts'
import type { RecoveryMode } from './screens/RecoverySwitch.tsx'
import { useConfirmed } from './useConfirmed.ts'

/** Sets for whom the server helps; everything else stays as it was read last. */
export function useMode(): (mode: RecoveryMode) => Promise<void> {
  const client = useQueryClient()
  const confirmed = useConfirmed()
  return async (mode) => {
    const { version, recovery } = await client.ensureQueryData(settingsQuery)
    try {
      const saved = await confirmed(() => api.saveSettings({ version, recovery: { ...recovery, mode } }))
      client.setQueryData(settingsQuery.queryKey, saved)
    } catch (error) {
      // Somebody else may have been faster: what is shown must be what counts.
      await client.invalidateQueries({ queryKey: settingsQuery.queryKey })
      throw error
    }
  }
}
