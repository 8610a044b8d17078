import type { Ctx } from '../../db/context.ts'

export type NewAlarm = {
  kind: string
  severity: string
  pointId: number | null
  terminalId: number | null
  occurredAt: Date
  detail: Record<string, unknown>
}

export type RaisedAlarm = {
  alarmId: number
  kind: string
  pointId: number | null
  accountId: number | null
  districtId: number | null
}

/** Opens what is not open yet and returns that. */
export function insertAlarms(ctx: Ctx, alarms: NewAlarm[]): Promise<RaisedAlarm[]> {
  return ctx.db.rows(
    `with raised as (
     insert into alarm (kind, severity, point_id, terminal_id, occurred_at, raised_at, detail)
     select a.kind, a.severity, a.point_id, a.terminal_id, a.occurred_at, $7, a.detail
     from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::jsonb[])
       as a(kind, severity, point_id, terminal_id, occurred_at, detail)
     on conflict do nothing
     returning id, kind, point_id, terminal_id)
     select a.id as "alarmId", a.kind, a.point_id as "pointId", p.account_id as "accountId",
       coalesce(p.district_id, t.district_id, e.district_id) as "districtId"
     from raised a
     left join metering_point p on p.id = a.point_id
     left join point_term t on t.point_id = p.id and t.valid_to is null and t.known_to is null
     left join terminal e on e.id = a.terminal_id
     order by a.id`,
    [
      alarms.map((alarm) => alarm.kind),
      alarms.map((alarm) => alarm.severity),
      alarms.map((alarm) => alarm.pointId),
      alarms.map((alarm) => alarm.terminalId),
      alarms.map((alarm) => alarm.occurredAt),
      alarms.map((alarm) => JSON.stringify(alarm.detail)),
      ctx.now,
    ],
  )
}

/** Those that are open already are counted instead, with the latest instant at which they were told of. Returns which. */
export function countRepeats(ctx: Ctx, alarms: NewAlarm[]): Promise<RepeatedAlarm[]> {
  return ctx.db.rows(
    `update alarm a set repeats = a.repeats + 1, last_at = greatest(a.last_at, e.at)
     from (select kind, point_id, terminal_id, max(at) as at
       from unnest($1::text[], $2::bigint[], $3::bigint[], $4::timestamptz[]) as told(kind, point_id, terminal_id, at)
       group by kind, point_id, terminal_id) e
     where a.cleared_at is null and a.kind = e.kind and a.occurred_at < e.at
       and (a.point_id = e.point_id or a.terminal_id = e.terminal_id)
     returning a.id as "alarmId", a.kind, a.repeats`,
    [
      alarms.map((alarm) => alarm.kind),
      alarms.map((alarm) => alarm.pointId),
      alarms.map((alarm) => alarm.terminalId),
      alarms.map((alarm) => alarm.occurredAt),
    ],
  )
}

export type RepeatedAlarm = { alarmId: number; kind: string; repeats: number }

export type AlarmEnd = { pointId: number | null; terminalId: number | null; kind: string; at: Date }

/** Closes open alarms that began before what ended them. */
export function closeAlarms(ctx: Ctx, ends: AlarmEnd[]): Promise<{ alarmId: number; kind: string }[]> {
  return ctx.db.rows(
    `update alarm a set cleared_at = greatest($5::timestamptz, a.raised_at)
     from unnest($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[]) as e(point_id, terminal_id, kind, at)
     where a.cleared_at is null and a.kind = e.kind and a.occurred_at <= e.at
       and (a.point_id = e.point_id or a.terminal_id = e.terminal_id)
     returning a.id as "alarmId", a.kind`,
    [
      ends.map((end) => end.pointId),
      ends.map((end) => end.terminalId),
      ends.map((end) => end.kind),
      ends.map((end) => end.at),
      ctx.now,
    ],
  )
}

/** Points with a meter that should be heard and was not since `before`, whose terminal is not known to be off line. */
export function listStalePoints(ctx: Ctx, before: Date): Promise<{ pointId: number; since: Date }[]> {
  return ctx.db.rows(
    `select i.point_id as "pointId", greatest(coalesce(r.measured_at, i.installed_at), i.installed_at) as since
     from installation i
     join collection_link k on k.device_id = i.device_id and tstzrange(k.valid_from, k.valid_to) @> $2::timestamptz
     left join terminal_status s on s.terminal_id = k.terminal_id
     left join latest_reading r on r.point_id = i.point_id
     where tstzrange(i.installed_at, i.removed_at) @> $2::timestamptz
       and greatest(coalesce(r.measured_at, i.installed_at), i.installed_at) < $1
       and coalesce(s.online, true)
       and not exists (select 1 from alarm a where a.point_id = i.point_id and a.kind = 'meter-stale' and a.cleared_at is null)`,
    [before, ctx.now],
  )
}

/** Those of `overIds` are over with it. */
export function saveAcknowledgements(
  ctx: Ctx,
  { alarmIds, overIds, note }: { alarmIds: number[]; overIds: number[]; note: string | null },
): Promise<number> {
  return ctx.db.run(
    `update alarm set acknowledged_at = $2, acknowledged_by = $3, note = $4,
       cleared_at = case when id = any($5) then coalesce(cleared_at, greatest($2::timestamptz, raised_at)) else cleared_at end
     where id = any($1)`,
    [alarmIds, ctx.now, ctx.actor.name, note, overIds],
  )
}

/** Ends open alarms by a person's word. */
export function saveClearances(
  ctx: Ctx,
  { alarmIds, reason }: { alarmIds: number[]; reason: string },
): Promise<{ alarmId: number; kind: string }[]> {
  return ctx.db.rows(
    `update alarm set cleared_at = greatest($2::timestamptz, raised_at), cleared_by = $3, clear_reason = $4
     where id = any($1) and cleared_at is null returning id as "alarmId", kind`,
    [alarmIds, ctx.now, ctx.actor.name, reason],
  )
}
