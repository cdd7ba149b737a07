import { useSyncExternalStore } from 'react'

const narrow = () => window.matchMedia('(width < 48rem)')

/** Whether the window is as narrow as a phone's, where tables become cards. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => narrow().matches)
}

function subscribe(onChange: () => void): () => void {
  const query = narrow()
  query.addEventListener('change', onChange)
  return () => query.removeEventListener('change', onChange)
}
