/** From when on a part of the product wants its operator: figures of the house. */
import type { PartHealth } from '../contract.ts'

type State = PartHealth['state']

const GIB = 1024 ** 3
const DAY_MS = 86_400_000

const worse = (isBad: boolean, isWarn: boolean): State => (isBad ? 'bad' : isWarn ? 'warn' : 'good')

export const stateOfConnections = (used: number, most: number): State => worse(used >= 0.95 * most, used >= 0.8 * most)

/** As one standby tells of itself: null where it does not. `isBehind`: it has not yet played all that was written. */
export type Standby = { lagSeconds: number | null; isBehind: boolean | null }

/** Of the slowest; null where one does not tell. A standby at rest has nothing to play and tells no lag. */
export function lagOf(standbys: Standby[]): number | null {
  const lags = standbys.map(({ lagSeconds, isBehind }) => lagSeconds ?? (isBehind === false ? 0 : null))
  return lags.reduce((worst, lag) => (worst === null || lag === null ? null : Math.max(worst, lag)), 0)
}

/** `lagSeconds` null: nobody can tell. */
export function stateOfReplication(standbys: number, lagSeconds: number | null): State {
  if (standbys === 0) return 'none'
  return lagSeconds === null ? 'warn' : worse(lagSeconds > 300, lagSeconds > 30)
}

export const stateOfMigrations = (missing: number): State => worse(missing > 0, false)

/** A worker that is well looks at its clock about twice a minute; `seenAgoSeconds` null: none ever did. */
export const isWorkerGone = (seenAgoSeconds: number | null): boolean => seenAgoSeconds === null || seenAgoSeconds > 600
export const stateOfJobs = (failed: number, seenAgoSeconds: number | null): State =>
  worse(isWorkerGone(seenAgoSeconds), failed > 0)

export const stateOfEvents = (parked: number, lagSeconds: number): State =>
  worse(lagSeconds > 900, parked > 0 || lagSeconds > 60)
export const stateOfTerminals = (online: number, all: number): State =>
  all === 0 ? 'none' : worse(online === 0, online < 0.9 * all)
export const stateOfBroker = (held: number, dropped: number): State => worse(dropped > 0, held > 0)

export function stateOfDisk(freeBytes: number, allBytes: number): State {
  const share = allBytes > 0 ? freeBytes / allBytes : 0
  return worse(freeBytes < 2 * GIB || share < 0.03, freeBytes < 10 * GIB || share < 0.1)
}

export function stateOfBackup(latest: Date | null, now: Date): State {
  if (!latest) return 'warn'
  const age = now.getTime() - latest.getTime()
  return worse(age > 7 * DAY_MS, age > 1.5 * DAY_MS)
}

export const stateOfClock = (skewMs: number): State => worse(Math.abs(skewMs) > 30_000, Math.abs(skewMs) > 2_000)

export function stateOfCertificate(endsAt: Date | null, now: Date): State {
  if (!endsAt) return 'none'
  const left = endsAt.getTime() - now.getTime()
  return worse(left <= 0, left < 30 * DAY_MS)
}
