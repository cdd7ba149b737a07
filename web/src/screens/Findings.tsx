import type { Finding } from 'sparekey'
import { Notice } from '../components/Notice.tsx'

/** What is dangerous, weak or surprising about a choice; remarks are left out where the picture says the same. */
export function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  const shown = findings.filter(({ severity }) => severity !== 'note')
  if (shown.length === 0) return null
  return (
    <ul aria-label="Worth knowing" className="flex flex-col gap-1">
      {shown.map((finding) => (
        <li key={`${finding.code} ${finding.guardians.join(' ')}`}>
          <Notice tone={finding.severity === 'refuse' ? 'danger' : 'warning'}>{sentenceOf(finding)}</Notice>
        </li>
      ))}
    </ul>
  )
}

/** Where the SDK speaks to developers, people get these words. */
function sentenceOf({ code, sentence }: Finding): string {
  if (code === 'one-guardian')
    return 'There is only one guardian. If it is lost as well, nobody can open this account. Add a second one.'
  if (code === 'never-waits') return 'A recovery never waits, so there is never time to stop it.'
  if (code === 'invalid' && /cannot be a guardian/.test(sentence))
    return 'One of these cannot be a guardian: it is this account itself, or a part of the system. Remove it.'
  return sentence
}
