/** Validates one meter's readings as a file tells them, and proposes estimates for what is missing. */
import type { Field } from '../../vee/file-columns.ts'
import { unwrapRegister } from '../intervals.ts'
import { modulusWh as digitsToWh, type RegisterBreak, type RegisterPoint } from '../registers.ts'
import { type Arranged, arrangeRegister, arrangeTold, findStepMs, layOnGrid, type Told } from './arrange.ts'
import { checkSeries } from './check.ts'
import { type Filling, fillSeries, withoutFalse } from './fill.ts'
import type { RuleSettings } from './parameters.ts'
import { type Marks, registerAtMarks, settleTold } from './register-marks.ts'
import { type Channel, type Finding, HOUR_MS, type PointFacts, type RuleId, type Series } from './series.ts'

type Settings = ReadonlyMap<RuleId, RuleSettings>
export type MeterVerdict = {
  series: Series
  findings: Finding[]
  filling: Filling
  /** By register, what it counted from its first good reading to its last, in Wh. */
  registerWh: Record<string, number>
}

const QUARTER_MS = 900_000
/** Of registers in use, before the point. */
const [FEWEST_DIGITS, MOST_DIGITS] = [4, 9]
/** More than any file of readings has; a year is mistyped, or an instant. */
const MOST_INTERVALS = 12_000_000
const GRACE_MS = 30_000
const registers = ['importWh', 'exportWh', 'sharpWh', 'peakWh', 'flatWh', 'valleyWh'] as const
const intervals = ['intervalWh', 'exportIntervalWh'] as const

/** Undefined where a meter's channels hold no energy and no power. */
export function judgeTold(
  channels: ReadonlyMap<Field, Told>,
  facts: PointFacts,
  settings: Settings,
): MeterVerdict | undefined {
  const findings: Finding[] = []
  const arranged = new Map<Field, Arranged>()
  for (const [field, told] of channels) {
    const each = registersOf(field) ? arrangeRegister(field, told, settings) : arrangeTold(field, told, settings)
    findings.push(...each.findings)
    arranged.set(field, each)
  }
  const grid = findGrid(arranged, facts.zoneMs)
  if (!grid) return undefined
  const marks = new Map<Field, Marks>()
  const registerWh: Record<string, number> = {}
  for (const field of registers) {
    const told = arranged.get(field)
    if (!told) continue
    const points = told.atMs.flatMap((atMs, index) => {
      const wh = told.values[index] ?? Number.NaN
      return Number.isNaN(wh) ? [] : [{ atMs, wh }]
    })
    const modulusWh = facts.digits === undefined ? inferModulusWh(points) : digitsToWh(facts.digits)
    const limits = { modulusWh, maximumW: Math.min(facts.maximumW, UNRATED_W) }
    const settled = settleTold(field, points, limits, settings)
    findings.push(...settled.findings)
    const history = { points: settled.points, breaks: settled.breaks, modulusWh: limits.modulusWh }
    const span = { spanMs: 2 * Math.max(grid.stepMs, QUARTER_MS) + GRACE_MS, graceMs: GRACE_MS }
    marks.set(field, registerAtMarks(history, grid, span))
    registerWh[field] = counted(history)
  }
  const laid = new Map<Field, Channel>()
  for (const [field, told] of arranged) {
    if (registersOf(field)) continue
    const on = layOnGrid(field, told, grid, settings)
    laid.set(field, on.values)
    if ((intervals as readonly string[]).includes(field)) findings.push(...on.findings)
  }
  const series = toSeries(grid, laid, marks)
  findings.push(...checkSeries(series, facts, settings))
  const importMarks = marks.get('importWh')
  const isBeside = laid.has('intervalWh') || laid.has('powerW')
  const filling = fillSeries(withoutFalse(series, findings), {
    facts,
    settings,
    totalOf: (from, to) => totalOf(importMarks, from, to),
    register: isBeside ? importMarks : undefined,
  })
  return { series, findings: findings.sort((a, b) => a.fromMs - b.fromMs), filling, registerWh }
}

/** A service of 100 A on three phases, where nobody says what the meter is. */
const UNRATED_W = 100 * 3 * 220 * 1.2

function registersOf(field: Field): boolean {
  return (registers as readonly string[]).includes(field)
}

/** Digits before the point as a register shows them that has never been above its highest value. */
function inferModulusWh(points: readonly RegisterPoint[]): number {
  const highest = points.reduce((most, { wh }) => Math.max(most, wh), 0)
  let digits = FEWEST_DIGITS
  while (digits < MOST_DIGITS && digitsToWh(digits) <= highest) digits++
  return digitsToWh(digits)
}

/** Through breaks and over the last digit. */
function counted({
  points,
  breaks,
  modulusWh,
}: {
  points: RegisterPoint[]
  breaks: RegisterBreak[]
  modulusWh: number
}) {
  const { points: whole } = unwrapRegister(points, breaks, modulusWh)
  return Math.round((whole.at(-1)?.wh ?? 0) - (whole[0]?.wh ?? 0))
}

type Grid = { startMs: number; stepMs: number; count: number }

/** Intervals keep their own grid; registers alone are laid on quarter hours, or on their own where that is coarser. */
function findGrid(arranged: ReadonlyMap<Field, Arranged>, zoneMs: number): Grid | undefined {
  const lead =
    arranged.get('intervalWh') ?? arranged.get('exportIntervalWh') ?? arranged.get('importWh') ?? arranged.get('powerW')
  const [first, final] = [lead?.atMs[0], lead?.atMs.at(-1)]
  if (!lead || first === undefined || final === undefined) return undefined
  const isRegister = lead === arranged.get('importWh')
  const own = findStepMs(lead.atMs) ?? QUARTER_MS
  const stepMs = isRegister ? Math.max(QUARTER_MS, own) : own
  // Marks of the civil day: a register read daily at its midnight is not cut at another hour.
  const startMs = Math.floor((first + zoneMs) / stepMs) * stepMs - zoneMs
  const count = Math.max(1, Math.floor((final - startMs) / stepMs) + (isRegister ? 0 : 1))
  if (count <= MOST_INTERVALS) return { startMs, stepMs, count }
  const span = [first, final].map((ms) => new Date(ms).toISOString())
  throw new RangeError(`readings from ${span[0]} to ${span[1]} every ${stepMs / 60_000} minutes: an instant is wrong`)
}

function toSeries(grid: Grid, laid: ReadonlyMap<Field, Channel>, marks: ReadonlyMap<Field, Marks>): Series {
  const fromRegister = energyOf(marks.get('importWh'), grid.count)
  const told = laid.get('intervalWh')
  const power = laid.get('powerW')
  const fromPower = power && energyOfPower(power, grid.stepMs)
  const periods = (['sharpWh', 'peakWh', 'flatWh', 'valleyWh'] as const).flatMap((field) => {
    const energy = energyOf(marks.get(field), grid.count)
    return energy ? [energy] : []
  })
  const phases = (fields: Field[]) => {
    const list = fields.flatMap((field) => laid.get(field) ?? [])
    return list.length > 0 ? list : undefined
  }
  return {
    ...grid,
    energyWh: told ?? fromRegister ?? fromPower ?? new Float64Array(grid.count).fill(Number.NaN),
    exportWh: laid.get('exportIntervalWh') ?? energyOf(marks.get('exportWh'), grid.count),
    statedWh: told ? fromRegister : undefined,
    periodWh: periods.length > 1 ? periods : undefined,
    powerW: power,
    reactiveVar: laid.get('reactiveVar'),
    powerFactor: laid.get('powerFactor'),
    uV: phases(['u1', 'u2', 'u3']),
    iA: phases(['i1', 'i2', 'i3']),
  }
}

/** In whole Wh that add up: what one interval loses by rounding, the next gets. */
function energyOfPower(powerW: Channel, stepMs: number): Channel {
  let exact = 0
  let told = 0
  return powerW.map((watts) => {
    if (Number.isNaN(watts)) return Number.NaN
    exact += (watts * stepMs) / HOUR_MS
    const wh = Math.round(exact) - told
    told += wh
    return wh
  })
}

function energyOf(marks: Marks | undefined, count: number): Channel | undefined {
  if (!marks) return undefined
  const energy = new Float64Array(count)
  for (let index = 0; index < count; index++) {
    energy[index] = marks.isUnknown(index) ? Number.NaN : (marks.wh[index + 1] ?? 0) - (marks.wh[index] ?? 0)
  }
  return energy
}

function totalOf(marks: Marks | undefined, from: number, to: number): number | null {
  if (!marks) return null
  for (let index = from; index < to; index++) if (marks.isUnknown(index)) return null
  const total = (marks.wh[to] ?? Number.NaN) - (marks.wh[from] ?? Number.NaN)
  return Number.isNaN(total) ? null : total
}
