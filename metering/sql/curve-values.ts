import type { Ctx } from '../../db/context.ts'
import type { EnergyChannel } from '../rules/vee/channels.ts'

/** An `edit` with a method is an estimate that a person decided: it stands over measured values. */
export type CurveValue = {
  pointId: number
  channel: EnergyChannel
  atMs: number
  changeId: number
  kind: 'estimate' | 'edit' | 'reject'
  method: string | null
  wh: number | null
  originalWh: number | null
}

/** Estimates and edits in force over `[from, to)` of each span, of one channel or of all. */
export async function listCurveValues(
  ctx: Ctx,
  spans: readonly { pointId: number; from: Date; to: Date }[],
  channel: EnergyChannel | null = null,
): Promise<CurveValue[]> {
  const rows = await ctx.db.rows<Omit<CurveValue, 'atMs'> & { at: Date }>(
    `select v.point_id as "pointId", v.channel, v.at, v.change_id as "changeId", c.kind, c.method, v.wh, v.original_wh as "originalWh"
     from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) as s(point_id, from_at, to_at)
     join curve_value v on v.point_id = s.point_id and v.at >= s.from_at and v.at < s.to_at and v.superseded_at is null
       and ($4::text is null or v.channel = $4)
     join curve_change c on c.id = v.change_id
     order by v.point_id, v.at`,
    [spans.map((span) => span.pointId), spans.map((span) => span.from), spans.map((span) => span.to), channel],
  )
  return rows.map(({ at, ...row }) => ({ ...row, atMs: at.getTime() }))
}

export type NewChange = {
  pointId: number
  channel: EnergyChannel
  kind: CurveValue['kind']
  method: string | null
  reason: string
  fromMs: number
  toMs: number
  values: { atMs: number; wh: number | null; originalWh: number | null }[]
}

/** Writes a change over what was in force before it; returns its id, the version of the days it touches. */
export async function saveChange(ctx: Ctx, change: NewChange): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into curve_change (point_id, kind, method, reason, from_at, to_at, made_by, made_at, channel)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
    [
      change.pointId,
      change.kind,
      change.method,
      change.reason,
      new Date(change.fromMs),
      new Date(change.toMs),
      ctx.actor.username,
      ctx.now,
      change.channel,
    ],
  )
  const id = row?.id ?? 0
  const instants = change.values.map(({ atMs }) => new Date(atMs))
  await supersede(ctx, change, instants)
  await ctx.db.run(
    `insert into curve_value (point_id, channel, at, change_id, wh, original_wh)
     select $1, $6, at, $2, wh, original from unnest($3::timestamptz[], $4::bigint[], $5::bigint[]) as v(at, wh, original)`,
    [
      change.pointId,
      id,
      instants,
      change.values.map(({ wh }) => wh),
      change.values.map(({ originalWh }) => originalWh),
      change.channel,
    ],
  )
  return id
}

export function supersede(
  ctx: Ctx,
  { pointId, channel }: Pick<NewChange, 'pointId' | 'channel'>,
  instants: Date[],
): Promise<number> {
  return ctx.db.run(
    `update curve_value set superseded_at = $3
     where point_id = $1 and channel = $4 and at = any($2) and superseded_at is null`,
    [pointId, instants, ctx.now, channel],
  )
}

/** The latest change that touched `[from, to)`, taken back or not; 0 where none did. */
export async function findVersion(ctx: Ctx, pointId: number, from: Date, to: Date): Promise<number> {
  const row = await ctx.db.first<{ version: number }>(
    `select coalesce(max(id), 0) as version from curve_change where point_id = $1 and to_at > $2 and from_at < $3`,
    [pointId, from, to],
  )
  return row?.version ?? 0
}
