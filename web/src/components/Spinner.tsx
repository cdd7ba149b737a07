/** Something is being done. Without a label it is decoration: what stands beside it says what. */
export function Spinner({ label }: { readonly label?: string }) {
  const wheel = (
    <svg viewBox="0 0 20 20" className="sk-spin size-2.5 shrink-0" aria-hidden="true">
      <circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" strokeWidth="2.5" opacity="0.25" />
      <path
        d="M10 2a8 8 0 0 1 8 8"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.5"
        strokeLinecap="round"
      />
    </svg>
  )
  if (!label) return wheel
  return (
    <p role="status" className="flex items-center gap-1 text-muted">
      {wheel}
      {label}
    </p>
  )
}
