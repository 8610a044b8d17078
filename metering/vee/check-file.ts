import { civilDay } from '../../db/time.ts'
import { dayTypes, SHANGHAI_ZONE_MS } from '../rules/vee/day-type.ts'
import { judgeTold, type MeterVerdict } from '../rules/vee/judge-told.ts'
import { settingsOn } from '../rules/vee/parameters.ts'
import type { Finding, PointFacts } from '../rules/vee/series.ts'
import type { TellMeters } from './file-forms.ts'
import { type ReadOptions, readReadingsFile, UnreadableReadings } from './read-file.ts'

export type FileCheck = {
  file: string
  meters: MeterCheck[]
  findings: Record<string, { errors: number; warnings: number; infos: number }>
  errors: number
  intervals: number
}

export type MeterCheck = {
  meter: string
  from: string
  to: string
  stepMinutes: number
  intervals: number
  /** What registers counted, in kWh. */
  registersKwh: Record<string, number>
  /** Measured and estimated, in kWh. */
  energyKwh: number
  counts: { measured: number; estimated: number; missing: number; suspect: number }
  findings: (Omit<Finding, 'fromMs' | 'toMs'> & { from: string; to: string })[]
  estimates: {
    from: string
    to: string
    intervals: number
    method: string
    totalKwh: number
    scaled: boolean
    wh: number[]
  }[]
  /** What the rules said of the filled curve and had not said before. */
  doubts: number
}

export type CheckOptions = ReadOptions & {
  /** Service rating in kW and greatest current in A; without them only what no service can pass is told. */
  maximumKw?: number | undefined
  maximumA?: number | undefined
  /** Of the registers, before the point; else as many as the highest value needs. */
  digits?: number | undefined
}

/**
 * Validates a file of readings and proposes estimates; changes nothing. Forms of the file are in `file-forms.ts`.
 * Throws `UnreadableReadings`.
 */
export async function checkReadingsFile(file: string, options: CheckOptions): Promise<FileCheck> {
  return checkMeters(file, await readReadingsFile(file, options), options)
}

function checkMeters(file: string, meters: TellMeters, options: CheckOptions): FileCheck {
  const facts: PointFacts = {
    maximumW: options.maximumKw === undefined ? Number.POSITIVE_INFINITY : options.maximumKw * 1000,
    maximumA: options.maximumA ?? Number.POSITIVE_INFINITY,
    nominalV: 220,
    digits: options.digits,
    isActive: true,
    dayTypeOf: dayTypes([]),
    zoneMs: options.zoneMinutes === 480 ? SHANGHAI_ZONE_MS : options.zoneMinutes * 60_000,
  }
  const checked: MeterCheck[] = []
  for (const [meter, channels] of meters) {
    const firstMs = Math.min(...[...channels.values()].map((told) => told.atMs[0] ?? Number.POSITIVE_INFINITY))
    const verdict = judge(file, meter, () =>
      judgeTold(channels, facts, settingsOn(civilDay(new Date(Math.max(firstMs, SINCE_MS))))),
    )
    if (verdict) checked.push(toCheck(meter, verdict))
  }
  const findings: FileCheck['findings'] = {}
  for (const { rule, severity } of checked.flatMap((each) => each.findings)) {
    const counts = findings[rule] ?? { errors: 0, warnings: 0, infos: 0 }
    findings[rule] = counts
    counts[`${severity}s`]++
  }
  const errors = Object.values(findings).reduce((sum, counts) => sum + counts.errors, 0)
  return { file, meters: checked, findings, errors, intervals: checked.reduce((sum, each) => sum + each.intervals, 0) }
}

function judge<T>(file: string, meter: string, work: () => T): T {
  try {
    return work()
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault
    throw new UnreadableReadings(`${file}: ${meter || '—'}: ${fault.message}`)
  }
}

/** Readings from before the rules were first dated are held against the first ones. */
const SINCE_MS = Date.UTC(2020, 0, 1)

function toCheck(meter: string, { series, findings, filling, registerWh }: MeterVerdict): MeterCheck {
  const iso = (ms: number) => new Date(ms).toISOString()
  const at = (index: number) => iso(series.startMs + index * series.stepMs)
  const estimated = filling.estimates.reduce((sum, estimate) => sum + estimate.to - estimate.from, 0)
  const missing = filling.unfilled.reduce((sum, gap) => sum + gap.to - gap.from, 0)
  const known = filling.series.energyWh.reduce((sum, wh) => sum + (Number.isNaN(wh) ? 0 : wh), 0)
  const suspect = new Set(
    findings
      .filter(({ severity, rule }) => severity !== 'info' && rule !== 'missing')
      .flatMap((finding) => {
        const first = Math.max(0, Math.floor((finding.fromMs - series.startMs) / series.stepMs))
        const count = Math.min(series.count - first, Math.ceil((finding.toMs - finding.fromMs) / series.stepMs))
        return Array.from({ length: Math.max(0, count) }, (_, order) => first + order)
      })
      .filter((index) => !Number.isNaN(series.energyWh[index])),
  ).size
  return {
    meter,
    from: at(0),
    to: at(series.count),
    stepMinutes: series.stepMs / 60_000,
    intervals: series.count,
    registersKwh: Object.fromEntries(
      Object.entries(registerWh).map(([name, wh]) => [name.replace('Wh', ''), wh / 1000]),
    ),
    energyKwh: Math.round(known) / 1000,
    counts: { measured: series.count - estimated - missing, estimated, missing, suspect },
    findings: findings.map(({ fromMs, toMs, ...finding }) => ({ ...finding, from: iso(fromMs), to: iso(toMs) })),
    estimates: filling.estimates.map((estimate) => ({
      from: at(estimate.from),
      to: at(estimate.to),
      intervals: estimate.to - estimate.from,
      method: estimate.method,
      totalKwh: estimate.wh.reduce((sum, wh) => sum + wh, 0) / 1000,
      scaled: estimate.totalWh !== null,
      wh: estimate.wh,
    })),
    doubts: filling.doubts.length,
  }
}
