// What the operator has decided for all accounts. Until anything is changed, everybody is helped with every kind of guardian.
import { eq } from 'drizzle-orm'
import { leastDelays, type SettingsJson } from 'sparekey/admin-schema'
import type { GuardianLabel } from 'sparekey/schema'
import type { Database } from './db.ts'
import { Refusal } from './errors.ts'
import { settings } from './tables/settings.ts'

const untouched: SettingsJson = {
  version: 0,
  recovery: {
    mode: 'all',
    kinds: ['oidc', 'passphrase', 'wallet', 'email', 'passkey'],
    minimumDelay: leastDelays,
  },
}

/** The one row of its table. */
export const ONLY = 1

/** What holds now. */
export async function settingsOf(db: Database): Promise<SettingsJson> {
  const [row] = await db.select().from(settings).where(eq(settings.id, ONLY))
  return row ? { version: row.version, recovery: row.recovery } : untouched
}

/** @throws Refusal (kind_off) unless guardians of this kind can be added */
export async function requireKind(db: Database, kind: GuardianLabel['kind']): Promise<void> {
  const { recovery } = await settingsOf(db)
  if (!recovery.kinds.includes(kind)) throw new Refusal('kind_off', { internal: kind })
}
