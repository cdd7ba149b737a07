/** Where something will stand that is still being read. */
export function Skeleton({ lines = 2, label }: { readonly lines?: number; readonly label: string }) {
  return (
    <div role="status" className="sk-pulse flex flex-col gap-1 py-0.5">
      <span className="sr-only">{label}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span
          // Lines have no identity but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: they never move
          key={line}
          className={`${line % 2 ? 'w-1/2' : 'w-full'} h-2.5 rounded-sm bg-sunken`}
        />
      ))}
    </div>
  )
}
