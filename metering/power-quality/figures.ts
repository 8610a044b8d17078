import type { Ctx } from '../../db/context.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { addDays, addMonths, civilDay, daysBetween, startOfDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import type { PointVoltage, PowerQuality, VoltageCurve, VoltageVerdict } from '../contract-power-quality.ts'
import { type ComplaintFacts, judgeComplaint } from '../rules/power-quality/complaint.ts'
import { harmonicLimitsOn } from '../rules/power-quality/harmonic-limits.ts'
import { figuresOn, levelOf, voltageLimitsOn } from '../rules/power-quality/limits.ts'
import { compositeOf, DAY_MINUTES, qualifiedPercent } from '../rules/power-quality/voltage.ts'
import {
  type DayRow,
  findPointHead,
  listClasses,
  listVoltageDays,
  listVolts,
  listWorst,
  rankDistricts,
  sumMonth,
} from '../sql/power-quality.ts'
import { listOwnHarmonicLimits, listOwnLimits } from '../sql/power-quality-limits.ts'

/** A complaint's period, in days. */
const LONGEST_PERIOD = 92

/** Latest month that has a day which is over. */
function monthOf(ctx: Ctx, month: string | undefined): string {
  return month ?? addDays(civilDay(ctx.now), -1).slice(0, 7)
}

/** Rates of a month by class and district, and the points that are worst. */
export async function findPowerQuality(
  ctx: Ctx,
  query: { month?: string | undefined; districtId?: number | undefined },
): Promise<PowerQuality> {
  const month = monthOf(ctx, query.month)
  const about = { month: `${month}-01`, districtId: query.districtId ?? null }
  const own = await listOwnLimits(ctx)
  const unbalance = figuresOn(`${month}-01`, own.rules)['unbalance-percent']
  const [classes, total, districts, worst] = await Promise.all([
    listClasses(ctx, about),
    sumMonth(ctx, about, unbalance),
    rankDistricts(ctx, about),
    listWorst(ctx, about, unbalance),
  ])
  const composite = compositeOf(Object.fromEntries(classes.map((each) => [each.class, each.percent])))
  return toWire({
    month,
    composite,
    classes,
    total,
    unbalanceLimitPercent: unbalance,
    districts,
    worst,
  }) as PowerQuality
}

/** A point's days of a month. Refuses with `NOT_FOUND`. */
export async function findPointVoltage(
  ctx: Ctx,
  { pointId, ...query }: { pointId: number; month?: string | undefined },
): Promise<PointVoltage> {
  const month = monthOf(ctx, query.month)
  const from = `${month}-01`
  const to = addMonths(from, 1)
  const head = await requireHead(ctx, pointId, addDays(to, -1))
  const [days, own, harmonics] = await Promise.all([
    listVoltageDays(ctx, pointId, from, to),
    listOwnLimits(ctx),
    listOwnHarmonicLimits(ctx),
  ])
  const figures = figuresOn(from, own.rules)
  const over = Math.max(0, Math.min(daysBetween(from, to), daysBetween(from, civilDay(ctx.now))))
  const time = sumDays(days)
  const nominalV = days.at(-1)?.nominalV
  const { isCity: _, ...shown } = head
  return toWire({
    ...{ pointId, ...shown, month, daysOfMonth: daysBetween(from, to), percent: qualifiedPercent(time), days },
    monitoredPercent: over === 0 ? 0 : (100 * (time.monitoredMin + time.deadMin)) / (over * DAY_MINUTES),
    limits: {
      unbalancePercent: figures['unbalance-percent'],
      currentUnbalancePercent: figures['current-unbalance-percent'],
      thdPercent: nominalV === undefined ? null : harmonicLimitsOn(from, nominalV, harmonics).thdPercent,
    },
  })
}

/** A day's voltages by phase beside their limits. Refuses with `NOT_FOUND`. */
export async function findVoltageCurve(
  ctx: Ctx,
  { pointId, day }: { pointId: number; day: string },
): Promise<VoltageCurve> {
  await requireHead(ctx, pointId, day)
  const next = addDays(day, 1)
  const [quarters, days] = await Promise.all([
    listVolts(ctx, pointId, startOfDay(day), startOfDay(next)),
    listVoltageDays(ctx, pointId, day, next),
  ])
  const [found] = days
  const limits = found ? { upperV: found.upperV, lowerV: found.lowerV, nominalV: found.nominalV } : null
  return toWire({ pointId, day, limits, quarters })
}

/**
 * Whether a complaint about the voltage of a point over civil days `[from, to]` is borne out by what was measured; days that are not
 * over are left out. Refuses with `NOT_FOUND`, `BAD_PERIOD`.
 */
export async function findVoltageVerdict(
  ctx: Ctx,
  { pointId, from, to }: { pointId: number; from: string; to: string },
): Promise<VoltageVerdict> {
  const head = await requireHead(ctx, pointId, to)
  const today = civilDay(ctx.now)
  const until = addDays(to, 1) < today ? addDays(to, 1) : today
  const count = daysBetween(from, until)
  if (from > to || count < 1 || count > LONGEST_PERIOD) {
    throw new Refusal('BAD_PERIOD', `请选择已结束的 1 至 ${LONGEST_PERIOD} 天`)
  }
  const [days, own] = await Promise.all([listVoltageDays(ctx, pointId, from, until), listOwnLimits(ctx)])
  const figures = figuresOn(from, own.rules)
  const latest = days.at(-1)
  const extremes = extremesOf(days)
  const facts: ComplaintFacts = {
    ...sumDays(days),
    ...{ mostV: extremes.mostV, leastV: extremes.leastV },
    days: count,
    ...{ nominalV: latest?.nominalV ?? null, upperV: latest?.upperV ?? null, lowerV: latest?.lowerV ?? null },
    promisedPercent: figures[head.isCity ? 'promised-city-percent' : 'promised-rural-percent'],
    neededPercent: figures['monitored-percent'],
  }
  const { days: _, neededPercent: __, ...told } = facts
  const limit = latest && voltageLimitsOn(from, own.limits)[levelOf(latest.nominalV)]
  const basis = limit?.basis ?? ''
  return toWire({ pointId, from, to: addDays(until, -1), ...told, ...extremes, ...judgeComplaint(facts), basis })
}

async function requireHead(ctx: Ctx, pointId: number, day: string) {
  const head = await findPointHead(ctx, pointId, day)
  if (!head) throw notFound('计量点')
  return head
}

function sumDays(days: readonly DayRow[]) {
  const sum = (of: (day: DayRow) => number) => days.reduce((total, each) => total + of(each), 0)
  return {
    ...{ monitoredMin: sum((day) => day.monitoredMin), overMin: sum((day) => day.overMin) },
    ...{ underMin: sum((day) => day.underMin), bothMin: sum((day) => day.bothMin) },
    ...{ deadMin: sum((day) => day.deadMin), lostMin: sum((day) => day.lostMin) },
  }
}

function extremesOf(days: readonly DayRow[]) {
  const first = (of: (day: DayRow) => number | null, isMost: boolean) =>
    days
      .filter((day) => of(day) !== null)
      .toSorted((a, b) => ((of(a) ?? 0) - (of(b) ?? 0)) * (isMost ? -1 : 1))
      .at(0)
  const [most, least] = [first((day) => day.mostV, true), first((day) => day.leastV, false)]
  return {
    ...{ mostV: most?.mostV ?? null, mostAt: most?.mostAt ?? null },
    ...{ leastV: least?.leastV ?? null, leastAt: least?.leastAt ?? null },
  }
}
