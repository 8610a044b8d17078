import type { Ctx } from '../../db/context.ts'

/** What was agreed of a supply without a meter (无表临时用电), with the price of its point. */
export type AgreedSupply = {
  accountNo: string
  priceCode: string | null
  loads: { name: string; capacityKw: number; demandFactor: number }[]
  hoursPerDay: number
  from: string
  to: string
  caseRef: string
}

export function findUnmetered(ctx: Ctx, accountId: number): Promise<AgreedSupply | undefined> {
  return ctx.db.first(
    `select a.account_no as "accountNo", t.price_code as "priceCode", u.loads, u.hours_per_day::float8 as "hoursPerDay",
       u.valid_from as "from", u.valid_to as "to", u.case_ref as "caseRef"
     from unmetered_supply u join account a on a.id = u.account_id
     join metering_point p on p.account_id = a.id and p.purpose = 'settlement'
     join point_term t on t.point_id = p.id and t.known_to is null and t.valid_from <= u.valid_from
       and (t.valid_to is null or t.valid_to > u.valid_from)
     where u.account_id = $1`,
    [accountId],
  )
}
