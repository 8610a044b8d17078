import type { Ctx } from '../../db/context.ts'

export type BilledPoint = {
  accountId: number
  /** The bill of the month where it is issued. */
  billNo: string | null
  totalYuan: string | null
  energyWh: number | null
}

/** The account that is billed for a point, and its bill of a month. */
export function findBilledPoint(ctx: Ctx, pointId: number, billMonth: string): Promise<BilledPoint | undefined> {
  return ctx.db.first(
    `select p.account_id as "accountId", b.bill_no as "billNo", b.total_yuan::text as "totalYuan", b.energy_wh as "energyWh"
     from metering_point p left join bill b on b.account_id = p.account_id and b.bill_month = $2
       and b.standing and b.state = 'issued'
     where p.id = $1 and p.purpose = 'settlement' and p.account_id is not null`,
    [pointId, billMonth],
  )
}
