import { useMemo, useRef } from 'react'
import { type Device, useKept } from '../../../app/web/kit/kept.ts'
import { useUser } from '../../../app/web/kit/session.tsx'
import type { FieldWork } from '../../field/contract.ts'
import { downloadWork, findWork, listEntries, onSiteChanged, type SiteEntry, sendWaiting } from './outbox.ts'

type Held = { work: FieldWork | undefined; entries: SiteEntry[] }

/** The tasks on this device, and what was written for them. */
export function useSite(takesAlong: boolean) {
  const who = useUser()
  const { username } = who
  const latestWho = useRef(who)
  latestWho.current = who
  const device = useMemo<Device<Held>>(
    () => ({
      read: async () => ({ work: await findWork(username), entries: await listEntries(username) }),
      send: () => sendWaiting(username),
      download: () => downloadWork(latestWho.current),
      hasWaiting: async () => (await listEntries(username)).some(({ state }) => state === 'waiting'),
      onChanged: onSiteChanged,
    }),
    [username],
  )
  const { held, ...rest } = useKept(device, takesAlong)
  return { work: held?.work, entries: held?.entries, ...rest }
}
