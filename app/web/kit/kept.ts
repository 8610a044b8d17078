import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError } from './api.ts'

const RETRY_MS = 15_000

/** What a device keeps of somebody's work on site. Made once for each user: another one begins anew. */
export type Device<Held> = {
  read: () => Promise<Held>
  /** Sends what waits; throws where there is no way to the server. */
  send: () => Promise<void>
  download: () => Promise<void>
  hasWaiting: () => Promise<boolean>
  onChanged: (listener: () => void) => () => void
}

/** What this device holds, kept up with the server whenever there is a way to it. `takesAlong`: also by itself, not only when asked. */
export function useKept<Held>(device: Device<Held>, takesAlong: boolean) {
  const [held, setHeld] = useState<Held>()
  const [offline, setOffline] = useState(!navigator.onLine)
  const [broken, setBroken] = useState(false)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<ApiError>()
  const show = useCallback(() => device.read().then(setHeld, () => setBroken(true)), [device])
  const turn = useRef<Promise<void>>(Promise.resolve())
  const sync = useCallback(
    (downloads: boolean) => {
      // One after the other: what was fetched before something was sent knows nothing of it.
      turn.current = turn.current.then(async () => {
        setBusy(downloads)
        try {
          await device.send()
          if (downloads) await device.download()
          setOffline(false)
          setTrouble(undefined)
        } catch (fault) {
          const answered = fault instanceof ApiError && fault.status > 0
          const isStorage = !(fault instanceof ApiError)
          setOffline(!answered && !isStorage)
          setTrouble(answered ? fault : undefined)
          if (isStorage) setBroken(true)
        }
        setBusy(false)
        await show()
      })
      return turn.current
    },
    [device, show],
  )
  const send = useCallback(() => sync(false), [sync])
  const download = useCallback(() => sync(true), [sync])
  useEffect(() => {
    const stop = device.onChanged(show)
    const lost = () => setOffline(true)
    const back = () => void sync(takesAlong)
    void show().then(back)
    const sendWaiting = async () => {
      if (await device.hasWaiting()) await send()
    }
    const timer = setInterval(() => void sendWaiting().catch(() => {}), RETRY_MS)
    window.addEventListener('online', back)
    window.addEventListener('offline', lost)
    return () => {
      stop()
      clearInterval(timer)
      window.removeEventListener('online', back)
      window.removeEventListener('offline', lost)
    }
  }, [device, show, sync, send, takesAlong])
  return { held, offline, broken, busy, trouble, send, download }
}

/** Whether the page would open here without a network; a page without TLS has no worker for it. */
export function useOfflineReady(): 'none' | 'preparing' | 'ready' {
  const [state, setState] = useState<'none' | 'preparing' | 'ready'>(
    'serviceWorker' in navigator ? 'preparing' : 'none',
  )
  useEffect(() => {
    if (!('serviceWorker' in navigator)) return
    navigator.serviceWorker.register('/field-worker.js', { scope: '/field' }).then(
      () => navigator.serviceWorker.ready.then(() => setState('ready')),
      () => setState('none'),
    )
    // Else a browser that is short of room removes what it holds first.
    void navigator.storage?.persist?.().catch(() => false)
  }, [])
  return state
}
