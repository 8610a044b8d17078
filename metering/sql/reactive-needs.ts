import type { Ctx } from '../../db/context.ts'

export type ReactiveNeed = {
  /** Reactive power above the wanted ratio, in kvar: what 95 of 100 quarter hours do not exceed. */
  kvar95: number
  /** The greatest of them. */
  kvarMost: number
  /** Hours of a day in which at least a tenth of `kvar95` is needed. */
  hoursPerDay: number
  /** Quarter hours that tell. */
  intervals: number
}

/**
 * What compensation would have had to supply over `[from, to)`, for the points of each key together, after CT × PT; `tangent`: kvar that
 * may come with each kW. Instants at which a point is silent are left out. In the order asked; null where nothing tells.
 */
export async function listReactiveNeeds(
  ctx: Ctx,
  asked: { pointIds: number[]; tangent: number }[],
  { from, to }: { from: Date; to: Date },
): Promise<(ReactiveNeed | null)[]> {
  const points = asked.flatMap(({ pointIds, tangent }, key) => pointIds.map((pointId) => ({ key, pointId, tangent })))
  const rows = await ctx.db.rows<ReactiveNeed & { key: number }>(
    `with need as (
       select s.key, greatest(sum((r.q_var - r.p_w * s.tangent) * i.ct * i.pt), 0) / 1000 as kvar
       from (select *, count(*) over (partition by key) as points
         from unnest($1::int[], $2::bigint[], $3::float8[]) as u(key, point_id, tangent)) s
       cross join lateral interval_rows(s.point_id, $4, $5) r
       join installation i on i.id = r.installation_id
       where r.q_var is not null and r.p_w is not null
       group by s.key, s.points, r.at having count(*) = s.points),
     bound as (select key, percentile_cont(0.95) within group (order by kvar) as kvar95 from need group by key)
     select n.key, b.kvar95, max(n.kvar) as "kvarMost", count(*)::int as intervals,
       24.0 * count(*) filter (where b.kvar95 > 0 and n.kvar >= b.kvar95 / 10) / count(*)::float8 as "hoursPerDay"
     from need n join bound b on b.key = n.key group by n.key, b.kvar95`,
    [
      points.map(({ key }) => key),
      points.map(({ pointId }) => pointId),
      points.map(({ tangent }) => tangent),
      from,
      to,
    ],
  )
  const byKey = new Map(rows.map(({ key, ...need }) => [key, need]))
  return asked.map((_, key) => byKey.get(key) ?? null)
}
