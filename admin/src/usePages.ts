import { keepPreviousData, type QueryKey, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Read } from './components/Loaded.tsx'
import type { PagerProps } from './components/Pager.tsx'
import { readOf } from './readOf.ts'

interface Page {
  readonly next: string | null
}

/** @see usePages */
export interface PagesOptions<T extends Page> {
  /** Of the list with its filters; another key begins at the first page. */
  readonly queryKey: QueryKey
  readonly read: (cursor: string | undefined) => Promise<T>
  readonly refetchInterval?: () => number | false
}

/** Walks through a list that is read page by page. The way back is the cursors that led here. */
export function usePages<T extends Page>(options: PagesOptions<T>): { page: Read<T>; pager: PagerProps } {
  const { queryKey, read, refetchInterval } = options
  const list = JSON.stringify(queryKey)
  const [walked, setWalked] = useState<Walked>({ list, cursors: [] })
  const cursors = walked.list === list ? walked.cursors : []
  const cursor = cursors.at(-1)
  const result = useQuery({
    queryKey: [...queryKey, cursor ?? ''],
    queryFn: () => read(cursor),
    placeholderData: keepPreviousData,
    ...(refetchInterval && { refetchInterval }),
  })
  const next = result.isPlaceholderData ? null : (result.data?.next ?? null)
  return {
    page: readOf(result),
    pager: {
      number: cursors.length + 1,
      onPrevious: cursors.length ? () => setWalked({ list, cursors: cursors.slice(0, -1) }) : undefined,
      onNext: next === null ? undefined : () => setWalked({ list, cursors: [...cursors, next] }),
      isBusy: result.isPlaceholderData,
    },
  }
}

interface Walked {
  readonly list: string
  readonly cursors: readonly string[]
}
