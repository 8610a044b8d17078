import type { Ctx } from '../../db/context.ts'
import type { MonthDay } from '../vee/shapes.ts'

type Row = Omit<MonthDay, 'maxDemandAt' | 'validatedAt'> & { maxDemandAt: Date | null; validatedAt: Date }

export function listMonthRows(ctx: Ctx, pointId: number, from: string, to: string): Promise<Row[]> {
  return ctx.db.rows(
    `select day::text as day, import_wh as "importWh", export_wh as "exportWh",
       jsonb_build_object('sharp', sharp_wh, 'peak', peak_wh, 'flat', flat_wh, 'valley', valley_wh, 'deepValley', deep_valley_wh) as "byPeriodWh",
       period_source as "periodSource", max_demand_w as "maxDemandW", max_demand_at as "maxDemandAt",
       demand_source as "demandSource", load_factor as "loadFactor",
       jsonb_build_object('measured', measured, 'interpolated', interpolated, 'estimated', estimated, 'edited', edited,
         'missing', missing, 'suspect', suspect) as counts,
       validated_at as "validatedAt"
     from point_day where point_id = $1 and day between $2 and $3
       and (import_wh is not null or measured + interpolated + estimated + edited > 0) order by day`,
    [pointId, from, to],
  )
}
