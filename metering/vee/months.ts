import type { Ctx } from '../../db/context.ts'
import { notFound } from '../../db/refusal.ts'
import { addDays, addMonths } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { listMonthRows } from '../sql/months.ts'
import { findOwnSince, isPointVisible, readPointAs } from '../sql/points.ts'
import type { MonthDays } from './shapes.ts'

/** Rolled-up days of a civil month; days without readings are left out. Refuses with `NOT_FOUND`. */
export async function listMonthDays(
  ctx: Ctx,
  { pointId, month }: { pointId: number; month: string },
): Promise<MonthDays> {
  const reader = await readPointAs(ctx, pointId)
  if (!(await isPointVisible(reader, pointId))) throw notFound('计量点')
  const first = `${month}-01`
  const own = (await findOwnSince(reader, pointId)) ?? first
  const days = await listMonthRows(ctx, pointId, own > first ? own : first, addDays(addMonths(first, 1), -1))
  const energies = days.flatMap(({ importWh }) => (importWh === null ? [] : [importWh]))
  const demands = days.flatMap(({ maxDemandW }) => (maxDemandW === null ? [] : [maxDemandW]))
  return toWire({
    pointId,
    month,
    days,
    importWh: energies.length > 0 ? energies.reduce((sum, wh) => sum + wh, 0) : null,
    maxDemandW: demands.length > 0 ? Math.max(...demands) : null,
  })
}
