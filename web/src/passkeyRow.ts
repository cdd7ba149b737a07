import type { PasskeyJson } from 'sparekey/schema'
import { now } from './clock.ts'
import type { OwnedPasskey } from './passkeyList.ts'
import type { PasskeyRow } from './screens/Passkeys.tsx'

const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const day = 86_400_000

/** A passkey as its owner reads it. */
export function toPasskeyRow(passkey: OwnedPasskey, all: readonly OwnedPasskey[]): PasskeyRow {
  const { credentialId, label, isCurrent, createdAt, lastUsedAt, missingOn } = passkey
  return {
    credentialId,
    label,
    kind: kindOf(passkey),
    isCurrent,
    added: `Added on ${date.format(new Date(createdAt))}`,
    used: lastUsedAt ? usedWords(Date.parse(lastUsedAt)) : undefined,
    missingOn: missingOn.map(({ name }) => name),
    // Whoever removes the one that is in use would lock out this very page.
    canRemove: !isCurrent && all.length > 1,
  }
}

function kindOf({ transports }: Pick<PasskeyJson, 'transports'>): PasskeyRow['kind'] {
  if (transports.includes('internal')) return 'device'
  if (transports.includes('hybrid')) return 'phone'
  return transports.some((transport) => ['usb', 'nfc', 'ble'].includes(transport)) ? 'security-key' : 'device'
}

function usedWords(time: number): string {
  const days = Math.floor((now() - time) / day)
  if (days < 1) return 'Used today'
  return days === 1 ? 'Used yesterday' : `Used on ${date.format(new Date(time))}`
}
