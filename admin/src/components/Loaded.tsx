import type { ReactNode } from 'react'
import { ErrorNotice } from '../../../web/src/components/ErrorNotice.tsx'
import { Skeleton } from '../../../web/src/components/Skeleton.tsx'

/** Something that is read from the server: there, still on its way, or failed. */
export interface Read<T> {
  readonly data: T | undefined
  readonly error: unknown
  readonly retry: () => void
}

/** @see Loaded */
export interface LoadedProps<T> {
  readonly read: Read<T>
  /** What is being done meanwhile: "Reading the queue…". */
  readonly label: string
  readonly lines?: number
  readonly children: (data: T) => ReactNode
}

/** Shows what was read, and before and instead of it what there is to say. What is there stays when reading again fails. */
export function Loaded<T>({ read, label, lines = 4, children }: LoadedProps<T>) {
  const { data, error, retry } = read
  if (data === undefined && !error) return <Skeleton lines={lines} label={label} />
  return (
    <>
      <ErrorNotice error={error} onRetry={retry} />
      {data !== undefined && children(data)}
    </>
  )
}
