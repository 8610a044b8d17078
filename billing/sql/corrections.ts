import type { Ctx } from '../../db/context.ts'
import type { NewBill } from './bills.ts'
import type { BilledEnds } from './facts.ts'
import { type Ledger, rhythmOf } from './ledgers.ts'

/** A bill that stands, with all that it says. */
export type StandingBill = Omit<NewBill, 'registers' | 'segments' | 'lines' | 'document'> &
  Pick<Ledger, 'openedOn' | 'rhythm' | 'documents' | 'begunAt'> & {
    id: number
    accountNo: string
    document: 'bill' | 'interim' | 'reissue'
    revision: number
    lines: StoredLine[]
    /** End registers by device and role, in Wh. */
    ends: BilledEnds
    /** As they were stored, to be taken back. */
    stored: { segments: NewBill['segments']; registers: StoredRegister[] }
  }
type StoredLine = NewBill['lines'][number] & { position: number }
export type StoredRegister = {
  segment: number | null
  deviceId: number
  role: string
  startWh: number
  endWh: number
  multiplier: number
  energyWh: number
}

/** Issued bills of the account that stand, from a month on, in order of their days. */
export async function listStandingBills(ctx: Ctx, accountId: number, fromMonth: string): Promise<StandingBill[]> {
  const rows = await ctx.db.rows<Omit<StandingBill, 'ends' | 'stored' | 'lines'>>(
    `select b.id, b.bill_no as "billNo", b.account_id as "accountId", a.account_no as "accountNo",
       a.opened_on as "openedOn", b.bill_month as "billMonth", b.settlement_no as "settlementNo",
       b.period_from as "periodFrom", b.period_to as "periodTo", b.price_version_id as "priceVersionId",
       b.energy_wh as "energyWh", b.energy_wh_by_period as "energyWhByPeriod", b.tier_energy_wh as "tierEnergyWh",
       b.reactive_varh as "reactiveVarh", b.power_factor::float8 as "powerFactor", b.demand_w as "demandW",
       b.total_yuan as "totalYuan", b.tier_year as "tierYear", b.service_months as "serviceMonths",
       b.household_persons as "householdPersons", b.accumulated_before_wh as "accumulatedBeforeWh",
       b.due_on as "dueOn", b.final_at as "finalAt", b.revision, b.document,
       (select e.final_at from bill e where e.account_id = b.account_id and e.standing and e.state = 'issued'
          and e.period_to = b.period_from order by e.id desc limit 1) as "begunAt",
       (select count(*)::int from bill d where d.account_id = b.account_id and d.bill_month = b.bill_month) as documents,
       ${rhythmOf('b.account_id', 'b.bill_month')} as rhythm
     from bill b join account a on a.id = b.account_id
     where b.account_id = $1 and b.standing and b.state = 'issued' and b.bill_month >= $2
     order by b.period_from, b.id`,
    [accountId, fromMonth],
  )
  const ids = rows.map(({ id }) => id)
  const lines = await byBill(ctx, linesSql, ids)
  const segments = await byBill(ctx, segmentsSql, ids)
  const registers = (await byBill(ctx, registersSql, ids)) as Map<number, StoredRegister[]>
  return rows.map((row) => ({
    ...row,
    lines: (lines.get(row.id) ?? []) as StoredLine[],
    ends: endsOf(registers.get(row.id) ?? []),
    stored: {
      segments: (segments.get(row.id) ?? []) as NewBill['segments'],
      registers: registers.get(row.id) ?? [],
    },
  }))
}

const linesSql = `select bill_id as "billId", position, segment, item, quantity::float8 as quantity, unit,
    trim_scale(price)::text as price, trim_scale(unrounded_yuan)::text as "unroundedYuan", amount_yuan as "amountYuan",
    formula, clause from bill_line where bill_id = any($1) order by bill_id, position`
const segmentsSql = `select bill_id as "billId", point_id as "pointId", price_version_id as "priceVersionId",
    segment_from as "from", segment_to as "to", tariff_system as "tariffSystem",
    energy_wh_by_period as "energyWhByPeriod", metered_wh as "meteredWh", loss_wh as "lossWh", loss_varh as "lossVarh",
    line_loss_wh as "lineLossWh",
    deducted_wh as "deductedWh", reactive_varh as "reactiveVarh", power_factor_standard::text as "powerFactorStandard",
    curve, in_market as "inMarket"
  from bill_segment where bill_id = any($1) order by bill_id, position`
const registersSql = `select bill_id as "billId", segment, device_id as "deviceId", role, start_wh as "startWh",
    end_wh as "endWh", multiplier::float8 as multiplier, energy_wh as "energyWh"
  from bill_register where bill_id = any($1) order by bill_id, position`

async function byBill(ctx: Ctx, sql: string, ids: number[]): Promise<Map<number, object[]>> {
  return Map.groupBy(await ctx.db.rows<{ billId: number }>(sql, [ids]), ({ billId }) => billId)
}

/** A meter that falls in several parts of a bill ended with the last of them. */
export function endsOf(registers: { deviceId: number; role: string; endWh: number }[]): BilledEnds {
  const ends: BilledEnds = {}
  for (const { deviceId, role, endWh } of registers) ends[deviceId] = { ...ends[deviceId], [role]: endWh }
  return ends
}

/** The first start of a meter that falls in several parts. */
export function startsOf(registers: StoredRegister[]): BilledEnds {
  const starts: BilledEnds = {}
  for (const { deviceId, role, startWh } of registers) starts[deviceId] = { [role]: startWh, ...starts[deviceId] }
  return starts
}

/** Registers with which the standing bill before a day ended; none where nothing was billed. */
export async function findEndsBefore(ctx: Ctx, accountId: number, day: string): Promise<BilledEnds> {
  const row = await ctx.db.first<{ id: number }>(
    `select id from bill
     where account_id = $1 and standing and state = 'issued' and period_to <= $2 order by period_to desc, id desc limit 1`,
    [accountId, day],
  )
  if (!row) return {}
  return endsOf(((await byBill(ctx, registersSql, [row.id])).get(row.id) ?? []) as StoredRegister[])
}

export async function takeDown(ctx: Ctx, billIds: number[]): Promise<void> {
  await ctx.db.run('update bill set standing = false where id = any($1)', [billIds])
}

export type TaskRow = {
  id: number
  accountId: number
  accountNo: string
  customerName: string
  billMonth: string
  cause: 'reading' | 'price' | 'file' | 'complaint' | 'market-sheet'
  detail: Record<string, unknown>
  openedAt: Date
}

export async function openTask(
  ctx: Ctx,
  task: Pick<TaskRow, 'accountId' | 'billMonth' | 'cause' | 'detail'>,
): Promise<void> {
  await ctx.db.run(
    `insert into correction_task (account_id, bill_month, cause, detail, opened_at) values ($1, $2, $3, $4, $5)
     on conflict (account_id, bill_month, cause) where resolved_at is null do update set detail = excluded.detail`,
    [task.accountId, task.billMonth, task.cause, JSON.stringify(task.detail), ctx.now],
  )
}

export function listOpenTasks(
  ctx: Ctx,
  query: { id?: number; cause?: string | undefined; afterId: number | null; limit: number },
): Promise<TaskRow[]> {
  return ctx.db.rows(
    `select t.id, t.account_id as "accountId", a.account_no as "accountNo", c.name as "customerName",
       t.bill_month as "billMonth", t.cause, t.detail, t.opened_at as "openedAt"
     from correction_task t join account a on a.id = t.account_id join organisation o on o.id = a.organisation_id
     join account_term e on e.account_id = a.id and e.valid_to is null and e.known_to is null
     join customer c on c.id = e.customer_id
     where t.resolved_at is null and starts_with(o.path, $1) and ($2::bigint is null or t.id = $2)
       and ($3::bigint is null or t.id > $3) and ($4::text is null or t.cause = $4)
     order by t.id limit $5`,
    [ctx.scope, query.id ?? null, query.afterId, query.cause ?? null, query.limit],
  )
}

export type TaskGroup = {
  cause: TaskRow['cause']
  tasks: number
  accounts: number
  fromMonth: string
  throughMonth: string
}

export function listTaskGroups(ctx: Ctx): Promise<TaskGroup[]> {
  return ctx.db.rows(
    `select t.cause, count(*)::int as tasks, count(distinct t.account_id)::int as accounts,
       min(t.bill_month) as "fromMonth", max(t.bill_month) as "throughMonth"
     from correction_task t join account a on a.id = t.account_id join organisation o on o.id = a.organisation_id
     where t.resolved_at is null and starts_with(o.path, $1) group by t.cause order by count(*) desc, t.cause`,
    [ctx.scope],
  )
}

/** Tasks of the months that a correction has gone through are done with it. */
export async function resolveTasks(
  ctx: Ctx,
  which: { accountId: number; fromMonth: string; throughMonth: string },
  resolution: 'corrected' | 'no-difference' | 'put-aside',
  note: string | null,
): Promise<number> {
  return ctx.db.run(
    `update correction_task set resolved_at = $4, resolved_by = $5, resolution = $6, note = $7
     where account_id = $1 and bill_month between $2 and $3 and resolved_at is null`,
    [which.accountId, which.fromMonth, which.throughMonth, ctx.now, ctx.actor.username, resolution, note],
  )
}

/** Energy that filled the tiers of a year before a day, over the bills that stand and those of the system before. */
export async function sumTierEnergy(
  ctx: Ctx,
  accountId: number,
  { tierYear, before }: { tierYear: number; before: string },
): Promise<number> {
  const row = await ctx.db.first<{ filledWh: number }>(
    `select coalesce(sum(wh), 0)::bigint as "filledWh" from (
       select tier_energy_wh as wh from bill
       where account_id = $1 and standing and state = 'issued' and tier_year = $2 and period_to <= $3
       union all
       select tier_energy_wh from billing_opening where account_id = $1 and tier_year = $2 and billed_until <= $3) filled`,
    [accountId, tierYear, before],
  )
  return row?.filledWh ?? 0
}

/**
 * Bills of other accounts that rest on a point's register of a day: of the points that it is taken from, level above level,
 * and of those that have a share of any, level below level. The bill that the register closes, and the one that it opens.
 */
export function listLinkedBills(
  ctx: Ctx,
  { pointId, day }: { pointId: number; day: string },
): Promise<{ accountId: number; billMonth: string }[]> {
  return ctx.db.rows(
    `with recursive holding as (
       select * from deduction_edge where valid_from <= $2 and (valid_to is null or $2 <= valid_to)
     ), above as (
       select $1::bigint as id
       union
       select e.parent_point_id from above join holding e on e.child_point_id = above.id and e.method = 'metered-child'
     ), linked as (
       select id from above
       union
       select e.child_point_id from linked
       join holding e on e.parent_point_id = linked.id and e.method <> 'metered-child' and e.child_point_id is not null
     )
     select distinct b.account_id as "accountId", b.bill_month as "billMonth"
     from linked join metering_point p on p.id = linked.id
     join bill b on b.account_id = p.account_id and b.standing and b.state = 'issued'
       and b.period_from <= $2 and $2 <= b.period_to
     where p.account_id is distinct from (select account_id from metering_point where id = $1)
     order by b.account_id, b.bill_month`,
    [pointId, day],
  )
}

/** Else the number is of what is paid for energy fed in. */
export async function isBill(ctx: Ctx, billNo: string): Promise<boolean> {
  return (await ctx.db.first('select 1 as found from bill where bill_no = $1', [billNo])) !== undefined
}

export async function findAccountOfPoint(ctx: Ctx, pointId: number): Promise<number | null> {
  const row = await ctx.db.first<{ accountId: number | null }>(
    'select account_id as "accountId" from metering_point where id = $1',
    [pointId],
  )
  return row?.accountId ?? null
}

/** One task for every standing bill that a price version touches with what it says by now. */
export function openPriceTasks(
  ctx: Ctx,
  price: { priceCode: string; from: string; to: string | null; detail: Record<string, unknown> },
): Promise<number> {
  return ctx.db.run(
    `insert into correction_task (account_id, bill_month, cause, detail, opened_at)
     select distinct b.account_id, b.bill_month, 'price', $4::jsonb, $5::timestamptz
     from price_version v join bill_segment s on s.price_version_id = v.id join bill b on b.id = s.bill_id
     where v.price_code = $1 and b.standing and b.state = 'issued' and s.segment_to > $2::date
       and ($3::date is null or s.segment_from < $3::date)
     on conflict (account_id, bill_month, cause) where resolved_at is null do nothing`,
    [price.priceCode, price.from, price.to, JSON.stringify(price.detail), ctx.now],
  )
}

/** Accounts that were settled within the month and whose month's bill has not replaced it. */
export async function findInterimAccounts(ctx: Ctx, accountIds: number[], billMonth: string): Promise<number[]> {
  const rows = await ctx.db.rows<{ accountId: number }>(
    `select distinct account_id as "accountId" from bill
     where account_id = any($1) and bill_month = $2 and document = 'interim' and standing and state = 'issued'`,
    [accountIds, billMonth],
  )
  return rows.map(({ accountId }) => accountId)
}
