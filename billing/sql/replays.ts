import type { Ctx } from '../../db/context.ts'
import type { ReplayResult } from '../price-book/replay-contract.ts'
import type { BilledMonth } from '../run/rerate.ts'
import type { BilledEnds } from './facts.ts'
import { rhythmOf } from './ledgers.ts'

export type ReplayedBill = BilledMonth & {
  billId: number
  path: string
  totalYuan: string
  tierYear: number
  accumulatedBeforeWh: number
  /** Start registers by device and role, in Wh as the meter shows them. */
  starts: BilledEnds
}

const BILLS = `select b.id as "billId", b.account_id as "accountId", a.account_no as "accountNo", a.opened_on as "openedOn",
    b.bill_month as "billMonth", b.settlement_no as "settlementNo", b.period_from as "periodFrom",
    b.period_to as "periodTo", b.final_at as "finalAt", b.total_yuan as "totalYuan", b.tier_year as "tierYear",
    b.accumulated_before_wh as "accumulatedBeforeWh", 0 as documents, o.path,
    (select e.final_at from bill e where e.account_id = b.account_id and e.standing and e.state = 'issued'
       and e.period_to = b.period_from order by e.id desc limit 1) as "begunAt",
    ${rhythmOf('b.account_id', 'b.bill_month')} as rhythm,
    coalesce((select jsonb_object_agg(device_id, roles) from (
       select r.device_id, jsonb_object_agg(r.role, r.start_wh order by r.position desc) as roles
       from bill_register r where r.bill_id = b.id group by r.device_id) d), '{}') as starts
  from bill b join account a on a.id = b.account_id join organisation o on o.id = a.organisation_id
  where b.bill_month = $1 and b.standing and b.state = 'issued'`

/** Standing bills of a month in a unit of which some part was at a price code, in order of id. */
export function listBillsOfPrice(
  ctx: Ctx,
  query: { priceCode: string; billMonth: string; path: string; afterId: number; limit: number },
): Promise<ReplayedBill[]> {
  return ctx.db.rows(
    `${BILLS} and b.id > $2 and starts_with(o.path, $3) and starts_with(o.path, $4)
       and exists (select 1 from bill_segment s join price_version v on v.id = s.price_version_id
         where s.bill_id = b.id and v.price_code = $5)
     order by b.id limit $6`,
    [query.billMonth, query.afterId, ctx.scope, query.path, query.priceCode, query.limit],
  )
}

/** Standing bills of a month of these accounts, whatever their unit; of each the latest settlement. */
export function listBillsOfAccounts(ctx: Ctx, billMonth: string, accountIds: number[]): Promise<ReplayedBill[]> {
  return ctx.db.rows(
    `${BILLS} and b.document <> 'interim' and b.account_id = any($2)
       and not exists (select 1 from bill n where n.account_id = b.account_id and n.bill_month = b.bill_month and n.standing
         and n.state = 'issued' and n.settlement_no > b.settlement_no)
     order by b.id`,
    [billMonth, accountIds],
  )
}

export async function insertReplay(
  ctx: Ctx,
  replay: { version: string; revision: number; path: string; result: ReplayResult },
): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into price_replay (version, revision, organisation_path, result, run_by, run_at)
     values ($1, $2, $3, $4, $5, $6) returning id`,
    [replay.version, replay.revision, replay.path, JSON.stringify(replay.result), ctx.actor.username, ctx.now],
  )
  return row?.id ?? 0
}

export type ReplayRow = {
  id: number
  version: string
  revision: number
  organisationPath: string
  result: ReplayResult
  runBy: string
  runAt: Date
}

/** The latest replay of a version; of one revision, or of any. */
export function findReplay(ctx: Ctx, version: string, revision: number | null): Promise<ReplayRow | undefined> {
  return ctx.db.first(
    `select id, version, revision, organisation_path as "organisationPath", result, run_by as "runBy", run_at as "runAt"
     from price_replay where version = $1 and ($2::int is null or revision = $2) order by id desc limit 1`,
    [version, revision],
  )
}

/** Whether anybody was billed at the code since a month. */
export async function isBilledSince(ctx: Ctx, priceCode: string, month: string): Promise<boolean> {
  const row = await ctx.db.first<{ found: boolean }>(
    `select exists (
       select 1 from price_version v join bill_segment s on s.price_version_id = v.id join bill b on b.id = s.bill_id
       where v.price_code = $1 and b.bill_month >= $2 and b.standing) as found`,
    [priceCode, month],
  )
  return row?.found ?? false
}
