/** One validated day of a point: energy by period, maximum demand, load factor and what its values are worth. */
import type { Demand } from './demand.ts'
import { greaterDemand, intervalDemand, slidingDemand } from './demand.ts'
import { type Period, type Span, splitByHours } from './period-hours.ts'

export type SlotQuality = 'measured' | 'interpolated' | 'estimated' | 'edited' | 'missing' | 'suspect'

export type DayRollUp = {
  importWh: number | null
  exportWh: number | null
  byPeriodWh: Partial<Record<Period, number>>
  periodSource: 'registers' | 'curve' | null
  demand: Demand | null
  loadFactor: number | null
  counts: Record<SlotQuality, number>
  /** Measured import only; `NaN` where nothing was. */
  slotsWh: Float64Array
}

export type DayFacts = {
  day: string
  /** By which the curve divides; null for a class without a timetable, and a point that belongs to no account. */
  spans: readonly Span[] | null
  startMs: number
  /** Slots after this instant have not begun. */
  nowMs: number
  /** From register to register over the day; null where an end is not known. */
  importWh: number | null
  exportWh: number | null
  periodRegistersWh: Partial<Record<Period, number>>
  /** By slot: as measured, as filled, and what the filled value is worth. */
  measuredWh: Float64Array
  filledWh: Float64Array
  qualities: readonly SlotQuality[]
  /** What the import counted at each reading of the day, finer than quarter hours where the meter is read so. */
  counted: readonly { atMs: number; wh: number }[]
}

export function rollUpDay(facts: DayFacts): DayRollUp {
  const { measuredWh, filledWh, qualities, startMs, nowMs } = facts
  const counts = countSlots(facts)
  const importWh = sumDay({ ...facts, registerWh: facts.importWh })
  const registers = Object.keys(facts.periodRegistersWh).length > 0
  const fromCurve = registers || measuredWh.every(Number.isNaN) ? null : splitByHours(filledWh, facts.spans)
  // What was estimated has no peaks of its own.
  const told = filledWh.map((wh, index) => (qualities[index] === 'estimated' ? Number.NaN : wh))
  const demand = greaterDemand(slidingDemand(facts.counted), intervalDemand(told, startMs)) ?? null
  const hours = ((Math.min(nowMs, startMs + 86_400_000) - startMs) / 86_400_000) * 24
  const isWhole = nowMs >= startMs + 86_400_000
  return {
    importWh,
    exportWh: facts.exportWh,
    byPeriodWh: registers ? facts.periodRegistersWh : (fromCurve ?? {}),
    periodSource: registers ? 'registers' : fromCurve ? 'curve' : null,
    demand,
    loadFactor: isWhole && importWh !== null && demand && demand.demandW > 0 ? importWh / hours / demand.demandW : null,
    counts,
    slotsWh: measuredWh,
  }
}

type ChannelFacts = Pick<DayFacts, 'startMs' | 'nowMs' | 'measuredWh' | 'filledWh' | 'qualities'> & {
  /** From register to register over the day; null where an end is not known. */
  registerWh: number | null
}

/** A day of a channel that has no periods and no demand of its own. */
export function rollChannel(facts: ChannelFacts): { energyWh: number | null; counts: DayRollUp['counts'] } {
  return { energyWh: sumDay(facts), counts: countSlots(facts) }
}

function countSlots({ qualities, startMs, nowMs }: Pick<DayFacts, 'qualities' | 'startMs' | 'nowMs'>) {
  const counts: DayRollUp['counts'] = { measured: 0, interpolated: 0, estimated: 0, edited: 0, missing: 0, suspect: 0 }
  const stepMs = 86_400_000 / qualities.length
  for (const [index, quality] of qualities.entries()) if (startMs + index * stepMs < nowMs) counts[quality]++
  return counts
}

/** People's edits count; without both registers, the slots so far. */
function sumDay({ registerWh, measuredWh, filledWh, qualities, nowMs, startMs }: ChannelFacts): number | null {
  if (registerWh !== null) {
    let changedWh = 0
    for (const [index, quality] of qualities.entries()) {
      const measured = measuredWh[index] ?? Number.NaN
      if (quality === 'edited' && !Number.isNaN(measured)) changedWh += (filledWh[index] ?? 0) - measured
    }
    return registerWh + changedWh
  }
  const stepMs = 86_400_000 / filledWh.length
  let sum = 0
  for (const [index, wh] of filledWh.entries()) {
    if (startMs + (index + 1) * stepMs > nowMs) break
    if (Number.isNaN(wh)) return null
    sum += wh
  }
  return nowMs > startMs + stepMs ? sum : null
}
