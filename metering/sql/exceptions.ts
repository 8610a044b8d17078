import type { Ctx } from '../../db/context.ts'
import type { ExceptionRow } from '../vee/exception-shapes.ts'
import { isVisible, visiblePoints } from './points.ts'

export type GroupRow = {
  key: string
  rule: string
  day: string
  severity: 'info' | 'warning' | 'error'
  terminalId: number | null
  terminalName: string | null
  districtName: string | null
  findings: number
  points: number
  pointsOfTerminal: number
  from: Date
  to: Date
}

const stateOf = {
  open: `f.status = 'open'`,
  site: 'f.repair_order_id is not null',
  both: `(f.status = 'open' or f.repair_order_id is not null)`,
}

/** Findings within the actor's scope with the terminal that reads the point. $1 scope, $2 customer. */
const findingsIn = (state: keyof typeof stateOf) => `
  select f.*, l.terminal_id, x.asset_no as terminal_name, d.name as district_name, p.point_no, d2.asset_no,
    coalesce(u.name, d.name) as account_name
  ${visiblePoints}
  join vee_finding f on f.point_id = p.id and ${stateOf[state]} and f.severity <> 'info'
  left join installation i on i.point_id = p.id and i.removed_at is null
  left join device d2 on d2.id = i.device_id
  left join collection_link l on l.device_id = i.device_id and l.valid_to is null
  left join terminal x on x.id = l.terminal_id
  where ${isVisible('$1', '$2')}`
const openFindings = findingsIn('open')

const groups = `
  select to_char(day, 'YYYY-MM-DD') || '~' || rule || '~' || coalesce(terminal_id, 0) as key, rule,
    to_char(day, 'YYYY-MM-DD') as day, case when bool_or(severity = 'error') then 'error' else 'warning' end as severity,
    terminal_id as "terminalId", min(terminal_name) as "terminalName", min(district_name) as "districtName",
    count(*)::int as findings, count(distinct point_id)::int as points, min(from_at) as "from", max(to_at) as "to",
    (select count(*)::int from collection_link l where l.terminal_id = o.terminal_id and l.valid_to is null) as "pointsOfTerminal"
  from open o group by day, rule, terminal_id`

/** Newest days first; by key within a day. */
export function listGroups(
  ctx: Ctx,
  query: { state: 'open' | 'site'; rule: string | null; before: string | null; limit: number },
): Promise<GroupRow[]> {
  return ctx.db.rows(
    `with open as (${findingsIn(query.state)} and ($3::text is null or f.rule = $3)), grouped as (${groups})
     select * from grouped where $4::text is null or key < $4 order by key desc limit $5`,
    [ctx.scope, ctx.actor.customerId, query.rule, query.before, query.limit],
  )
}

type Counts = { open: number; atSite: number; waiting: number }

export async function countOpen(ctx: Ctx): Promise<Counts> {
  const row = await ctx.db.first<Counts>(
    `with open as (${openFindings}), sent as (${findingsIn('site')})
     select (select count(*)::int from open) as open,
       (select count(*)::int from sent join repair_order r on r.id = sent.repair_order_id where r.status <> 'closed') as "atSite",
       (select coalesce(sum(cardinality(point_ids)), 0)::int from dirty_day) as waiting`,
    [ctx.scope, ctx.actor.customerId],
  )
  return row ?? { open: 0, atSite: 0, waiting: 0 }
}

export type FindingRow = {
  findingId: number
  pointId: number
  pointNo: string
  accountName: string | null
  assetNo: string | null
  rule: string
  channel: string
  severity: 'info' | 'warning' | 'error'
  from: Date
  to: Date
  day: string
  count: number
  value: number | null
  expected: number | null
  unit: string
}

/** With the repair order, as the wire has it, that it was sent to site with. */
type FoundRow = FindingRow & Pick<ExceptionRow, 'repair'>

const findingColumns = `id as "findingId", point_id as "pointId", point_no as "pointNo", account_name as "accountName",
  asset_no as "assetNo", rule, channel, severity, from_at as "from", to_at as "to", to_char(day, 'YYYY-MM-DD') as day,
  count, value, expected, unit`

export async function findGroup(
  ctx: Ctx,
  key: { day: string; rule: string; terminalId: number },
): Promise<{ group: GroupRow | undefined; findings: FoundRow[] }> {
  const mine = `and f.day = $3 and f.rule = $4 and coalesce(l.terminal_id, 0) = $5`
  const values = [ctx.scope, ctx.actor.customerId, key.day, key.rule, key.terminalId]
  const both = `${findingsIn('both')} ${mine}`
  const group = await ctx.db.first<GroupRow>(`with open as (${both}) ${groups}`, values)
  const findings = await ctx.db.rows<FoundRow>(
    `with open as (${both}) select ${findingColumns}, (
       select jsonb_build_object('orderId', r.id, 'orderNo', r.order_no, 'status', r.status, 'closedAt', r.closed_at,
         'readAt', r.proof -> 'measuredAt', 'readWh', r.proof -> 'importWh')
       from repair_order r where r.id = open.repair_order_id) as repair
     from open order by point_no, from_at limit 500`,
    values,
  )
  return { group, findings }
}

/** Those of the findings that are open and visible, locked. */
export async function lockFindings(ctx: Ctx, ids: number[]): Promise<FindingRow[]> {
  await ctx.db.run(`select 1 from vee_finding where id = any($1) order by id for update`, [ids])
  return ctx.db.rows(
    `with open as (${openFindings} and f.id = any($3)) select ${findingColumns} from open order by id`,
    [ctx.scope, ctx.actor.customerId, ids],
  )
}

export async function saveDecision(
  ctx: Ctx,
  decision: { rule: string; action: string; reason: string; findingIds: number[] },
): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into vee_decision (rule, action, reason, findings, decided_by, decided_at)
     values ($1, $2, $3, $4, $5, $6) returning id`,
    [decision.rule, decision.action, decision.reason, decision.findingIds.length, ctx.actor.username, ctx.now],
  )
  const id = row?.id ?? 0
  await ctx.db.run(`update vee_finding set status = 'decided', decision_id = $1, closed_at = $2 where id = any($3)`, [
    id,
    ctx.now,
    decision.findingIds,
  ])
  return id
}

export type Precision = { rule: string; open: number; accepted: number; upheld: number }

/** By rule: what is open, and what people decided since an instant. */
export function listPrecision(ctx: Ctx, since: Date): Promise<Precision[]> {
  return ctx.db.rows(
    `select f.rule, count(*) filter (where f.status = 'open' and f.severity <> 'info')::int as open,
       count(*) filter (where d.action = 'accept')::int as accepted,
       count(*) filter (where d.action <> 'accept')::int as upheld
     from vee_finding f left join vee_decision d on d.id = f.decision_id and d.decided_at >= $1
     group by f.rule`,
    [since],
  )
}
