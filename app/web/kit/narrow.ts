import { useSyncExternalStore } from 'react'

const phone = window.matchMedia('(max-width: 640px)')

/** Whether the screen is a phone's: lists become cards there, and what is pressed is as large as a finger. */
export function useNarrow(): boolean {
  return useSyncExternalStore(watch, () => phone.matches)
}

function watch(changed: () => void): () => void {
  phone.addEventListener('change', changed)
  return () => phone.removeEventListener('change', changed)
}
