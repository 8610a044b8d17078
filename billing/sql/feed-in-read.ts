import type { Ctx } from '../../db/context.ts'
import type { FeedInPrices } from '../feed-in/contract.ts'
import type { ParkReason } from '../rules/parking.ts'
import { holdsAtEnd } from './holders.ts'
import { ofReader, readerCustomerId } from './read.ts'

export type StatementRow = {
  id: number
  statementNo: string
  accountId: number
  accountNo: string
  customerName: string
  address: string
  month: string
  document: 'statement' | 'reversal' | 'reissue'
  standing: boolean
  periodFrom: string
  periodTo: string
  exportedWh: number
  generatedWh: number | null
  totalYuan: string
  payableYuan: string
  state: 'issued' | 'paid'
  payoutReference: string | null
  paidOn: string | null
  official: boolean
  issuedAt: Date
  reason: string | null
  correctsId: number | null
}

const rows = `select b.id, b.statement_no as "statementNo", b.account_id as "accountId", a.account_no as "accountNo",
    c.name as "customerName", a.address, b.month, b.document, b.standing, b.period_from as "periodFrom",
    b.period_to as "periodTo", b.exported_wh as "exportedWh", b.generated_wh as "generatedWh", b.total_yuan as "totalYuan",
    case when b.standing and b.state = 'issued' then b.total_yuan - b.paid_before_yuan else 0.00 end as "payableYuan",
    b.state, b.payout_reference as "payoutReference", b.paid_on as "paidOn", b.official, b.issued_at as "issuedAt", b.reason,
    b.corrects_id as "correctsId"
  from feed_in_statement b join account a on a.id = b.account_id join organisation o on o.id = a.organisation_id
  join account_term e on e.account_id = a.id and e.known_to is null and ${holdsAtEnd('e')}
  join customer c on c.id = e.customer_id
  where ($1::bigint is null or ${ofReader}) and starts_with(o.path, $2)`

type Which = { id: number } | { accountId: number } | { month: string } | { statementNos: string[] }

/** Statements that the reader may see: one, those that stand of an account or a month, or by their numbers. */
export function listStatements(ctx: Ctx, which: Which): Promise<StatementRow[]> {
  return ctx.db.rows(
    `${rows} and ($3::bigint is null or b.id = $3) and ($4::bigint is null or b.account_id = $4 and b.standing)
       and ($5::text is null or b.month = $5 and b.standing) and ($6::text[] is null or b.statement_no = any($6))
     order by b.month desc, a.account_no, b.id`,
    [
      ...[readerCustomerId(ctx), ctx.scope, 'id' in which ? which.id : null],
      'accountId' in which ? which.accountId : null,
      'month' in which ? which.month : null,
      'statementNos' in which ? which.statementNos : null,
    ],
  )
}

export function listStatementDocuments(ctx: Ctx, of: { accountId: number; month: string }): Promise<StatementRow[]> {
  return ctx.db.rows(`${rows} and b.account_id = $3 and b.month = $4 order by b.id`, [
    ...[readerCustomerId(ctx), ctx.scope, of.accountId, of.month],
  ])
}

export function listStatementLines(ctx: Ctx, id: number) {
  return ctx.db.rows<{
    pointNo: string
    from: string
    to: string
    item: string
    quantity: number
    unit: string
    price: string
    unroundedYuan: string
    amountYuan: string
    formula: string
    clause: string
  }>(
    `select p.point_no as "pointNo", l.line_from as "from", l.line_to as "to", l.item, l.quantity::float8 as quantity, l.unit,
       trim_scale(l.price)::text as price, trim_scale(l.unrounded_yuan)::text as "unroundedYuan",
       l.amount_yuan as "amountYuan", l.formula, l.clause
     from feed_in_line l join metering_point p on p.id = l.point_id where l.statement_id = $1 order by l.position`,
    [id],
  )
}

export function listStatementRegisters(ctx: Ctx, id: number) {
  return ctx.db.rows<{
    pointNo: string
    deviceAssetNo: string
    role: string
    startWh: number
    endWh: number
    multiplier: number
    energyWh: number
  }>(
    `select p.point_no as "pointNo", d.asset_no as "deviceAssetNo", r.role, r.start_wh as "startWh", r.end_wh as "endWh",
       r.multiplier::float8 as multiplier, r.energy_wh as "energyWh"
     from feed_in_register r join metering_point p on p.id = r.point_id join device d on d.id = r.device_id
     where r.statement_id = $1 order by r.position`,
    [id],
  )
}

const ofScope = `join account a on a.id = t.account_id join organisation o on o.id = a.organisation_id
  join account_term e on e.account_id = a.id and e.valid_to is null and e.known_to is null
  join customer c on c.id = e.customer_id`

export function listParkedFeedIns(ctx: Ctx, month: string) {
  return ctx.db.rows<{
    id: number
    accountId: number
    accountNo: string
    customerName: string
    reason: ParkReason
    owner: string
    attempts: number
    parkedAt: Date
  }>(
    `select t.id, t.account_id as "accountId", a.account_no as "accountNo", c.name as "customerName", t.reason,
       t.owner_role as owner, t.attempts, t.parked_at as "parkedAt"
     from parked_feed_in t ${ofScope}
     where t.resolved_at is null and t.month = $1 and starts_with(o.path, $2) order by t.id`,
    [month, ctx.scope],
  )
}

export function listFeedInTasks(ctx: Ctx) {
  return ctx.db.rows<{ id: number; accountNo: string; customerName: string; month: string; day: string | null }>(
    `select t.id, a.account_no as "accountNo", c.name as "customerName", t.month, t.detail ->> 'day' as day
     from feed_in_task t ${ofScope} where t.resolved_at is null and starts_with(o.path, $1) order by t.month, t.id`,
    [ctx.scope],
  )
}

export async function countPlants(ctx: Ctx, month: string): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(distinct p.account_id) as count from feed_in_term t join metering_point p on p.id = t.point_id
     join account a on a.id = p.account_id join organisation o on o.id = a.organisation_id
     where t.known_to is null and starts_with(o.path, $1) and t.valid_from < (($2 || '-01')::date + interval '1 month')::date
       and (t.valid_to is null or t.valid_to > ($2 || '-01')::date)`,
    [ctx.scope, month],
  )
  return row?.count ?? 0
}

export async function readFeedInPrices(ctx: Ctx): Promise<FeedInPrices> {
  const paid = `trim_scale(yuan_per_kwh)::text as "yuanPerKwh", official, legal_basis as "legalBasis",
    source_url as "sourceUrl", valid_from as "validFrom", valid_to as "validTo"`
  const prices = await ctx.db.rows<FeedInPrices['prices'][number]>(
    `select region, mode, ${paid} from feed_in_price where known_to is null order by region, mode, valid_from`,
  )
  const subsidies = await ctx.db.rows<FeedInPrices['subsidies'][number]>(
    `select code, name, ${paid} from generation_subsidy where known_to is null order by code, valid_from`,
  )
  return { prices, subsidies }
}
