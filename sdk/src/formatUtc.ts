/** A Unix time in seconds as `2026-11-23 14:05 UTC`, for sentences that no page has turned into local time. */
export function formatUtc(seconds: bigint | number): string {
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
