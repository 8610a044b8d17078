import { useMemo, useRef } from 'react'
import { type Device, useKept } from '../../../app/web/kit/kept.ts'
import { useUser } from '../../../app/web/kit/session.tsx'
import type { CrewWork } from '../../crew/contract.ts'
import {
  type Draft,
  downloadCrewWork,
  findCrewWork,
  listDrafts,
  listWritten,
  onCrewChanged,
  sendSteps,
  type Written,
} from './outbox.ts'

type Held = { work: CrewWork | undefined; written: Written[]; drafts: Map<number, Draft> }

/** The orders on this device, and the steps that were written of them. */
export function useCrew(takesAlong: boolean) {
  const who = useUser()
  const { username } = who
  const latestWho = useRef(who)
  latestWho.current = who
  const device = useMemo<Device<Held>>(
    () => ({
      read: async () => {
        const [work, written, drafts] = await Promise.all([
          findCrewWork(username),
          listWritten(username),
          listDrafts(username),
        ])
        return { work, written, drafts }
      },
      send: async () => {
        if (await sendSteps(username)) await downloadCrewWork(latestWho.current)
      },
      download: () => downloadCrewWork(latestWho.current),
      hasWaiting: async () => (await listWritten(username)).some(({ state }) => state === 'waiting'),
      onChanged: onCrewChanged,
    }),
    [username],
  )
  return useKept(device, takesAlong)
}

const LOCATE_MS = 8_000

/** Where this device is; undefined where it does not know, or its holder does not want it told. */
export function findPlace(): Promise<{ latitude: number; longitude: number; accuracyM: number } | undefined> {
  return new Promise((resolve) => {
    if (!('geolocation' in navigator)) return resolve(undefined)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          latitude: Number(coords.latitude.toFixed(6)),
          longitude: Number(coords.longitude.toFixed(6)),
          accuracyM: Math.min(1_000_000, Math.round(coords.accuracy)),
        }),
      () => resolve(undefined),
      { enableHighAccuracy: true, timeout: LOCATE_MS, maximumAge: 60_000 },
    )
  })
}
