import type { Usage, UsagePort } from '../../billing/index.ts'
import { civilDay, daysBetween } from '../../db/time.ts'

type Load = {
  dailyWh: number /** Another load from a civil day on. */
  since?: { day: string; dailyWh: number }
  /** The register reads otherwise from a civil day on. */
  shift?: { day: string; wh: number }
  valleyShare?: number
  missing?: boolean
  quality?: string
  fails?: boolean
}

/** Metering's answers, made of one steady load for each point; registers begin at 0 on 2024-01-01. */
export function steadyMeters(loads: Map<number, Load>): UsagePort {
  return async (_ctx, requests) => requests.map(({ pointId, from, to }) => readMeter(loads.get(pointId), from, to))
}

function readMeter(load: Load | undefined, from: Date, to: Date): Usage {
  if (load?.fails) throw new Error('the meter data are broken')
  if (!load || load.missing) return { segments: [], quality: 'missing', missing: true }
  const at = (instant: Date) => {
    const later = load.since ? Math.max(0, daysBetween(load.since.day, civilDay(instant))) : 0
    const shiftWh = load.shift && civilDay(instant) >= load.shift.day ? load.shift.wh : 0
    return (
      shiftWh +
      (daysBetween('2024-01-01', civilDay(instant)) - later) * load.dailyWh +
      later * (load.since?.dailyWh ?? 0)
    )
  }
  const use = (share: number) => {
    const [startWh, endWh] = [at(from) * share, at(to) * share]
    return { startWh, endWh, energyWh: endWh - startWh }
  }
  const byRole: Usage['segments'][number]['byRole'] = { importTotal: use(1) }
  if (load.valleyShare !== undefined) byRole.importValley = use(load.valleyShare)
  return { segments: [{ deviceId: 1, multiplier: 1, byRole }], quality: load.quality ?? 'measured', missing: false }
}
