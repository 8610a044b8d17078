import type { Ctx } from '../../db/context.ts'

/** What a meter showed beside its registers at the close of a quarter hour, before CT × PT. */
export type DayValue = {
  pointId: number
  atMs: number
  powerW: number | null
  reactiveVar: number | null
  powerFactor: number | null
  phasePowerW: (number | null)[]
  uV: (number | null)[]
  iA: (number | null)[]
}

export async function listDayValues(
  ctx: Ctx,
  days: readonly { pointId: number; from: Date; to: Date }[],
): Promise<DayValue[]> {
  const rows = await ctx.db.rows<Omit<DayValue, 'atMs'> & { at: Date }>(
    `select r.point_id as "pointId", r.at, r.p_w as "powerW", r.q_var as "reactiveVar", r.pf as "powerFactor",
       array[r.p_a, r.p_b, r.p_c] as "phasePowerW", array[r.u_a, r.u_b, r.u_c] as "uV", array[r.i_a, r.i_b, r.i_c] as "iA"
     from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) as s(point_id, from_at, to_at)
     cross join lateral interval_rows(s.point_id, s.from_at, s.to_at) r
     where coalesce(r.p_w, r.u_a, r.i_a) is not null`,
    [days.map((day) => day.pointId), days.map((day) => day.from), days.map((day) => day.to)],
  )
  return rows.map(({ at, ...row }) => ({ ...row, atMs: at.getTime() }))
}

export type RejectedRegister = { pointId: number; role: string; atMs: number; wh: number }

export async function listRejected(
  ctx: Ctx,
  days: readonly { pointId: number; from: Date; to: Date }[],
): Promise<RejectedRegister[]> {
  const rows = await ctx.db.rows<Omit<RejectedRegister, 'atMs'> & { at: Date }>(
    `select r.point_id as "pointId", r.role, r.measured_at as at, r.wh
     from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) as s(point_id, from_at, to_at)
     join reading_suspect r on r.point_id = s.point_id and r.measured_at > s.from_at and r.measured_at <= s.to_at
       and r.status = 'rejected'
     order by r.point_id, r.role, r.measured_at`,
    [days.map((day) => day.pointId), days.map((day) => day.from), days.map((day) => day.to)],
  )
  return rows.map(({ at, ...row }) => ({ ...row, atMs: at.getTime() }))
}
