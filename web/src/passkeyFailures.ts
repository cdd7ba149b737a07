/** After these, the passkey may be gone, or be nowhere in reach: there must be a way on (DYN-09). */
const codes = new Set(['passkey_not_allowed', 'passkey_timeout', 'passkey_ended', 'passkey_unknown'])

/** Whether no passkey answered where one was asked for. */
export function isPasskeyMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.has(String(error.code))
}
