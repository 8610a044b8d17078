import type { Ctx } from '../../db/context.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { energyBetween, layCurve, slotEnergies } from '../rules/curve.ts'
import { INTERVAL_MS } from '../rules/intervals.ts'
import { channelRoles, type EnergyChannel, siblingsOf } from '../rules/vee/channels.ts'
import { dayTypes, SHANGHAI_ZONE_MS } from '../rules/vee/day-type.ts'
import { estimateGap } from '../rules/vee/estimate.ts'
import { listChannelSlots } from '../sql/channel-days.ts'
import { saveChange } from '../sql/curve-values.ts'
import type { FindingRow } from '../sql/exceptions.ts'
import { listCalendar, listDaySlots } from '../sql/point-days.ts'
import { surround, toHistory } from './fill-days.ts'
import { type LoadedDay, loadDays } from './load-days.ts'

const HISTORY_DAYS = 28

/**
 * Gives the quarter hours of findings an estimate, or declares what was measured false. A person decided it, so it stands
 * over measured values; the sum stays what the register counted wherever that is known.
 */
export async function changeFoundSlots(
  ctx: Ctx,
  findings: readonly FindingRow[],
  change: { kind: 'estimate' | 'reject'; reason: string },
): Promise<{ slots: number; undone: FindingRow[] }> {
  const calendar = await listCalendar(ctx)
  const days = {
    dayTypeOf: dayTypes(calendar.map(({ day, kind }) => [day, kind] as const)),
    zoneMs: SHANGHAI_ZONE_MS,
  }
  let slots = 0
  const undone: FindingRow[] = []
  for (const finding of findings) {
    const loaded = await loadFound(ctx, finding)
    let changed = 0
    for (const channel of channelsOf(finding, loaded)) {
      const values = await valuesOf(ctx, { finding, loaded, channel }, change.kind, days)
      if (!values) continue
      await saveChange(ctx, {
        pointId: finding.pointId,
        channel,
        kind: change.kind === 'reject' ? 'reject' : 'edit',
        method: values.method,
        reason: change.reason,
        fromMs: values.fromMs,
        toMs: values.fromMs + values.list.length * INTERVAL_MS,
        values: values.list,
      })
      changed += values.list.length
    }
    slots += changed
    if (changed === 0) undone.push(finding)
  }
  return { slots, undone }
}

/** What is missing is missing of every channel; anything else is about the one that the rule names. */
function channelsOf({ rule, channel }: FindingRow, loaded: readonly LoadedDay[]): EnergyChannel[] {
  const siblings = siblingsOf(loaded.flatMap(({ installations }) => installations))
  if (rule === 'missing') return ['import', ...siblings]
  return [siblings.find((sibling) => sibling === channel) ?? 'import']
}

function loadFound(ctx: Ctx, { pointId, from, to }: FindingRow): Promise<LoadedDay[]> {
  const pairs: { pointId: number; day: string }[] = []
  for (let day = civilDay(from); day <= civilDay(new Date(to.getTime() - 1)); day = addDays(day, 1)) {
    pairs.push({ pointId, day })
  }
  return loadDays(ctx, pairs)
}

type Found = { finding: FindingRow; loaded: readonly LoadedDay[]; channel: EnergyChannel }
type Values = {
  fromMs: number
  method: string | null
  list: { atMs: number; wh: number | null; originalWh: number | null }[]
}

async function valuesOf(
  ctx: Ctx,
  { finding, loaded, channel }: Found,
  kind: 'estimate' | 'reject',
  days: Parameters<typeof estimateGap>[2]['days'],
): Promise<Values | undefined> {
  const fromMs = Math.floor(finding.from.getTime() / INTERVAL_MS) * INTERVAL_MS
  const toMs = Math.ceil(finding.to.getTime() / INTERVAL_MS) * INTERVAL_MS
  const { pointId } = finding
  const measured = layFound(loaded, channel, fromMs, toMs)
  if (!measured) return undefined
  const { series, totalWh } = measured
  const count = series.count
  const originals = Array.from(series.energyWh, (wh) => (Number.isNaN(wh) ? null : wh))
  const list = (wh: readonly (number | null)[]) =>
    wh.map((each, order) => ({ atMs: fromMs + order * INTERVAL_MS, wh: each, originalWh: originals[order] ?? null }))
  if (kind === 'reject') return { fromMs, method: null, list: list(Array<null>(count).fill(null)) }
  const span = {
    pointId,
    from: addDays(civilDay(finding.from), -HISTORY_DAYS),
    to: addDays(civilDay(finding.to), HISTORY_DAYS),
  }
  const own = channel === 'import' ? listDaySlots(ctx, [span]) : listChannelSlots(ctx, { ...span, channel })
  const history = toHistory(await own)
  const blank = { ...series, energyWh: series.energyWh.map(() => Number.NaN) }
  const around = surround(pointId, blank, { from: 0, to: count, totalWh }, history)
  const estimate = estimateGap(around.series, around.gap, { days, interpolateHours: 2 })
  return estimate && { fromMs, method: estimate.method, list: list(estimate.wh) }
}

function layFound(days: readonly LoadedDay[], channel: EnergyChannel, fromMs: number, toMs: number) {
  const loaded = days.map(({ startMs, endMs, curve, segmentsOf }) => {
    const own = channel === 'import' ? curve : layCurve(segmentsOf(channelRoles[channel]), curve.grid)
    return { startMs, endMs, curve: own }
  })
  const [first, final] = [loaded[0], loaded.at(-1)]
  if (!first || !final) return undefined
  const energyWh = new Float64Array((toMs - fromMs) / INTERVAL_MS).fill(Number.NaN)
  let totalWh: number | null = 0
  for (const { curve, startMs, endMs } of loaded) {
    const at = (ms: number) => (ms - curve.grid.startMs) / INTERVAL_MS
    const from = at(Math.max(fromMs, startMs))
    const to = at(Math.min(toMs, endMs))
    energyWh.set(
      slotEnergies(curve).subarray(from, to),
      (curve.grid.startMs + from * INTERVAL_MS - fromMs) / INTERVAL_MS,
    )
    const part = energyBetween(curve, from, to)
    totalWh = part === null || totalWh === null ? null : totalWh + part
  }
  // A gap over midnight is known by its ends, not day by day.
  const whole = energyBetween(
    first.curve,
    (fromMs - first.curve.grid.startMs) / INTERVAL_MS,
    (toMs - first.curve.grid.startMs) / INTERVAL_MS,
  )
  const series = { startMs: fromMs, stepMs: INTERVAL_MS, count: energyWh.length, energyWh }
  return { series, totalWh: totalWh ?? whole }
}
