import { Link } from '@tanstack/react-router'

/** The name of the app, which leads to its beginning. */
export function Wordmark() {
  return (
    <Link to="/" className="inline-flex min-h-5 items-center gap-1 rounded-sm font-bold">
      <svg viewBox="0 0 32 32" className="size-3.5 text-accent" aria-hidden="true">
        <rect width="32" height="32" rx="9" fill="currentColor" />
        <g fill="none" stroke="var(--sk-on-accent)" strokeWidth="3" strokeLinecap="round">
          <circle cx="12" cy="16" r="5" />
          <path d="M17 16h9M22 16v4M26 16v3" />
        </g>
      </svg>
      Sparekey
    </Link>
  )
}
