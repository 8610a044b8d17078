import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { addDays, civilDay, startOfDay } from '../../db/time.ts'
import { findWorkCalendar, spansOf } from '../../intake/index.ts'
import { dayKindOf } from '../orders/due.ts'
import { readHours } from '../roster/rules-held.ts'
import { type CallDay, type Day, forecastDay, HALF_HOURS, tryOut } from '../rules/forecast.ts'
import { coverOf } from '../rules/roster.ts'
import { USUAL_HANDLE_SECONDS } from '../rules/routing.ts'
import { agentsNeeded } from '../rules/staffing.ts'
import {
  countCalls,
  findWaits,
  type Handled,
  keepCallDays,
  listCallDays,
  listHandled,
  listUncounted,
} from '../sql/call-days.ts'
import { listPublished } from '../sql/rosters.ts'
import type { callDays, Staffing } from './contract.ts'

const HALF_HOUR_MS = 1_800_000
const MEASURED_DAYS = 28
/** A half hour of few calls is taken for the whole day's mean by so many calls. */
const WEIGHT = 20
const COUNTED_BACK = 400
const AHEAD_DAYS = 92

/** What a day will bring, whom it takes, and how it has gone so far. Refuses with `DAY_TOO_FAR`. */
export async function findStaffing(ctx: Ctx, asked?: string): Promise<Staffing> {
  const today = civilDay(ctx.now)
  const day = asked ?? today
  if (day > addDays(today, AHEAD_DAYS) || day < addDays(today, -COUNTED_BACK))
    throw new Refusal('DAY_TOO_FAR', '只能看最近一年至今后三个月的日期', {
      status: 400,
      issues: [{ path: 'day', message: '超出可查范围' }],
    })
  const facts = await readFacts(ctx, day < today ? day : today)
  const target = facts.describeDay(day)
  const forecast = forecastDay(facts.history, target)
  const came = await findCame(ctx, day)
  const cover = await findCover(ctx, day)
  const startsAt = startOfDay(day).getTime()
  const halfHours = Array.from({ length: HALF_HOURS }, (_, at) => {
    const said = forecast?.halfHours[at]
    const from = startsAt + at * HALF_HOUR_MS
    return {
      from: new Date(from).toISOString(),
      ...{ expected: said?.expected ?? null, low: said?.low ?? null, high: said?.high ?? null },
      came: from >= ctx.now.getTime() ? null : (came[at] ?? 0),
      handleSeconds: Math.round(facts.handle.of(at)),
      ...(said ? countNeeded(facts, said.expected, at) : { needed: null, rostered: null }),
      planned: cover?.[at] ?? null,
    }
  })
  const { handle, patienceSeconds, goal, shrinkage, trialDays, history } = facts
  return {
    day,
    kind: target.kind,
    forecast: forecast && {
      ...{ basis: forecast.basis, days: forecast.from.length, outliers: forecast.outliers, level: forecast.level },
    },
    historyDays: history.length,
    halfHours,
    trial: tryOut(history, trialDays),
    target: goal,
    shrinkage,
    handle: { seconds: Math.round(handle.mean), calls: handle.calls },
    patienceSeconds: patienceSeconds === null ? null : Math.round(patienceSeconds),
  }
}

/** Of each day, how many agents are to be planned by the half hour; null without a forecast. */
export async function findNeeds(
  ctx: Ctx,
  days: string[],
): Promise<{ day: string; kind: Day['kind']; rostered: number[] | null }[]> {
  const facts = await readFacts(ctx, civilDay(ctx.now))
  return days.map((day) => {
    const target = facts.describeDay(day)
    const halfHours = forecastDay(facts.history, target)?.halfHours
    const rostered = halfHours?.map(({ expected }, at) => countNeeded(facts, expected, at).rostered)
    return { day, kind: target.kind, rostered: rostered ?? null }
  })
}

type Facts = Awaited<ReturnType<typeof readFacts>>

/** All that a forecast of any day is made from, of whole days before `end`. */
async function readFacts(ctx: Ctx, end: string) {
  const figure = await readFigures(ctx, 'staffing_rule')
  const queue = await readFigures(ctx, 'queue_rule')
  const describeDay = await dayDescriber(ctx)
  const measured = { from: startOfDay(addDays(civilDay(ctx.now), -MEASURED_DAYS)), to: ctx.now }
  const waits = await findWaits(ctx, measured)
  const days = await listCallDays(ctx, { from: addDays(end, -figure('history-weeks') * 7), to: end })
  return {
    describeDay,
    history: days.map(({ day, calls }): CallDay => ({ ...describeDay(day), calls })),
    handle: meanHandling(await listHandled(ctx, { ...measured, wrapUpSeconds: queue('wrap-up-seconds') })),
    patienceSeconds: waits.abandoned === 0 ? null : waits.seconds / waits.abandoned,
    goal: { share: figure('target-percent') / 100, withinSeconds: queue('answer-seconds') },
    shrinkage: figure('shrinkage-percent') / 100,
    trialDays: figure('trial-days'),
  }
}

function countNeeded(facts: Facts, expected: number, at: number): { needed: number; rostered: number } {
  const { handle, patienceSeconds, goal, shrinkage } = facts
  const needed = agentsNeeded({ calls: expected * 2, handleSeconds: handle.of(at), patienceSeconds }, goal)
  return { needed, rostered: Math.ceil(needed / (1 - shrinkage)) }
}

/** What was brought stands for days that the system did not see. */
async function findCame(ctx: Ctx, day: string): Promise<number[]> {
  const [kept] = await listCallDays(ctx, { from: day, to: addDays(day, 1) })
  return kept?.calls ?? (await countCalls(ctx, { from: startOfDay(day), to: startOfDay(addDays(day, 1)) }))
}

/** Agents who are to be at work by the published rosters; undefined where there is none. */
async function findCover(ctx: Ctx, day: string): Promise<number[] | undefined> {
  const shifts = await listPublished(ctx, { from: addDays(day, -1), to: addDays(day, 1) })
  return shifts.length === 0 ? undefined : coverOf(day, shifts, await readHours(ctx))
}

async function dayDescriber(ctx: Ctx): Promise<(day: string) => Day> {
  const calendar = await findWorkCalendar(ctx)
  return (day) => ({
    day,
    kind: dayKindOf(day, spansOf(day, calendar)),
    weekday: new Date(`${day}T00:00:00Z`).getUTCDay() || 7,
  })
}

/** Of each half hour, drawn towards the mean of all where it had few calls. */
function meanHandling(handled: Handled[]): { of: (at: number) => number; mean: number; calls: number } {
  const calls = handled.reduce((sum, each) => sum + each.calls, 0)
  const seconds = handled.reduce((sum, each) => sum + each.seconds, 0)
  const mean = calls === 0 ? USUAL_HANDLE_SECONDS : Math.max(1, seconds / calls)
  const byHalfHour = new Map(handled.map((each) => [each.at, each]))
  const of = (at: number) => {
    const own = byHalfHour.get(at) ?? { calls: 0, seconds: 0 }
    return (own.seconds + WEIGHT * mean) / (own.calls + WEIGHT)
  }
  return { of, mean, calls }
}

/** Days that are over are counted once: forecasts need them when the calls themselves are long erased. */
export async function countCallDays(ctx: Ctx): Promise<void> {
  const today = civilDay(ctx.now)
  const uncounted = await listUncounted(ctx, { from: addDays(today, -COUNTED_BACK), to: today })
  for (const day of uncounted) {
    const calls = await countCalls(ctx, { from: startOfDay(day), to: startOfDay(addDays(day, 1)) })
    await keepCallDays(ctx, [{ day, calls }], 'counted')
  }
}

/** Refuses with `DAY_NOT_OVER`. */
export function bringCallDays(ctx: Ctx, { days }: z.output<typeof callDays>): Promise<{ kept: number }> {
  return transact(ctx, async (inner) => {
    const today = civilDay(inner.now)
    const issues = days.flatMap(({ day }, n) =>
      day >= today ? [{ path: `days.${n}.day`, message: '这一天还没有结束' }] : [],
    )
    if (issues.length > 0) throw new Refusal('DAY_NOT_OVER', '只能导入已经过去的日子', { status: 400, issues })
    const kept = await keepCallDays(inner, days, 'brought')
    await recordAudit(inner, { action: 'call-days.brought', subject: 'call-days:history', detail: { days: kept } })
    return { kept }
  })
}
