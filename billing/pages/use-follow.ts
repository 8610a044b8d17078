import { useEffect, useRef } from 'react'

const EVERY_MS = 1_500

/** Asks again while something goes on; events tell of bills, not of a run that is still on its way. */
export function useFollow(isGoing: boolean, ask: () => void): void {
  const latest = useRef(ask)
  latest.current = ask
  useEffect(() => {
    if (!isGoing) return
    const timer = setInterval(() => latest.current(), EVERY_MS)
    return () => clearInterval(timer)
  }, [isGoing])
}
