import type { Ctx } from '../../db/context.ts'
import { holdsAtEnd } from './holders.ts'
import type { LineRow } from './read.ts'

export type ExportedBill = {
  id: number
  billNo: string
  accountNo: string
  customerName: string
  address: string
  billMonth: string
  document: 'bill' | 'interim' | 'reversal' | 'reissue'
  state: 'held' | 'issued'
  standing: boolean
  periodFrom: string
  periodTo: string
  energyWh: number
  sharpWh: number | null
  peakWh: number | null
  flatWh: number | null
  valleyWh: number | null
  deepValleyWh: number | null
  powerFactor: number | null
  demandW: number | null
  totalYuan: string
  dueOn: string
}

type Page = { runId: number; throughId: number; limit: number }

const ofRun = `b.run_id = $1 and b.id <= $2 and b.state <> 'discarded' and starts_with(o.path, $3)`

/** The run's month and its latest bill: what is made while the export goes on stays out of it. Null: not to be seen. */
export function findExportedRun(
  ctx: Ctx,
  runId: number,
): Promise<{ billMonth: string; throughId: number } | undefined> {
  return ctx.db.first(
    `select r.bill_month as "billMonth", coalesce((select max(id) from bill where run_id = r.id), 0) as "throughId"
     from bill_run r where r.id = $1 and starts_with(r.organisation_path, $2)`,
    [runId, ctx.scope],
  )
}

export function listExportedBills(ctx: Ctx, page: Page & { afterId: number }): Promise<ExportedBill[]> {
  return ctx.db.rows(
    `select b.id, b.bill_no as "billNo", a.account_no as "accountNo", c.name as "customerName", a.address,
       b.bill_month as "billMonth", b.document, b.state, b.standing, b.period_from as "periodFrom",
       b.period_to as "periodTo", b.energy_wh as "energyWh",
       (b.energy_wh_by_period ->> 'sharp')::bigint as "sharpWh", (b.energy_wh_by_period ->> 'peak')::bigint as "peakWh",
       (b.energy_wh_by_period ->> 'flat')::bigint as "flatWh", (b.energy_wh_by_period ->> 'valley')::bigint as "valleyWh",
       (b.energy_wh_by_period ->> 'deepValley')::bigint as "deepValleyWh", b.power_factor::float8 as "powerFactor",
       b.demand_w as "demandW", b.total_yuan as "totalYuan", b.due_on as "dueOn"
     from bill b join account a on a.id = b.account_id join organisation o on o.id = a.organisation_id
     join account_term t on t.account_id = a.id and t.known_to is null and ${holdsAtEnd('t')}
     join customer c on c.id = t.customer_id
     where ${ofRun} and b.id > $4 order by b.id limit $5`,
    [page.runId, page.throughId, ctx.scope, page.afterId, page.limit],
  )
}

export type ExportedLine = LineRow & { billId: number; billNo: string; accountNo: string }

export function listExportedLines(
  ctx: Ctx,
  page: Page & { after: { billId: number; position: number } },
): Promise<ExportedLine[]> {
  return ctx.db.rows(
    `select l.bill_id as "billId", l.position, b.bill_no as "billNo", a.account_no as "accountNo", l.segment, l.item,
       trim_scale(l.quantity)::text as quantity, l.unit, trim_scale(l.price)::text as price,
       trim_scale(l.unrounded_yuan)::text as "unroundedYuan", l.amount_yuan as "amountYuan", l.formula, l.clause
     from bill_line l join bill b on b.id = l.bill_id join account a on a.id = b.account_id
     join organisation o on o.id = a.organisation_id
     where ${ofRun} and (l.bill_id, l.position) > ($4, $5) order by l.bill_id, l.position limit $6`,
    [page.runId, page.throughId, ctx.scope, page.after.billId, page.after.position, page.limit],
  )
}
