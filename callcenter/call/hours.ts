import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { civilDay, minuteOfDay, startOfDay } from '../../db/time.ts'
import { isCallHour, nextCallHour } from '../rules/call-hours.ts'

/** Whether customers may be called now (`call_rule`). */
export async function mayCallNow(ctx: Ctx): Promise<boolean> {
  return isCallHour(minuteOfDay(ctx.now), await readCallHours(ctx))
}

/** Now, or when the hours of calling begin next. */
export async function nextCallTime(ctx: Ctx): Promise<Date> {
  const minute = minuteOfDay(ctx.now)
  const wait = nextCallHour(minute, await readCallHours(ctx))
  return wait === 0 ? ctx.now : new Date(startOfDay(civilDay(ctx.now)).getTime() + (minute + wait) * 60_000)
}

/** Minutes of the civil day, `[from, until)` (`call_rule`). */
export async function readCallHours(ctx: Ctx): Promise<{ from: number; until: number }> {
  const rules = await readFigures(ctx, 'call_rule')
  return { from: rules('call-from'), until: rules('call-until') }
}
