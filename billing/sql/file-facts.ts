import type { Ctx } from '../../db/context.ts'
import type {
  AccountFacts,
  AccountTerm,
  Allowance,
  AllowanceRule,
  BorneTransformer,
  DemandTerm,
  Edge,
  LineLoss,
  PointFacts,
  PointTerm,
  TransformerUnit,
} from '../rules/run/facts.ts'
import type { PowerFactorDuty } from '../rules/run/missing-facts.ts'
import { findMarketFacts } from './market-facts.ts'

export type Periods = { accountId: number; from: string; to: string }[]

const asked = 'unnest($1::bigint[], $2::date[], $3::date[]) as q(account_id, from_day, to_day)'
/** Asked once of a statement: where no meter lags, as nearly always, points are not looked at one by one. */
const isAnyLagging = '(select exists (select 1 from timetable_lag where known_to is null))'

/** Days of a point on which its meter's registers lag behind the timetable; a new meter counts by the one in force. */
const lagsOf = (
  point: string,
) => `select greatest(g.valid_from, (i.installed_at at time zone 'Asia/Shanghai')::date) as from_day,
    least(g.valid_to, (i.removed_at at time zone 'Asia/Shanghai')::date + 1) as to_day
  from timetable_lag g join installation i on i.device_id = g.device_id and i.point_id = ${point}
  where g.known_to is null and daterange(g.valid_from, g.valid_to) && daterange(q.from_day, q.to_day)`
const touches = 'daterange(t.valid_from, t.valid_to) && daterange(q.from_day, q.to_day)'
const dates = 't.valid_from as "from", t.valid_to as "to"'

/** What the customer file says of each account for its period, one statement for each kind of fact. */
export async function findAccountFacts(ctx: Ctx, periods: Periods): Promise<Map<number, AccountFacts>> {
  const values = [
    periods.map(({ accountId }) => accountId),
    periods.map(({ from }) => from),
    periods.map(({ to }) => to),
  ]
  const accountIds = periods.map(({ accountId }) => accountId)
  const [terms, points, units, edges, allowances, cases, marketTerms, marketSheets] = [
    await byAccount<AccountTerm>(ctx, termsSql, values),
    await findPoints(ctx, values),
    await byAccount<TransformerUnit>(ctx, unitsSql, values),
    await byAccount<Edge>(ctx, edgesSql, values),
    await byAccount<Allowance>(ctx, allowancesSql, values),
    await byAccount<{ caseRef: string }>(ctx, casesSql, [accountIds]),
    ...(await findMarketFacts(ctx, values)),
  ]
  return new Map(
    accountIds.map((accountId) => [
      accountId,
      {
        terms: terms.get(accountId) ?? [],
        points: points.get(accountId) ?? [],
        units: units.get(accountId) ?? [],
        edges: edges.get(accountId) ?? [],
        allowances: allowances.get(accountId) ?? [],
        market: { terms: marketTerms.get(accountId) ?? [], sheets: marketSheets.get(accountId) ?? [] },
        openCases: (cases.get(accountId) ?? []).map(({ caseRef }) => caseRef),
      },
    ]),
  )
}

const termsSql = `select q.account_id as "accountId", ${dates}, t.class as "accountClass", t.parts,
    t.base_charge as "baseCharge", t.power_factor_standard::text as "powerFactorStandard",
    t.power_factor_exempt is not null as "powerFactorExempt",
    t.contract_capacity_kva::float8 as "contractCapacityKva", t.household_persons as "householdPersons", t.status
  from ${asked} join account_term t on t.account_id = q.account_id and t.known_to is null and ${touches}
  order by t.account_id, t.valid_from`

const statesOfUnit = `(
      select coalesce(jsonb_agg(jsonb_build_object('from', s.valid_from, 'to', s.valid_to, 'state', s.state,
        'agreedUntil', s.agreed_until)
        order by s.valid_from), '[]')
      from customer_transformer_term s where s.transformer_id = c.id and s.known_to is null) as states`

const unitsSql = `select q.account_id as "accountId", c.name as id, c.capacity_kva::float8 as "capacityKva",
    c.in_service_since as "inServiceSince", c.interlock_group as "interlockGroup",
    c.interlock_running as "interlockRunning", ${statesOfUnit}
  from ${asked}
  join receiving_point r on r.account_id = q.account_id
  join customer_transformer c on c.receiving_point_id = r.id
  order by q.account_id, c.id`

/** Edges of a point's own children, and those by which the account's points are children of others. */
const edgesSql = `select q.account_id as "accountId", t.id, t.parent_point_id as "parentPointId",
    t.child_point_id as "childPointId", t.method, t.quantity::float8 as quantity, t.price_code as "priceCode",
    t.in_power_factor_base as "inPowerFactorBase", ${dates}, case when ${isAnyLagging} then (
      select coalesce(jsonb_agg(jsonb_build_object('pointId', n.point_id, 'from', l.from_day, 'to', l.to_day)), '[]')
      from unnest(array[t.parent_point_id, t.child_point_id]) as n(point_id), lateral (${lagsOf('n.point_id')}) l
      where l.to_day is null or l.from_day < l.to_day) else '[]' end as lags
  from ${asked}
  join metering_point p on p.account_id = q.account_id
  join deduction_edge own on own.parent_point_id = p.id or own.child_point_id = p.id
  join deduction_edge t on t.parent_point_id = own.parent_point_id and ${touches}
  group by q.account_id, q.from_day, q.to_day, t.id order by q.account_id, t.id`

const allowancesSql = `select q.account_id as "accountId", ${dates}, t.kind
  from ${asked} join allowance_term t on t.account_id = q.account_id and t.known_to is null and ${touches}
  order by t.account_id, t.valid_from`

const casesSql = `select account_id as "accountId", case_ref as "caseRef" from account_case
  where account_id = any($1) and closed_at is null order by account_id, opened_at`

async function byAccount<Row extends object>(ctx: Ctx, sql: string, values: unknown[]): Promise<Map<number, Row[]>> {
  return groupByAccount(await ctx.db.rows<Row & { accountId: number }>(sql, values))
}

function groupByAccount<Row extends object>(rows: (Row & { accountId: number })[]): Map<number, Row[]> {
  return Map.groupBy(rows, ({ accountId }) => accountId)
}

type PointRow = { accountId: number } & Omit<PointFacts, 'transformers'> & { transformers: BorneTransformer[] }

/** Settlement points in order, with all that is dated of them. */
async function findPoints(ctx: Ctx, values: unknown[]): Promise<Map<number, PointFacts[]>> {
  const rows = await ctx.db.rows<Omit<PointRow, 'terms' | 'demandTerms' | 'transformers'> & PointTerm>(
    `select q.account_id as "accountId", p.id as "pointId", p.point_no as "pointNo", ${dates}, t.price_code as "priceCode",
       (select min(i.installed_at) from installation i where i.point_id = p.id) as "readFrom",
       case when ${isAnyLagging} then (
         select coalesce(jsonb_agg(jsonb_build_object('from', l.from_day, 'to', l.to_day)), '[]')
         from (${lagsOf('p.id')}) l where l.to_day is null or l.from_day < l.to_day) else '[]' end as lags
     from ${asked}
     join metering_point p on p.account_id = q.account_id and p.purpose = 'settlement'
     join point_term t on t.point_id = p.id and t.known_to is null and ${touches}
     order by q.account_id, p.id, t.valid_from`,
    values,
  )
  const demands = await byPoint<DemandTerm>(ctx, demandSql, values)
  const transformers = await byPoint<BorneTransformer>(ctx, borneSql, values)
  const lineLosses = await byPoint<LineLoss>(ctx, lineLossSql, values)
  const points = [...Map.groupBy(rows, ({ pointId }) => pointId).values()].flatMap((terms) => {
    const [first] = terms
    if (!first) return []
    const { accountId, pointId, pointNo, readFrom, lags } = first
    return {
      ...{ accountId, pointId, pointNo, readFrom, lags },
      terms: terms.map(({ from, to, priceCode }) => ({ from, to, priceCode })),
      demandTerms: demands.get(pointId) ?? [],
      transformers: transformers.get(pointId) ?? [],
      lineLosses: lineLosses.get(pointId) ?? [],
    }
  })
  return groupByAccount(points)
}

const demandSql = `select p.id as "pointId", t.contract_demand_kw::float8 as "contractDemandKw", ${dates}
  from ${asked} join metering_point p on p.account_id = q.account_id
  join demand_term t on t.point_id = p.id and t.known_to is null and ${touches}
  order by p.id, t.valid_from`

const lineLossSql = `select p.id as "pointId", t.percent::float8 as percent,
    t.reactive_percent::float8 as "reactivePercent", ${dates}
  from ${asked} join metering_point p on p.account_id = q.account_id
  join line_loss_term t on t.point_id = p.id and t.known_to is null and ${touches}
  order by p.id, t.valid_from`

const borneSql = `select p.id as "pointId", ${dates}, ${statesOfUnit}, c.capacity_kva::float8 as "capacityKva",
    c.iron_loss_kwh_per_month::float8 as "ironLossKwhPerMonth",
    coalesce(c.iron_loss_kvarh_per_month, 0)::float8 as "ironLossKvarhPerMonth",
    c.copper_loss_percent::float8 as "copperLossPercent", coalesce(c.reactive_copper_factor, 0)::float8 as "reactiveCopperFactor"
  from ${asked} join metering_point p on p.account_id = q.account_id
  join point_transformer t on t.point_id = p.id and ${touches}
  join customer_transformer c on c.id = t.transformer_id and c.iron_loss_kwh_per_month is not null
  order by p.id, c.id`

async function byPoint<Row extends object>(ctx: Ctx, sql: string, values: unknown[]): Promise<Map<number, Row[]>> {
  const rows = await ctx.db.rows<Row & { pointId: number }>(sql, values)
  return Map.groupBy(rows, ({ pointId }) => pointId)
}

export function listPowerFactorDuties(ctx: Ctx): Promise<PowerFactorDuty[]> {
  return ctx.db.rows(
    `select account_class as "accountClass", from_kva::float8 as "fromKva", usual_standard::text as "usualStandard",
       valid_from as "from", valid_to as "to" from power_factor_duty order by account_class, valid_from`,
  )
}

export function listAllowanceRules(ctx: Ctx): Promise<AllowanceRule[]> {
  return ctx.db.rows(
    `select kind, free_kwh_per_month::float8 as "freeKwhPerMonth", legal_basis as clause, valid_from as "from",
       valid_to as "to" from allowance_rule order by kind, valid_from`,
  )
}
