import { ShieldCheck } from 'lucide-react'

/** On every page of a recovery: what nobody from here will ever do. */
export function SupportLine() {
  return (
    <p className="flex gap-1 text-muted">
      <ShieldCheck aria-hidden="true" className="mt-0.5 size-2.5 shrink-0" />
      <span>Nobody from here will ever ask for your passphrase or a code – not by mail, phone or chat.</span>
    </p>
  )
}
