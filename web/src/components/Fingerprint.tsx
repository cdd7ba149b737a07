/** Six words that are the same on every device and in every notice, for comparing by eye or voice. */
export function Fingerprint({ words, label = 'The new passkey’s six words' }: FingerprintProps) {
  return (
    <div className="flex flex-col gap-1">
      <p className="text-muted">{label}</p>
      <ol aria-label={label} className="grid grid-cols-2 gap-1 sm:grid-cols-3">
        {words.map((word, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word can come twice; its place is what it is known by
          <li key={`${index}-${word}`} className="flex gap-1 rounded-sm bg-sunken px-1.5 py-1 font-medium">
            <span aria-hidden="true" className="text-muted">
              {index + 1}
            </span>
            {word}
          </li>
        ))}
      </ol>
    </div>
  )
}

/** @see Fingerprint */
export interface FingerprintProps {
  readonly words: readonly string[]
  readonly label?: string
}
