import { addDays } from '../../db/time.ts'
import type { RegisterRole } from '../contract.ts'
import { layCurve, slotEnergies } from '../rules/curve.ts'
import { INTERVAL_MS } from '../rules/intervals.ts'
import { maximumPowerW } from '../rules/registers.ts'
import { checkSeries } from '../rules/vee/check.ts'
import { SHANGHAI_ZONE_MS } from '../rules/vee/day-type.ts'
import { powerRatio } from '../rules/vee/multiplier.ts'
import { tellBreak } from '../rules/vee/register-marks.ts'
import { DAY_MS, type Finding, type PointFacts, type Series } from '../rules/vee/series.ts'
import type { SavedChannelDay } from '../sql/channel-days.ts'
import type { DayValue, RejectedRegister } from '../sql/day-values.ts'
import type { PointFinding } from '../sql/findings.ts'
import { type History, slotsKey } from './fill-days.ts'
import { type LoadedDay, SLOTS } from './load-days.ts'
import type { Shared } from './validate-day.ts'

type DayFacts = {
  nowMs: number
  history: History
  /** Power over register of the day before. */
  ratioBefore: number | undefined
  shared: Shared
  isActive: boolean
  values: readonly DayValue[]
  rejected: readonly RejectedRegister[]
  /** Export and reactive energy of the day, of meters that count it. */
  siblings: readonly SavedChannelDay[]
}

const HISTORY_DAYS = 28
const CURVE_DAYS = 3

/** What the rules say of a day; of one that is over with the weeks before it. */
export function checkDay(loaded: LoadedDay, known: DayFacts): { findings: PointFinding[]; powerRatio: number | null } {
  const { pointId, day, startMs, endMs } = loaded
  const settings = known.shared.settingsOf(day)
  const isOver = known.nowMs >= endMs
  const series = toSeries(loaded, known, isOver ? HISTORY_DAYS : 0)
  const isCurve = series.energyWh.subarray(-SLOTS * (CURVE_DAYS + 1)).some((wh) => !Number.isNaN(wh))
  const facts = toFacts(loaded, known)
  const found = isCurve ? checkSeries(series, facts, settings) : []
  const registers = [...loaded.breaks.filter(({ after }) => after.atMs > startMs && after.atMs <= endMs)].flatMap(
    (each) => tellBreak(each.role, each, settings, facts.maximumW),
  )
  const all = [...found, ...registers, ...tellGlitches(known.rejected, settings.get('register-glitch')?.severity)]
  const limits = settings.get('multiplier')?.limits
  return {
    findings: all
      .filter(({ fromMs, toMs }) => toMs > startMs && fromMs < endMs)
      .map((finding) => ({ ...finding, pointId, day })),
    powerRatio: isOver && limits ? powerRatio(series, facts, limits) : null,
  }
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
  /** Together; only slots of the day, since usual use of them is not judged. */
  const siblingWh = (names: readonly string[]) => {
    const own = known.siblings.filter((each) => names.includes(each.channel))
    if (own.length === 0) return undefined
    const values = new Float64Array(length).fill(Number.NaN)
    for (let slot = 0; slot < SLOTS && offset + slot < length; slot++) {
      values[offset + slot] = own.reduce((sum, { slotsWh }) => sum + (slotsWh[slot] ?? Number.NaN), 0)
    }
    return values
  }
  const countsReactive = known.siblings.some(({ channel: name }) => name !== 'export')
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
    exportWh: siblingWh(['export']),
    reactiveVarh: siblingWh(['q1', 'q2', 'q3', 'q4']),
    reactiveVar:
      countsReactive && has(({ reactiveVar }) => reactiveVar)
        ? channel(({ reactiveVar }) => reactiveVar, multiplier)
        : undefined,
    ratioBefore: known.ratioBefore,
    periodWh: historyDays > 0 ? periodsOf(loaded, offset) : undefined,
    powerW: has(({ powerW }) => powerW) ? channel(({ powerW }) => powerW, multiplier) : undefined,
    phasePowerW: split.map((phase) => channel(({ phasePowerW }) => phasePowerW[phase], multiplier)),
    powerFactor: has(({ powerFactor }) => powerFactor) ? channel(({ powerFactor }) => powerFactor) : undefined,
    // Secondary volts times secondary amperes, brought to the primary side through the current.
    uV: phases.map((phase) => channel(({ uV }) => uV[phase])),
    iA: phases.map((phase) => channel(({ iA }) => iA[phase], multiplier)),
  }
}

const periodRoles: RegisterRole[] = ['importSharp', 'importPeak', 'importFlat', 'importValley', 'importDeepValley']

/** Energy of the day's quarter hours by registers of periods, where the meter has them. */
function periodsOf({ installations, segmentsOf, startMs }: LoadedDay, offset: number): Float64Array[] | undefined {
  const roles = periodRoles.filter((role) => installations.every(({ registers }) => registers[role]))
  if (roles.length < 2) return undefined
  return roles.map((role) => {
    const energyWh = new Float64Array(offset + SLOTS).fill(Number.NaN)
    energyWh.set(slotEnergies(layCurve(segmentsOf(role), { startMs, stepMs: INTERVAL_MS, count: SLOTS })), offset)
    return energyWh
  })
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
    multiplier,
    isActive: known.isActive,
    dayTypeOf: known.shared.dayTypeOf,
    zoneMs: SHANGHAI_ZONE_MS,
  }
}
