import { addDays } from '../../db/time.ts'
import { slotEnergies } from '../rules/curve.ts'
import { INTERVAL_MS } from '../rules/intervals.ts'
import { maximumPowerW } from '../rules/registers.ts'
import { checkSeries } from '../rules/vee/check.ts'
import { SHANGHAI_ZONE_MS } from '../rules/vee/day-type.ts'
import { tellBreak } from '../rules/vee/register-marks.ts'
import { DAY_MS, type Finding, type PointFacts, type Series } from '../rules/vee/series.ts'
import type { DayValue, RejectedRegister } from '../sql/day-values.ts'
import type { PointFinding } from '../sql/findings.ts'
import { type History, slotsKey } from './fill-days.ts'
import { type LoadedDay, SLOTS } from './load-days.ts'
import type { Shared } from './validate.ts'

type DayFacts = {
  nowMs: number
  history: History
  shared: Shared
  isActive: boolean
  values: readonly DayValue[]
  rejected: readonly RejectedRegister[]
}

const HISTORY_DAYS = 28
const CURVE_DAYS = 3

/** What the rules say of a day; of one that is over with the weeks before it. */
export function checkDay(loaded: LoadedDay, known: DayFacts): PointFinding[] {
  const { pointId, day, startMs, endMs } = loaded
  const settings = known.shared.settingsOf(day)
  const isOver = known.nowMs >= endMs
  const series = toSeries(loaded, known, isOver ? HISTORY_DAYS : 0)
  const isCurve = series.energyWh.subarray(-SLOTS * (CURVE_DAYS + 1)).some((wh) => !Number.isNaN(wh))
  const found = isCurve ? checkSeries(series, toFacts(loaded, known), settings) : []
  const registers = [...loaded.breaks.filter(({ after }) => after.atMs > startMs && after.atMs <= endMs)].flatMap(
    (each) => tellBreak(each.role, each, settings),
  )
  return [...found, ...registers, ...tellGlitches(known.rejected, settings.get('register-glitch')?.severity)]
    .filter(({ fromMs, toMs }) => toMs > startMs && fromMs < endMs)
    .map((finding) => ({ ...finding, pointId, day }))
}

function tellGlitches(rejected: readonly RejectedRegister[], severity: Finding['severity'] | undefined): Finding[] {
  if (!severity) return []
  return [...Map.groupBy(rejected, ({ role }) => role)].flatMap(([role, list]) => {
    const [first, final] = [list[0], list.at(-1)]
    if (!first || !final) return []
    const span = { fromMs: first.atMs, toMs: final.atMs + 1, count: list.length }
    return [
      {
        rule: 'register-glitch' as const,
        severity,
        channel: role,
        ...span,
        value: first.wh,
        expected: null,
        unit: 'Wh',
      },
    ]
  })
}

function toSeries(loaded: LoadedDay, known: DayFacts, historyDays: number): Series {
  const { pointId, day, startMs, curve, first } = loaded
  const offset = historyDays * SLOTS
  const energyWh = new Float64Array(offset + SLOTS).fill(Number.NaN)
  for (let back = 1; back <= historyDays; back++) {
    const slots = known.history.get(slotsKey(pointId, addDays(day, -back)))
    if (slots) energyWh.set(slots, offset - back * SLOTS)
  }
  const ofDay = slotEnergies(curve).slice(first, first + SLOTS)
  energyWh.set(ofDay, offset)
  // Before a meter was put in, and after it was taken off, nothing is missing.
  for (let slot = 0; slot < SLOTS; slot++) if (!isMetered(loaded, slot)) energyWh[offset + slot] = 0
  const length = historyDays > 0 ? offset + SLOTS : lastKnown(ofDay) + 1
  const channel = (pick: (value: DayValue) => number | null | undefined, scale = 1) => {
    const values = new Float64Array(length).fill(Number.NaN)
    for (const value of known.values) {
      const index = offset + Math.round((value.atMs - startMs) / INTERVAL_MS)
      const told = pick(value)
      if (index < length && typeof told === 'number') values[index] = told * scale
    }
    return values
  }
  const multiplier = multiplierOf(loaded)
  const phases = [0, 1, 2].filter((phase) => known.values.some(({ uV }) => typeof uV[phase] === 'number'))
  const split = [0, 1, 2].filter((phase) =>
    known.values.some(({ phasePowerW }) => typeof phasePowerW[phase] === 'number'),
  )
  const has = (pick: (value: DayValue) => unknown) => known.values.some((value) => typeof pick(value) === 'number')
  return {
    startMs: startMs - historyDays * DAY_MS,
    stepMs: INTERVAL_MS,
    count: length,
    energyWh: energyWh.subarray(0, length),
    powerW: has(({ powerW }) => powerW) ? channel(({ powerW }) => powerW, multiplier) : undefined,
    phasePowerW: split.map((phase) => channel(({ phasePowerW }) => phasePowerW[phase], multiplier)),
    powerFactor: has(({ powerFactor }) => powerFactor) ? channel(({ powerFactor }) => powerFactor) : undefined,
    // Secondary volts times secondary amperes, brought to the primary side through the current.
    uV: phases.map((phase) => channel(({ uV }) => uV[phase])),
    iA: phases.map((phase) => channel(({ iA }) => iA[phase], multiplier)),
  }
}

function isMetered({ installations, startMs }: LoadedDay, slot: number): boolean {
  const fromMs = startMs + slot * INTERVAL_MS
  return installations.some(
    ({ installedAt, removedAt }) =>
      installedAt.getTime() < fromMs + INTERVAL_MS && (!removedAt || removedAt.getTime() > fromMs),
  )
}

function lastKnown(energyWh: Float64Array): number {
  return energyWh.findLastIndex((wh) => !Number.isNaN(wh))
}

function multiplierOf({ installations }: LoadedDay): number {
  const installed = installations.at(-1)
  return installed ? installed.ct * installed.pt : 1
}

function toFacts(loaded: LoadedDay, known: DayFacts): PointFacts {
  const installed = loaded.installations.at(-1)
  const multiplier = multiplierOf(loaded)
  return {
    maximumW: installed ? maximumPowerW(installed) * multiplier : Number.POSITIVE_INFINITY,
    maximumA: (installed?.maximumCurrentA ?? Number.POSITIVE_INFINITY) * multiplier,
    // Behind a voltage transformer the nominal is another; no limit is known for it.
    nominalV: installed && installed.pt !== 1 ? Number.NaN : 220,
    isActive: known.isActive,
    dayTypeOf: known.shared.dayTypeOf,
    zoneMs: SHANGHAI_ZONE_MS,
  }
}
