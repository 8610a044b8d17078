import type { Ctx } from '../../db/context.ts'
import { addDays, civilDay } from '../../db/time.ts'
import type { Severity } from '../rules/alarm-kinds/kind.ts'

export type AlarmRuleRow = {
  kind: string
  enabled: boolean
  severity: Severity | null
  raiseAt: number | null
  clearAt: number | null
  raiseMinutes: number | null
  clearMinutes: number | null
  leastLoad: number | null
}

/** Those that hold on a day. */
export function listAlarmRules(ctx: Pick<Ctx, 'db'>, day: string): Promise<AlarmRuleRow[]> {
  return ctx.db.prepared.rows(
    `select kind, enabled, severity, raise_at::float8 as "raiseAt", clear_at::float8 as "clearAt", raise_minutes as "raiseMinutes",
       clear_minutes as "clearMinutes", least_load::float8 as "leastLoad"
     from alarm_kind_rule where valid_from <= $1 and (valid_to is null or valid_to > $1)`,
    [day],
  )
}

/** Kinds of a point that are raised, or on their way there or back. */
export type StateRow = { pointId: number; kind: string; toward: 'raise' | 'clear' | null; sinceMs: number | null }

/** `toward` null: an open alarm. */
export function listAlarmStates(ctx: Ctx, pointIds: number[]): Promise<StateRow[]> {
  return ctx.db.prepared.rows(
    `select point_id as "pointId", kind, null as toward, null::float8 as "sinceMs"
     from alarm where cleared_at is null and point_id = any($1)
     union all
     select point_id, kind, toward, (extract(epoch from since) * 1000)::float8 from alarm_pending where point_id = any($1)`,
    [pointIds],
  )
}

export type PendingRow = { pointId: number; kind: string; toward: 'raise' | 'clear'; sinceMs: number }

export async function savePending(ctx: Ctx, rows: PendingRow[]): Promise<void> {
  if (rows.length === 0) return
  await ctx.db.run(
    `insert into alarm_pending (point_id, kind, toward, since)
     select * from unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[])
     on conflict (point_id, kind) do update set toward = excluded.toward, since = excluded.since`,
    [
      rows.map(({ pointId }) => pointId),
      rows.map(({ kind }) => kind),
      rows.map(({ toward }) => toward),
      rows.map(({ sinceMs }) => new Date(sinceMs)),
    ],
  )
}

export async function dropPending(ctx: Ctx, rows: { pointId: number; kind: string }[]): Promise<void> {
  if (rows.length === 0) return
  await ctx.db.run(
    `delete from alarm_pending p using unnest($1::bigint[], $2::text[]) as d(point_id, kind)
     where p.point_id = d.point_id and p.kind = d.kind`,
    [rows.map(({ pointId }) => pointId), rows.map(({ kind }) => kind)],
  )
}

/** In kVA: what the account's contract allows, or what the transformer of a district carries. Points without one are left out. */
export function listCapacities(ctx: Ctx, pointIds: number[]): Promise<{ pointId: number; kva: number }[]> {
  const today = civilDay(ctx.now)
  return ctx.db.prepared.rows(
    `select p.id as "pointId", coalesce(t.contract_capacity_kva, d.capacity_kva)::float8 as kva
     from metering_point p
     left join account_term t on t.account_id = p.account_id and t.known_to is null
       and daterange(t.valid_from, t.valid_to) && daterange($2, $3)
     left join transformer_district d on d.id = p.district_id
     where p.id = any($1) and coalesce(t.contract_capacity_kva, d.capacity_kva) is not null`,
    [pointIds, today, addDays(today, 1)],
  )
}
