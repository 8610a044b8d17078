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
  districtName: string | null
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

const places = `from alarm a
  left join metering_point p on p.id = a.point_id
  left join account c on c.id = p.account_id
  left join account_term t on t.account_id = c.id and t.valid_to is null and t.known_to is null
  left join customer u on u.id = t.customer_id
  left join point_term pt on pt.point_id = p.id and pt.valid_to is null and pt.known_to is null
  left join terminal e on e.id = a.terminal_id
  left join transformer_district d on d.id = coalesce(p.district_id, pt.district_id, e.district_id)
  left join feeder_term ft on ft.feeder_id = p.feeder_id and ft.valid_to is null
  left join substation s on s.id = ft.substation_id
  left join organisation o on o.id = coalesce(c.organisation_id, d.organisation_id, s.organisation_id)`

const inScope = (parameter: string) => `(${parameter} = '' or starts_with(o.path, ${parameter}))`

export type AlarmFilter = {
  status: 'open' | 'unacknowledged' | 'all'
  kind: string | null
  pointId: number | null
  terminalId: number | null
  districtId: number | null
  beforeId: number | null
  limit: number
}

const matches = `($1 = 'all' or ($1 = 'open' and a.cleared_at is null) or ($1 = 'unacknowledged' and a.acknowledged_at is null))
  and ($2::text is null or a.kind = $2) and ($3::bigint is null or a.point_id = $3)
  and ($4::bigint is null or a.terminal_id = $4) and ${inScope('$5')}`

/** Newest first. */
export function listAlarmRecords(ctx: Ctx, filter: AlarmFilter): Promise<AlarmRecord[]> {
  return ctx.db.rows(
    `select a.id as "alarmId", a.kind, a.severity, a.point_id as "pointId", p.point_no as "pointNo", c.id as "accountId",
       c.account_no as "accountNo", u.name as "accountName",
       (select v.asset_no from installation i join device v on v.id = i.device_id
        where i.point_id = a.point_id and tstzrange(i.installed_at, i.removed_at) @> a.raised_at) as "assetNo",
       a.terminal_id as "terminalId", e.asset_no as "terminalName", d.name as "districtName", a.occurred_at as "occurredAt",
       a.raised_at as "raisedAt", a.cleared_at as "clearedAt", a.acknowledged_at as "acknowledgedAt",
       a.acknowledged_by as "acknowledgedBy", a.note, a.repeats, a.last_at as "lastAt", a.cleared_by as "clearedBy",
       a.clear_reason as "clearReason", a.detail, a.repair_order_id as "repairOrderId",
       (select r.order_no from repair_order r where r.id = a.repair_order_id) as "repairOrderNo",
       (select r.status from repair_order r where r.id = a.repair_order_id) as "repairStatus"
     ${places} where ${matches} and ($6::bigint is null or a.id < $6) and ($8::bigint is null or d.id = $8)
     order by a.id desc limit $7`,
    [
      filter.status,
      filter.kind,
      filter.pointId,
      filter.terminalId,
      ctx.scope,
      filter.beforeId,
      filter.limit,
      filter.districtId,
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

/** Alarms that are not over, by kind, the most frequent first. */
export function countOpenKinds(ctx: Ctx): Promise<{ kind: string; open: number }[]> {
  return ctx.db.rows(
    `select a.kind, count(*) as open ${places} where a.cleared_at is null and ${inScope('$1')}
     group by a.kind order by count(*) desc, a.kind`,
    [ctx.scope],
  )
}

/** Within the actor's scope, held until the transaction ends, in one order so that two who take the same wait and do not block. */
export function lockAlarms(
  ctx: Ctx,
  alarmIds: number[],
): Promise<{ alarmId: number; kind: string; isTaken: boolean; isOver: boolean }[]> {
  return ctx.db.rows(
    `select a.id as "alarmId", a.kind, a.acknowledged_at is not null as "isTaken", a.cleared_at is not null as "isOver" ${places}
     where a.id = any($1) and ${inScope('$2')} order by a.id for no key update of a`,
    [alarmIds, ctx.scope],
  )
}
