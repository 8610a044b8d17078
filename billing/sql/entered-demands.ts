import type { Ctx } from '../../db/context.ts'

/** What people entered as the demand of points' bill months, in kW. */
export async function listEnteredDemands(
  ctx: Ctx,
  { pointIds, billMonth }: { pointIds: number[]; billMonth: string },
): Promise<Map<number, number>> {
  const rows = await ctx.db.rows<{ pointId: number; demandKw: number }>(
    `select point_id as "pointId", demand_kw::float8 as "demandKw" from entered_demand
     where point_id = any($1) and bill_month = $2 and known_to is null`,
    [pointIds, billMonth],
  )
  return new Map(rows.map(({ pointId, demandKw }) => [pointId, demandKw]))
}

/** The account's point of that number, with the demand entered in the place of what was known; false where there is none. */
export async function enterDemand(
  ctx: Ctx,
  entry: { accountId: number; pointNo: string; billMonth: string; demandKw: number; reason: string },
): Promise<boolean> {
  const point = await ctx.db.first<{ id: number }>(
    'select id from metering_point where account_id = $1 and point_no = $2',
    [entry.accountId, entry.pointNo],
  )
  if (!point) return false
  await ctx.db.run(
    'update entered_demand set known_to = $3 where point_id = $1 and bill_month = $2 and known_to is null',
    [point.id, entry.billMonth, ctx.now],
  )
  await ctx.db.run(
    `insert into entered_demand (point_id, bill_month, demand_kw, known_from, changed_by, reason)
     values ($1, $2, $3, $4, $5, $6)`,
    [point.id, entry.billMonth, entry.demandKw, ctx.now, ctx.actor.username, entry.reason],
  )
  return true
}
