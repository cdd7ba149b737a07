/** What a line is about, short enough for a table: `0x1234…abcd`, `a1b2c3d4…`. */
export function shortSubject(subject: string): string {
  if (/^0x[0-9a-f]{40}$/i.test(subject)) return `${subject.slice(0, 6)}…${subject.slice(-4)}`
  return subject.length > 12 ? `${subject.slice(0, 8)}…` : subject
}
