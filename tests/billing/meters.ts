import type { Usage, UsagePort } from '../../billing/index.ts'
import { civilDay, daysBetween } from '../../db/time.ts'

type Load = { dailyWh: number; valleyShare?: number; missing?: boolean; quality?: string; fails?: boolean }

/** Metering's answers, made of one steady load for each point; registers begin at 0 on 2024-01-01. */
export function steadyMeters(loads: Map<number, Load>): UsagePort {
  return async (_ctx, requests) => requests.map(({ pointId, from, to }) => readMeter(loads.get(pointId), from, to))
}

function readMeter(load: Load | undefined, from: Date, to: Date): Usage {
  if (load?.fails) throw new Error('the meter data are broken')
  if (!load || load.missing) return { segments: [], energyWh: {}, quality: 'missing', missing: true }
  const at = (instant: Date) => daysBetween('2024-01-01', civilDay(instant)) * load.dailyWh
  const total = { startWh: at(from), endWh: at(to) }
  const energyWh: Usage['energyWh'] = { importTotal: total.endWh - total.startWh }
  const byRole: Usage['segments'][number]['byRole'] = { importTotal: total }
  if (load.valleyShare !== undefined) {
    const valley = { startWh: total.startWh * load.valleyShare, endWh: total.endWh * load.valleyShare }
    byRole.importValley = valley
    energyWh.importValley = valley.endWh - valley.startWh
  }
  return {
    segments: [{ deviceId: 1, multiplier: 1, byRole }],
    energyWh,
    quality: load.quality ?? 'measured',
    missing: false,
  }
}
