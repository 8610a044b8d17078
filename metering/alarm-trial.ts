import { setImmediate } from 'node:timers/promises'
import type { Ctx } from '../db/context.ts'
import { Refusal } from '../db/refusal.ts'
import { addDays, civilDay } from '../db/time.ts'
import { readAlarmRules } from './alarm-rules.ts'
import type { AlarmTrialQuery, AlarmTrialReport } from './alarm-trial-contract.ts'
import { factsOf } from './alarm-walks.ts'
import { measureOf } from './rules/alarm-measures.ts'
import type { AlarmRule } from './rules/alarm-state.ts'
import { AlarmTrial, type TrialResult } from './rules/alarm-trial.ts'
import { columnsOf, type TriedKind, toValues } from './rules/alarm-trial-kinds.ts'
import { listCapacities } from './sql/alarm-rules.ts'
import {
  countTrialPoints,
  listTrialPoints,
  listTrialRows,
  type TrialPoint,
  type TrialRow,
  type TrialScope,
} from './sql/alarm-trial.ts'
import { listInstallationsOfPoints } from './sql/installations.ts'

/** A million quarter hours: seconds, and no more. */
const POINT_DAYS = 10_000
const DAYS = 62
/** So few at once that whoever else waits for this process does not notice. */
const POINTS_AT_ONCE = 5
const SHOWN = 200
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/**
 * What a changed rule of one kind would have raised over stored readings, beside the rule in force; changes nothing. Refuses with
 * `THRESHOLDS_CROSS`, `TRIAL_PERIOD` and `TRIAL_TOO_LARGE`, which says how much was asked for and how much may be.
 */
export async function tryAlarmRule(ctx: Ctx, query: AlarmTrialQuery): Promise<AlarmTrialReport> {
  const { kind, districtId = null } = query
  const before = (await readAlarmRules(ctx)).measured[kind]
  const after = changeRule(kind, before, query)
  const scope = { ...readPeriod(ctx, query), districtId }
  await refuseTooMuch(ctx, scope)
  const points = await listTrialPoints(ctx, scope)
  const found: { point: TrialPoint; results: TrialResult[] }[] = []
  let readings = 0
  for (let from = 0; from < points.length; from += POINTS_AT_ONCE) {
    const some = points.slice(from, from + POINTS_AT_ONCE)
    const tried = await tryPoints(ctx, some, { kind, scope, rules: [before, after] })
    readings += tried.readings
    found.push(...some.map((point) => ({ point, results: tried.results.get(point.pointId) ?? [] })))
    await setImmediate()
  }
  const { isOn, ...figures } = toFigures(before)
  const { isOn: _, ...tried } = toFigures(after)
  return {
    ...{ kind, from: scope.from, to: addDays(scope.to, -1), points: points.length, readings },
    rules: { before: { isOn, ...figures }, after: tried },
    before: sumUp(found, 0),
    after: sumUp(found, 1),
    places: found
      .filter(({ results }) => results.some(({ alarms }) => alarms > 0))
      .toSorted((a, b) => changeOf(b.results) - changeOf(a.results))
      .slice(0, SHOWN)
      .map(({ point, results }) => ({ ...point, before: atPoint(results[0]), after: atPoint(results[1]) })),
  }
}

function changeRule(kind: TriedKind, rule: AlarmRule, asked: AlarmTrialQuery): AlarmRule {
  const { raiseMinutes, clearMinutes } = asked
  const changed: AlarmRule = {
    isOn: true,
    raiseAt: asked.raiseAt ?? rule.raiseAt,
    clearAt: asked.clearAt ?? rule.clearAt,
    raiseMs: raiseMinutes === undefined ? rule.raiseMs : raiseMinutes * MINUTE_MS,
    clearMs: clearMinutes === undefined ? rule.clearMs : clearMinutes * MINUTE_MS,
    leastLoad: asked.leastLoad ?? rule.leastLoad,
  }
  const isMore = measureOf[kind].worse === 'more'
  if (isMore ? changed.clearAt <= changed.raiseAt : changed.clearAt >= changed.raiseAt) return changed
  const message = isMore ? '恢复值不能大于告警值' : '恢复值不能小于告警值'
  throw new Refusal('THRESHOLDS_CROSS', message, { status: 400, issues: [{ path: 'clearAt', message }] })
}

/** `to` is the day after the last. */
function readPeriod(ctx: Ctx, asked: AlarmTrialQuery): { from: string; to: string } {
  const today = civilDay(ctx.now)
  const first = `${today.slice(0, 7)}-01`
  const from = asked.from ?? `${addDays(first, -1).slice(0, 7)}-01`
  const to = asked.to === undefined ? first : addDays(asked.to, 1)
  if (from < to && to <= addDays(today, 1) && daysBetween(from, to) <= DAYS) return { from, to }
  const message = `时段应在今天以前，首日不晚于末日，最多 ${DAYS} 天`
  throw new Refusal('TRIAL_PERIOD', message, { status: 400, issues: [{ path: 'from', message }] })
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000
}

async function refuseTooMuch(ctx: Ctx, scope: TrialScope): Promise<void> {
  const days = daysBetween(scope.from, scope.to)
  const most = Math.floor(POINT_DAYS / days)
  const points = await countTrialPoints(ctx, scope, most + 1)
  if (points <= most) return
  throw new Refusal(
    'TRIAL_TOO_LARGE',
    `${days} 天最多试算 ${most} 个计量点，所选范围不止这些；请选一个台区，或缩短时段`,
    { status: 422, issues: [{ path: 'districtId', message: `最多 ${most} 个计量点` }] },
  )
}

async function tryPoints(
  ctx: Ctx,
  points: TrialPoint[],
  { kind, scope, rules }: { kind: TriedKind; scope: TrialScope; rules: AlarmRule[] },
): Promise<{ readings: number; results: Map<number, TrialResult[]> }> {
  const pointIds = points.map(({ pointId }) => pointId)
  const installed = new Map(
    (await listInstallationsOfPoints(ctx, pointIds)).map((each) => [each.installationId, factsOf(each)]),
  )
  const capacities = kind === 'overload' ? await listCapacities(ctx, pointIds) : []
  const kva = new Map(capacities.map((each) => [each.pointId, each.kva]))
  const rows = Map.groupBy(await listTrialRows(ctx, pointIds, scope, columnsOf(kind)), ({ pointId }) => pointId)
  const results = new Map<number, TrialResult[]>()
  let readings = 0
  for (const pointId of pointIds) {
    const trial = new AlarmTrial(kind, rules)
    for (const row of rows.get(pointId) ?? []) {
      const meter = installed.get(row.installationId)
      if (!meter) continue
      readings++
      trial.take(row.installationId, { ...meter, capacityKva: kva.get(pointId) ?? null }, toReading(row))
    }
    results.set(pointId, trial.finish())
  }
  return { readings, results }
}

function toReading(row: TrialRow) {
  const { measuredAt, importWh = null } = row
  return { atMs: measuredAt.getTime(), day: civilDay(measuredAt), clockMs: null, importWh, values: toValues(row) }
}

function toFigures({ isOn, raiseAt, clearAt, raiseMs, clearMs, leastLoad }: AlarmRule) {
  return { isOn, raiseAt, clearAt, raiseMinutes: raiseMs / MINUTE_MS, clearMinutes: clearMs / MINUTE_MS, leastLoad }
}

function sumUp(found: { results: TrialResult[] }[], which: 0 | 1) {
  const results = found.flatMap(({ results: each }) => each[which] ?? [])
  return {
    alarms: results.reduce((sum, { alarms }) => sum + alarms, 0),
    points: results.filter(({ alarms }) => alarms > 0).length,
    hours: toHours(results.reduce((sum, { alarmMs }) => sum + alarmMs, 0)),
  }
}

function changeOf([before, after]: TrialResult[]): number {
  return Math.abs((after?.alarms ?? 0) - (before?.alarms ?? 0)) * HOUR_MS * 100_000 + (after?.alarmMs ?? 0)
}

function atPoint({ alarms, alarmMs }: TrialResult = { alarms: 0, alarmMs: 0 }) {
  return { alarms, hours: toHours(alarmMs) }
}

function toHours(ms: number): number {
  return Math.round((100 * ms) / HOUR_MS) / 100
}
