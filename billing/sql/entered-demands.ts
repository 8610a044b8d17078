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

/** Why the demand of a bill is what a person entered, as known when it was rated; null where metering told it. */
export async function findEnteredReason(ctx: Ctx, billId: number): Promise<string | null> {
  const row = await ctx.db.first<{ reason: string }>(
    `select e.reason from bill b join bill_segment s on s.bill_id = b.id
     join entered_demand e on e.point_id = s.point_id and e.bill_month = b.bill_month
       and e.known_from <= b.rated_at and (e.known_to is null or e.known_to > b.rated_at)
     where b.id = $1 and round(e.demand_kw * 1000) = b.demand_w limit 1`,
    [billId],
  )
  return row?.reason ?? null
}
