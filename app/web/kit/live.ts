import { useEffect, useRef, useState } from 'react'
import type { LiveEvent } from '../../contract.ts'

type Listener = (event: LiveEvent) => void

const REOPEN_MS = 5_000
const REOPEN_AT_MOST_MS = 60_000
const listeners = new Set<Listener>()
const watchers = new Set<(connected: boolean) => void>()
let stream: EventSource | undefined
let cursor: string | undefined
let reopening: ReturnType<typeof setTimeout> | undefined
let waitMs = REOPEN_MS

/** Hears what happens while the page is open; after a cut it goes on from the last event it heard. Says whether it is connected. */
export function useLive(kinds: readonly string[], hear: Listener): boolean {
  const [connected, setConnected] = useState(stream?.readyState === EventSource.OPEN)
  const latest = useRef(hear)
  latest.current = hear
  const wanted = kinds.join(',')

  useEffect(() => {
    const heard = new Set(wanted.split(','))
    const listener: Listener = (event) => {
      if (heard.has(event.kind)) latest.current(event)
    }
    listeners.add(listener)
    watchers.add(setConnected)
    if (stream) setConnected(stream.readyState === EventSource.OPEN)
    else openStream()
    return () => {
      listeners.delete(listener)
      watchers.delete(setConnected)
      if (listeners.size === 0) closeStream()
    }
  }, [wanted])
  return connected
}

/** Calls back when one of `kinds` has happened that `concerns` what is shown, at most once in `everyMs`. */
export function useLiveReload(
  kinds: readonly string[],
  reload: () => void,
  everyMs = 3_000,
  concerns: (event: LiveEvent) => boolean = () => true,
): boolean {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return useLive(kinds, (event) => {
    if (timer.current !== undefined || !concerns(event)) return
    timer.current = setTimeout(() => {
      timer.current = undefined
      reload()
    }, everyMs)
  })
}

function openStream(): void {
  stream = new EventSource(cursor ? `/api/live?after=${encodeURIComponent(cursor)}` : '/api/live')
  stream.onopen = () => {
    waitMs = REOPEN_MS
    tell(true)
  }
  stream.onmessage = ({ data }) => {
    const event = JSON.parse(data) as LiveEvent
    cursor = event.id
    for (const listener of listeners) listener(event)
  }
  // Who is told of nothing for long goes on from here all the same.
  stream.addEventListener('beat', ({ lastEventId }) => {
    cursor = lastEventId
  })
  stream.onerror = () => {
    tell(false)
    // The browser resumes a cut by itself, but gives up for good when it is answered with an error.
    if (stream?.readyState !== EventSource.CLOSED) return
    reopening = setTimeout(openStream, waitMs)
    waitMs = Math.min(REOPEN_AT_MOST_MS, waitMs * 2)
  }
}

function closeStream(): void {
  clearTimeout(reopening)
  stream?.close()
  stream = undefined
  cursor = undefined
}

function tell(connected: boolean): void {
  for (const watcher of watchers) watcher(connected)
}
