/** From when on a part of the product wants its operator: figures of the house. */
import type { PartHealth } from '../contract.ts'

type State = PartHealth['state']

const GIB = 1024 ** 3
const DAY_MS = 86_400_000

const worse = (isBad: boolean, isWarn: boolean): State => (isBad ? 'bad' : isWarn ? 'warn' : 'good')

export const stateOfConnections = (used: number, most: number): State => worse(used >= 0.95 * most, used >= 0.8 * most)
export const stateOfReplication = (standbys: number, lagSeconds: number): State =>
  standbys === 0 ? 'none' : worse(lagSeconds > 300, lagSeconds > 30)
export const stateOfMigrations = (missing: number): State => worse(missing > 0, false)
export const stateOfJobs = (failed: number, hasRun: boolean): State => worse(false, failed > 0 || !hasRun)
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
