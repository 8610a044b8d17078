import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { addDays, civilDay, minuteOfDay } from '../../db/time.ts'
import { figuresOn, voltageLimitsOn } from '../rules/power-quality/limits.ts'
import { listOwnLimits } from '../sql/power-quality-limits.ts'
import {
  beginVoltageDays,
  ensureVoltageMonth,
  findStride,
  forgetRound,
  listDueDays,
  type PointRange,
  replaceDay,
  replaceMonth,
  saveRound,
} from '../sql/voltage-days.ts'
import { listMarkedDays, takeMarks } from '../sql/voltage-marks.ts'

/** So many points are worked out in one transaction: their quarter hours fit into memory. */
const STRIDE = 5_000
/** A day's readings are in by then; what comes later marks it. */
const DUE_MINUTE = 60
/** So far back are days looked for that a stop, or a version before this, left out. */
const BACK_DAYS = 62
/** In one run of the job. */
const DAYS_AT_ONCE = 7

/** Works out days whose readings came late or changed, then those that are due. Run again it changes nothing. Returns how many days. */
export async function analyseVoltage(ctx: Ctx): Promise<number> {
  const marked = await analyseMarkedDays(ctx)
  const today = civilDay(ctx.now)
  const latest = addDays(today, minuteOfDay(ctx.now) < DUE_MINUTE ? -2 : -1)
  const due = await listDueDays(ctx, addDays(today, -BACK_DAYS), latest)
  for (const day of due.slice(0, DAYS_AT_ONCE)) await analyseDay(ctx, day)
  return marked + Math.min(due.length, DAYS_AT_ONCE)
}

/** Works a civil day out for every point, in strides; stopped anywhere it begins again. Returns how many points have voltages. */
export async function analyseDay(ctx: Ctx, day: string): Promise<number> {
  await transact(ctx, async (inner) => {
    await ensureVoltageMonth(inner, day)
    await forgetRound(inner, day)
    // What is marked from here on came too late to be sure that it is read.
    await takeMarks(inner, day)
  })
  const held = await limitsOf(ctx, day)
  let points = 0
  for (let afterId = 0; ; ) {
    const toId = await findStride(ctx, afterId, STRIDE)
    if (toId === undefined) break
    const range: PointRange = { afterId, toId, pointIds: null }
    points += await transact(ctx, (inner) => replaceRange(inner, { day, range, ...held }))
    afterId = toId
  }
  await saveRound(ctx, day, points)
  return points
}

async function analyseMarkedDays(ctx: Ctx): Promise<number> {
  const days = await listMarkedDays(ctx)
  for (const day of days) {
    await transact(ctx, (inner) => ensureVoltageMonth(inner, day))
    const held = await limitsOf(ctx, day)
    await transact(ctx, async (inner) => {
      const pointIds = await takeMarks(inner, day)
      const [first, last] = [pointIds[0] ?? 0, pointIds.at(-1) ?? 0]
      await replaceRange(inner, { day, range: { afterId: first - 1, toId: last, pointIds }, ...held })
    })
  }
  return days.length
}

async function limitsOf(ctx: Ctx, day: string) {
  const own = await listOwnLimits(ctx)
  return { limits: voltageLimitsOn(day, own.limits), figures: figuresOn(day, own.rules) }
}

async function replaceRange(ctx: Ctx, about: Parameters<typeof replaceDay>[1]): Promise<number> {
  await beginVoltageDays(ctx)
  const points = await replaceDay(ctx, about)
  await replaceMonth(ctx, about.day, about.range)
  return points
}
