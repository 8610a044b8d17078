import type { Ctx } from '../../db/context.ts'
import type { Gateway } from '../../simulators/town/live.ts'

/** The day on which the town's accounts were brought in, or null for an empty file. */
export async function findHistoryOrigin(ctx: Ctx): Promise<Date | null> {
  const row = await ctx.db.first<{ at: Date | null }>(
    `select min(installed_at) as at from installation where case_ref = 'import:town'`,
  )
  return row?.at ?? null
}

export async function addressGateways(ctx: Ctx, gateways: Gateway[]): Promise<void> {
  for (const { terminal, host, port } of gateways) {
    await ctx.db.run('update terminal set host = $2, port = $3 where asset_no = $1', [terminal, host, port])
  }
}

/** The latest reading of a meter behind a concentrator: what came after it has yet to be sent. */
export async function findLatestReading(ctx: Ctx): Promise<Date | null> {
  const row = await ctx.db.first<{ at: Date | null }>(
    `select min(latest.at) as at from (
       select max(r.measured_at) as at
       from latest_reading r
       join installation i on i.id = r.installation_id
       join collection_link l on l.device_id = i.device_id and l.valid_to is null
       join terminal t on t.id = l.terminal_id
       where t.protocol = 'mqtt' group by t.id) as latest`,
  )
  return row?.at ?? null
}

/** Meters of the town whose readings have arrived up to an instant, and how many there are. */
export async function countReadUntil(ctx: Ctx, until: Date): Promise<{ read: number; all: number }> {
  const row = await ctx.db.first<{ read: number; all: number }>(
    `select count(*) filter (where r.measured_at >= $1) as read, count(*) as all
     from installation i left join latest_reading r on r.point_id = i.point_id
     where i.case_ref = 'import:town' and i.removed_at is null`,
    [until],
  )
  return row ?? { read: 0, all: 0 }
}

/** Who has a bill of the month, with all that he owes by now. */
export function listOwed(
  ctx: Ctx,
  billMonth: string,
): Promise<{ billId: number; accountNo: string; owedYuan: string }[]> {
  return ctx.db.rows(
    `select max(b.id) as "billId", a.account_no as "accountNo", l.charged_yuan - l.paid_yuan as "owedYuan"
     from bill b join account a on a.id = b.account_id join account_ledger l on l.account_id = b.account_id
     where b.bill_month = $1 and b.total_yuan > 0 and b.standing and b.state = 'issued' and l.charged_yuan > l.paid_yuan
     group by a.account_no, l.charged_yuan, l.paid_yuan`,
    [billMonth],
  )
}

const kept = 'known_from, changed_by, reason, case_ref'
const ofAccount = `account_id, customer_id, class, parts, power_factor_standard, power_factor_exempt, contract_capacity_kva, running_capacity_kva,
  household_persons, status, important_grade, temporary_until`

/** Another basis of the base charge or another price from a day on. */
export async function changeSince(
  ctx: Ctx,
  { accountId, pointId }: { accountId: number; pointId: number },
  { from, baseCharge, priceCode }: { from: string; baseCharge?: string; priceCode?: string },
): Promise<void> {
  if (baseCharge) {
    await ctx.db.run(
      `with old as (update account_term set known_to = $2 where account_id = $1 and known_to is null returning *)
       insert into account_term (${ofAccount}, base_charge, valid_from, valid_to, ${kept})
       select ${ofAccount}, base_charge, valid_from, $3::date, ${kept} from old
       union all select ${ofAccount}, $4, $3::date, valid_to, known_from, changed_by, '变更基本电费计费方式', case_ref from old`,
      [accountId, ctx.now, from, baseCharge],
    )
  }
  if (priceCode) {
    await ctx.db.run(
      `with old as (update point_term set known_to = $2 where point_id = $1 and known_to is null returning *)
       insert into point_term (point_id, district_id, mode, phase, price_code, valid_from, valid_to, ${kept})
       select point_id, district_id, mode, phase, price_code, valid_from, $3::date, ${kept} from old
       union all
       select point_id, district_id, mode, phase, $4, $3::date, valid_to, known_from, changed_by, '改为分时电价', case_ref from old`,
      [pointId, ctx.now, from, priceCode],
    )
  }
}

/**
 * Voltage monitors: every public district's head meter and each twentieth home of class D, the hospital on its own line of B, the
 * other customers of 10 kV of C, measured behind their transformers. Nothing of the town measures a bus, which is A.
 */
export async function registerMonitors(ctx: Ctx, begins: Date): Promise<void> {
  await ctx.db.run(
    `insert into voltage_monitor (point_id, class, nominal_v, wiring, valid_from, reason, changed_by, changed_at)
     select p.id, case when a.kind = 'dedicated' then case when a.name like '%医院%' then 'B' else 'C' end else 'D' end,
       case when t.phase = 'single' then 220 else 380 end, 'phase', ($1::timestamptz at time zone 'Asia/Shanghai')::date,
       case when a.kind = 'dedicated' then '高供低计,在变压器低压侧监测' else '台区监测点' end, $2, $3
     from metering_point p left join point_term t on t.point_id = p.id and t.known_to is null and t.valid_to is null
     join transformer_district a on a.id = coalesce(p.district_id, t.district_id)
     where case when a.kind = 'dedicated' then p.kind = 'account' else p.kind = 'district' or p.id % 20 = 0 end`,
    [begins, ctx.actor.username, ctx.now],
  )
}

export async function grantAllowance(ctx: Ctx, accountId: number, kind: 'low-income'): Promise<void> {
  await ctx.db.run(
    `insert into allowance_term (account_id, kind, certificate_no, valid_from, known_from, changed_by, reason, case_ref)
     values ($1, $2, 'DB33028100001', $3::timestamptz::date, $3, $4, '民政名单', 'import:town')`,
    [accountId, kind, ctx.now, ctx.actor.username],
  )
}

export async function findPointsOfMeters(ctx: Ctx, assetNos: string[]): Promise<number[]> {
  const rows = await ctx.db.rows<{ pointId: number }>(
    `select i.point_id as "pointId" from installation i join device d on d.id = i.device_id
     where d.asset_no = any($1) and i.removed_at is null`,
    [assetNos],
  )
  return rows.map(({ pointId }) => pointId)
}

export async function findTransformer(
  ctx: Ctx,
  { assetNo, name }: { assetNo: string; name: string },
): Promise<{ accountNo: string; transformerId: number }> {
  const row = await ctx.db.first<{ accountNo: string; transformerId: number }>(
    `select a.account_no as "accountNo", c.id as "transformerId"
     from device d join installation i on i.device_id = d.id join metering_point p on p.id = i.point_id
     join account a on a.id = p.account_id join receiving_point r on r.account_id = a.id
     join customer_transformer c on c.receiving_point_id = r.id
     where d.asset_no = $1 and c.name = $2`,
    [assetNo, name],
  )
  if (!row) throw new Error(`the town has no transformer ${name} behind ${assetNo}`)
  return row
}

export async function sealTransformer(
  ctx: Ctx,
  { transformerId, on }: { transformerId: number; on: string },
): Promise<void> {
  await ctx.db.run(
    `with old as (
       update customer_transformer_term set known_to = $2 where transformer_id = $1 and known_to is null returning *)
     insert into customer_transformer_term (transformer_id, state, valid_from, valid_to, known_from, changed_by, reason, case_ref)
     select transformer_id, state, valid_from, $3::date, $2, $4, reason, case_ref from old
     union all select transformer_id, 'cold-standby', $3::date, valid_to, $2, $4, '加封', case_ref from old`,
    [transformerId, ctx.now, on, ctx.actor.username],
  )
}
