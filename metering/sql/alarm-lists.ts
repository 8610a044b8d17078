import type { Ctx } from '../../db/context.ts'

export type AlarmRecord = {
  alarmId: number
  kind: string
  severity: 'info' | 'warning' | 'critical'
  pointId: number | null
  pointNo: string | null
  accountId: number | null
  accountNo: string | null
  accountName: string | null
  assetNo: string | null
  terminalId: number | null
  terminalName: string | null
  districtId: number | null
  districtName: string | null
  feederName: string | null
  substationName: string | null
  /** Which alarm covers it; and of how many meters and terminals it covers alarms itself: ever, and of that not over. */
  groupId: number | null
  members: number
  openMembers: number
  /** Of the planned work that explains it. */
  workNo: string | null
  occurredAt: Date
  raisedAt: Date
  clearedAt: Date | null
  acknowledgedAt: Date | null
  acknowledgedBy: string | null
  note: string | null
  repeats: number
  lastAt: Date | null
  clearedBy: string | null
  clearReason: string | null
  repairOrderId: number | null
  repairOrderNo: string | null
  repairStatus: 'open' | 'assigned' | 'closed' | null
  detail: Record<string, unknown>
}

/** Where an alarm is, as far as its unit goes. */
const located = `left join metering_point p on p.id = a.point_id
  left join account c on c.id = p.account_id
  left join point_term pt on pt.point_id = p.id and pt.valid_to is null and pt.known_to is null
  left join terminal e on e.id = a.terminal_id
  left join transformer_district d on d.id = coalesce(a.district_id, p.district_id, pt.district_id, e.district_id)
  left join district_term dt on dt.district_id = d.id and dt.valid_to is null
  left join feeder f on f.id = coalesce(a.feeder_id, p.feeder_id, dt.feeder_id)
  left join feeder_term ft on ft.feeder_id = f.id and ft.valid_to is null
  left join substation s on s.id = coalesce(a.substation_id, ft.substation_id)
  left join organisation o on o.id = coalesce(c.organisation_id, d.organisation_id, s.organisation_id)`

const inScope = (parameter: string) => `(${parameter} = '' or starts_with(o.path, ${parameter}))`

export type AlarmFilter = {
  status: 'open' | 'unacknowledged' | 'suppressed' | 'all'
  kind: string | null
  pointId: number | null
  terminalId: number | null
  severity: AlarmRecord['severity'] | null
  districtId: number | null
  feederId: number | null
  /** What this alarm covers; of a place and of a group all are listed, else those that nothing covers. */
  groupId: number | null
  /** Those that cover others alone, the others alone, or both. */
  show: 'groups' | 'single' | 'both'
  beforeId: number | null
  limit: number
}

const isCovered = `exists (select 1 from alarm_cover x where x.alarm_id = a.id)`
const isSuppressed = `exists (select 1 from alarm_suppression z where z.alarm_id = a.id and z.released_at is null)`
const isGroup = `exists (select 1 from alarm_cover x where x.group_id = a.id)`

/** What an alarm is by itself; $3 and $4 are a point and a terminal, $11 a group. */
const isAsked = `case $1 when 'all' then true when 'suppressed' then a.cleared_at is null and ${isSuppressed}
    when 'open' then a.cleared_at is null and not ${isSuppressed} else a.acknowledged_at is null and not ${isSuppressed} end
  and ($2::text is null or a.kind = $2) and ($3::bigint is null or a.point_id = $3) and ($4::bigint is null or a.terminal_id = $4)
  and ($6::bigint is null or a.id < $6) and ($10::text is null or a.severity = $10)
  and case when $11::bigint is not null then exists (select 1 from alarm_cover x where x.alarm_id = a.id and x.group_id = $11)
    else coalesce($3, $4) is not null or not ${isCovered} end
  and case $12 when 'groups' then ${isGroup} when 'single' then not ${isGroup} else true end`
const isThere = `${inScope('$5')} and ($8::bigint is null or d.id = $8) and ($9::bigint is null or f.id = $9)`

/** Newest first. Which is found out first, so that the rest is looked up for one page alone. */
export function listAlarmRecords(ctx: Ctx, filter: AlarmFilter): Promise<AlarmRecord[]> {
  const isAnywhere = ctx.scope === '' && filter.districtId === null && filter.feederId === null
  const nowhere = `$5::text is not null and coalesce($8, $9)::bigint is null`
  return ctx.db.rows(
    `with asked as (select a.* from alarm a where ${isAsked} order by a.id desc offset 0),
     page as materialized (
       select a.id from asked a ${isAnywhere ? '' : located} where ${isAnywhere ? nowhere : isThere} order by a.id desc limit $7)
     select a.id as "alarmId", a.kind, a.severity, a.point_id as "pointId", p.point_no as "pointNo", c.id as "accountId",
       c.account_no as "accountNo", u.name as "accountName",
       (select v.asset_no from installation i join device v on v.id = i.device_id
        where i.point_id = a.point_id and tstzrange(i.installed_at, i.removed_at) @> a.raised_at) as "assetNo",
       a.terminal_id as "terminalId", e.asset_no as "terminalName", d.id as "districtId", d.name as "districtName",
       f.name as "feederName", s.name as "substationName", v.group_id as "groupId", m.members, m.open as "openMembers",
       (select w.work_no from alarm_suppression z join planned_work w on w.id = z.work_id where z.alarm_id = a.id) as "workNo",
       a.occurred_at as "occurredAt", a.raised_at as "raisedAt", a.cleared_at as "clearedAt", a.acknowledged_at as "acknowledgedAt",
       a.acknowledged_by as "acknowledgedBy", a.note, a.repeats, a.last_at as "lastAt", a.cleared_by as "clearedBy",
       a.clear_reason as "clearReason", a.detail, a.repair_order_id as "repairOrderId",
       (select r.order_no from repair_order r where r.id = a.repair_order_id) as "repairOrderNo",
       (select r.status from repair_order r where r.id = a.repair_order_id) as "repairStatus"
     from page join alarm a on a.id = page.id ${located}
     left join account_term t on t.account_id = c.id and t.valid_to is null and t.known_to is null
     left join customer u on u.id = t.customer_id
     left join alarm_cover v on v.alarm_id = a.id
     left join lateral (select count(*) as members, count(*) filter (where y.cleared_at is null) as open
       from alarm_cover x join alarm y on y.id = x.alarm_id
       where x.group_id = a.id and num_nonnulls(y.point_id, y.terminal_id) = 1) m on true
     order by a.id desc`,
    [
      filter.status,
      filter.kind,
      filter.pointId,
      filter.terminalId,
      ctx.scope,
      filter.beforeId,
      filter.limit,
      filter.districtId,
      filter.feederId,
      filter.severity,
      filter.groupId,
      filter.show,
    ],
  )
}

/** What is not over at points that the caller may read, newest first. */
export function listOpenOfPoints(
  ctx: Ctx,
  pointIds: number[],
  limit: number,
): Promise<Pick<AlarmRecord, 'alarmId' | 'kind' | 'raisedAt'>[]> {
  return ctx.db.prepared.rows(
    `select a.id as "alarmId", a.kind, a.raised_at as "raisedAt" from alarm a
     where a.point_id = any($1) and a.cleared_at is null order by a.id desc limit $2`,
    [pointIds, limit],
  )
}

export type OpenCount = {
  kind: string
  severity: AlarmRecord['severity']
  open: number
  covered: number
  suppressed: number
}

/** Alarms that are not over, by kind, the most frequent first; `open` without those that another covers. */
export function countOpenKinds(ctx: Ctx): Promise<OpenCount[]> {
  return ctx.db.rows(
    `with o as (select a.id, a.kind, a.severity, ${isCovered} as is_covered, ${isSuppressed} as is_suppressed from alarm a ${ctx.scope === '' ? '' : located}
       where a.cleared_at is null and (${ctx.scope === '' ? '$1::text is not null' : inScope('$1')}))
     select kind, severity, count(*) filter (where not is_covered and not is_suppressed) as open,
       count(*) filter (where is_covered) as covered, count(*) filter (where is_suppressed) as suppressed
     from o group by kind, severity order by 3 desc, kind`,
    [ctx.scope],
  )
}

/** What these cover and nobody has taken note of, or (`isOpen`) is not over. */
export function listCovered(
  ctx: Ctx,
  groupIds: number[],
  isOpen: boolean,
): Promise<{ alarmId: number; kind: string }[]> {
  return ctx.db.rows(
    `select a.id as "alarmId", a.kind from alarm_cover c join alarm a on a.id = c.alarm_id
     where c.group_id = any($1) and case when $2 then a.cleared_at is null else a.acknowledged_at is null end
     order by a.id for no key update of a`,
    [groupIds, isOpen],
  )
}

/** Within the actor's scope, held until the transaction ends, in one order so that two who take the same wait and do not block. */
export function lockAlarms(
  ctx: Ctx,
  alarmIds: number[],
): Promise<{ alarmId: number; kind: string; isTaken: boolean; isOver: boolean }[]> {
  return ctx.db.rows(
    `select a.id as "alarmId", a.kind, a.acknowledged_at is not null as "isTaken", a.cleared_at is not null as "isOver" from alarm a ${located}
     where a.id = any($1) and ${inScope('$2')} order by a.id for no key update of a`,
    [alarmIds, ctx.scope],
  )
}
