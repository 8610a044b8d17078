import type { Ctx } from '../../db/context.ts'
import type { Segment } from '../rules/continuity.ts'
import type { RatedLine } from '../rules/lines.ts'

export type NewBill = {
  billNo: string
  accountId: number
  billMonth: string
  periodFrom: string
  periodTo: string
  priceVersionId: number
  energyWh: number
  energyWhByPeriod: Partial<Record<string, number>>
  totalYuan: string
  chargedThroughYuan: string
  tierYear: number
  serviceMonths: number
  householdPersons: number | null
  accumulatedBeforeWh: number
  dueOn: string
  lines: RatedLine[]
  segments: Segment[]
}

/** Stores bills with their lines and registers and moves the ledgers on; answers ids in the order given. */
export async function insertBills(ctx: Ctx, runId: number | null, bills: NewBill[]): Promise<number[]> {
  const stored = await ctx.db.rows<{ id: number; accountId: number }>(
    `insert into bill (bill_no, account_id, run_id, bill_month, period_from, period_to, price_version_id, energy_wh,
       energy_wh_by_period, total_yuan, charged_through_yuan, tier_year, service_months, household_persons,
       accumulated_before_wh, due_on, issued_at)
     select bill_no, account_id, $1, bill_month, period_from, period_to, price_version_id, energy_wh,
       energy_wh_by_period, total_yuan, charged_through_yuan, tier_year, service_months, household_persons,
       accumulated_before_wh, due_on, $2
     from unnest($3::text[], $4::bigint[], $5::text[], $6::date[], $7::date[], $8::bigint[], $9::bigint[], $10::jsonb[],
       $11::numeric[], $12::numeric[], $13::int[], $14::int[], $15::int[], $16::bigint[], $17::date[])
       as b(bill_no, account_id, bill_month, period_from, period_to, price_version_id, energy_wh, energy_wh_by_period,
         total_yuan, charged_through_yuan, tier_year, service_months, household_persons, accumulated_before_wh, due_on)
     returning id, account_id as "accountId"`,
    [
      runId,
      ctx.now,
      bills.map((bill) => bill.billNo),
      bills.map((bill) => bill.accountId),
      bills.map((bill) => bill.billMonth),
      bills.map((bill) => bill.periodFrom),
      bills.map((bill) => bill.periodTo),
      bills.map((bill) => bill.priceVersionId),
      bills.map((bill) => bill.energyWh),
      bills.map((bill) => JSON.stringify(bill.energyWhByPeriod)),
      bills.map((bill) => bill.totalYuan),
      bills.map((bill) => bill.chargedThroughYuan),
      bills.map((bill) => bill.tierYear),
      bills.map((bill) => bill.serviceMonths),
      bills.map((bill) => bill.householdPersons),
      bills.map((bill) => bill.accumulatedBeforeWh),
      bills.map((bill) => bill.dueOn),
    ],
  )
  const idOf = new Map(stored.map(({ id, accountId }) => [accountId, id]))
  const ids = bills.map(({ accountId }) => idOf.get(accountId) ?? 0)
  await insertLines(ctx, ids, bills)
  await insertRegisters(ctx, ids, bills)
  await moveLedgers(ctx, bills)
  return ids
}

async function insertLines(ctx: Ctx, ids: number[], bills: NewBill[]): Promise<void> {
  const lines = bills.flatMap((bill, n) =>
    bill.lines.map((line, position) => ({ ...line, billId: ids[n], position: position + 1 })),
  )
  await ctx.db.run(
    `insert into bill_line (bill_id, position, item, quantity, unit, price, unrounded_yuan, amount_yuan, formula, clause)
     select * from unnest($1::bigint[], $2::int[], $3::text[], $4::numeric[], $5::text[], $6::numeric[], $7::numeric[],
       $8::numeric[], $9::text[], $10::text[])`,
    [
      lines.map((line) => line.billId),
      lines.map((line) => line.position),
      lines.map((line) => line.item),
      lines.map((line) => line.quantity),
      lines.map((line) => line.unit),
      lines.map((line) => line.price),
      lines.map((line) => line.unroundedYuan),
      lines.map((line) => line.amountYuan),
      lines.map((line) => line.formula),
      lines.map((line) => line.clause),
    ],
  )
}

async function insertRegisters(ctx: Ctx, ids: number[], bills: NewBill[]): Promise<void> {
  const registers = bills.flatMap((bill, n) =>
    bill.segments
      .flatMap(({ deviceId, multiplier, byRole }) =>
        Object.entries(byRole).flatMap(([role, ends]) => (ends ? [{ deviceId, multiplier, role, ...ends }] : [])),
      )
      .map((register, position) => ({ ...register, billId: ids[n], position: position + 1 })),
  )
  await ctx.db.run(
    `insert into bill_register (bill_id, position, device_id, role, start_wh, end_wh, multiplier, energy_wh)
     select * from unnest($1::bigint[], $2::int[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::numeric[],
       $8::bigint[])`,
    [
      registers.map((register) => register.billId),
      registers.map((register) => register.position),
      registers.map((register) => register.deviceId),
      registers.map((register) => register.role),
      registers.map((register) => register.startWh),
      registers.map((register) => register.endWh),
      registers.map((register) => register.multiplier),
      registers.map((register) => Math.round(register.energyWh * register.multiplier)),
    ],
  )
}

async function moveLedgers(ctx: Ctx, bills: NewBill[]): Promise<void> {
  await ctx.db.run(
    `update account_ledger l
     set billed_until = b.period_to, charged_yuan = b.charged_through_yuan, tier_year = b.tier_year,
       tier_energy_wh = b.tier_energy_wh
     from unnest($1::bigint[], $2::date[], $3::numeric[], $4::int[], $5::bigint[])
       as b(account_id, period_to, charged_through_yuan, tier_year, tier_energy_wh)
     where l.account_id = b.account_id`,
    [
      bills.map((bill) => bill.accountId),
      bills.map((bill) => bill.periodTo),
      bills.map((bill) => bill.chargedThroughYuan),
      bills.map((bill) => bill.tierYear),
      bills.map((bill) => bill.accumulatedBeforeWh + bill.energyWh),
    ],
  )
}
