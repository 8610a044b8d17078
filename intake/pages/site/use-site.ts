import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError } from '../../../app/web/kit/api.ts'
import { useUser } from '../../../app/web/kit/session.tsx'
import type { FieldWork } from '../../field/contract.ts'
import { downloadWork, findWork, listEntries, onSiteChanged, type SiteEntry, sendWaiting } from './outbox.ts'

const RETRY_MS = 15_000

/** What this device holds, kept up with the server whenever there is a way to it. */
export function useSite(takesAlong: boolean) {
  const who = useUser()
  const { username } = who
  const [work, setWork] = useState<FieldWork>()
  const [entries, setEntries] = useState<SiteEntry[]>()
  const [offline, setOffline] = useState(!navigator.onLine)
  const [broken, setBroken] = useState(false)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<ApiError>()
  const show = useCallback(
    () =>
      Promise.all([findWork(username), listEntries(username)]).then(
        ([kept, written]) => {
          setWork(kept)
          setEntries(written)
        },
        () => setBroken(true),
      ),
    [username],
  )
  const latestWho = useRef(who)
  latestWho.current = who
  const turn = useRef<Promise<void>>(Promise.resolve())
  const sync = useCallback(
    (downloads: boolean) => {
      // One after the other: what was fetched before something was sent knows nothing of it.
      turn.current = turn.current.then(async () => {
        setBusy(downloads)
        try {
          await sendWaiting(username)
          if (downloads) await downloadWork(latestWho.current)
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
    [username, show],
  )
  const send = useCallback(() => sync(false), [sync])
  const download = useCallback(() => sync(true), [sync])
  useEffect(() => {
    const stop = onSiteChanged(show)
    const lost = () => setOffline(true)
    const back = () => void sync(takesAlong)
    void show().then(back)
    const timer = setInterval(() => void sendIfWaiting(username, send), RETRY_MS)
    window.addEventListener('online', back)
    window.addEventListener('offline', lost)
    return () => {
      stop()
      clearInterval(timer)
      window.removeEventListener('online', back)
      window.removeEventListener('offline', lost)
    }
  }, [show, sync, send, takesAlong, username])
  return { work, entries, offline, broken, busy, trouble, send, download }
}

async function sendIfWaiting(user: string, send: () => Promise<void>): Promise<void> {
  const entries = await listEntries(user).catch(() => [])
  if (entries.some(({ state }) => state === 'waiting')) await send()
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
